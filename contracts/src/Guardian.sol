// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IBonds } from "./interfaces/IBonds.sol";
import { IGuardian } from "./interfaces/IGuardian.sol";
import { IHoldings } from "./interfaces/IHoldings.sol";
import { IRewards } from "./interfaces/IRewards.sol";
import { PauseBit } from "./libraries/PauseBit.sol";

/// @notice What the guardian needs of the governor: OpenZeppelin's `GovernorStorage`.
interface ICancellable {
    function cancel(uint256 proposalId) external;
}

/// @title Guardian
/// @notice See `IGuardian`.
contract Guardian is IGuardian {
    /// @notice Whom the guardian can hold up.
    struct Peers {
        IHoldings escrow;
        IBonds bonds;
        IRewards rewards;
        ICancellable governor;
        address governance;
    }

    /// @notice How long a pause lasts at most, how long a bit rests after it, how far ahead a vote may extend the powers.
    struct Clocks {
        uint40 pause;
        uint40 rest;
        uint40 longestTerm;
    }

    IHoldings private immutable _escrow;
    IBonds private immutable _bonds;
    IRewards private immutable _rewards;
    ICancellable private immutable _governor;
    address private immutable _governance;
    uint40 private immutable _pauseSeconds;
    uint40 private immutable _restSeconds;
    uint40 private immutable _longestTerm;

    /// @inheritdoc IGuardian
    address public council;
    /// @inheritdoc IGuardian
    uint40 public expiresAt;
    /// @inheritdoc IGuardian
    mapping(uint8 bit => uint40) public pausedUntil;
    mapping(uint8 bit => uint40) private _restsUntil;

    modifier onlyCouncil() {
        if (msg.sender != council) revert NotCouncil(msg.sender, council);
        if (block.timestamp >= expiresAt) revert GuardianExpired(expiresAt);
        _;
    }

    modifier onlyGovernance() {
        if (msg.sender != _governance) revert NotGovernance(msg.sender, _governance);
        _;
    }

    constructor(Peers memory peers, Clocks memory clocks, address council_) {
        _escrow = peers.escrow;
        _bonds = peers.bonds;
        _rewards = peers.rewards;
        _governor = peers.governor;
        _governance = peers.governance;
        _pauseSeconds = clocks.pause;
        _restSeconds = clocks.rest;
        _longestTerm = clocks.longestTerm;
        council = council_;
        expiresAt = uint40(block.timestamp) + clocks.longestTerm;
        emit CouncilChanged(council_);
        emit Extended(expiresAt);
    }

    /// @inheritdoc IGuardian
    function pause(uint8 bits) external onlyCouncil {
        uint40 until = uint40(block.timestamp) + _pauseSeconds;
        for (uint8 bit = 1; bit <= PauseBit.ROOTS; bit <<= 1) {
            if (bits & bit != 0) _pause(bit, until);
        }
        emit Paused(bits, until);
    }

    /// @inheritdoc IGuardian
    function unpause(uint8 bits) external {
        if (msg.sender != council && msg.sender != _governance) revert NotCouncil(msg.sender, council);
        for (uint8 bit = 1; bit <= PauseBit.ROOTS; bit <<= 1) {
            if (bits & bit != 0) _setUntil(bit, uint40(block.timestamp));
        }
        emit Unpaused(bits);
    }

    /// @inheritdoc IGuardian
    function rearm(uint8 bits) external onlyGovernance {
        for (uint8 bit = 1; bit <= PauseBit.ROOTS; bit <<= 1) {
            if (bits & bit != 0) _restsUntil[bit] = 0;
        }
        emit Rearmed(bits);
    }

    /// @inheritdoc IGuardian
    function cancelProposal(uint256 proposal) external onlyCouncil {
        _governor.cancel(proposal);
    }

    /// @inheritdoc IGuardian
    function disableRewardsRoot() external onlyCouncil {
        _rewards.disableRoot();
    }

    /// @inheritdoc IGuardian
    function returnSlash(uint256 appeal) external onlyCouncil {
        _bonds.returnSlash(appeal);
    }

    /// @inheritdoc IGuardian
    function extend(uint40 expiresAt_) external onlyGovernance {
        uint40 latest = uint40(block.timestamp) + _longestTerm;
        if (expiresAt_ > latest) revert ExtensionTooLong(expiresAt_, latest);
        expiresAt = expiresAt_;
        emit Extended(expiresAt_);
    }

    /// @inheritdoc IGuardian
    function setCouncil(address council_) external onlyGovernance {
        council = council_;
        emit CouncilChanged(council_);
    }

    /// @inheritdoc IGuardian
    function isPaused(uint8 bit) external view returns (bool) {
        return block.timestamp < pausedUntil[bit];
    }

    function _pause(uint8 bit, uint40 until) private {
        if (block.timestamp < _restsUntil[bit]) revert PauseResting(bit, _restsUntil[bit]);
        _restsUntil[bit] = until + _restSeconds;
        _setUntil(bit, until);
    }

    /// @dev The escrow keeps its own copy of the one bit that every lease would have to look up.
    function _setUntil(uint8 bit, uint40 until) private {
        pausedUntil[bit] = until;
        if (bit == PauseBit.LEASES) _escrow.pauseIntake(uint32(until));
    }
}
