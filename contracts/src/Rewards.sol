// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { RateLimiter } from "@openzeppelin/contracts/utils/RateLimiter.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { IBonds } from "./interfaces/IBonds.sol";
import { ICommittee } from "./interfaces/ICommittee.sol";
import { IDeposits } from "./interfaces/IDeposits.sol";
import { IParams } from "./interfaces/IParams.sol";
import { IRewards } from "./interfaces/IRewards.sol";
import { Attested, Reward, RewardsRoot } from "./libraries/Attested.sol";
import { Token } from "./Token.sol";

/// @title Rewards
/// @notice See `IRewards`.
contract Rewards is IRewards {
    using SafeERC20 for IERC20;
    using RateLimiter for RateLimiter.RefillingBucket;

    /// @notice Whom the rewards work with.
    struct Peers {
        Token token;
        IBonds bonds;
        ICommittee committee;
        IDeposits escrow;
        IParams params;
        address guardian;
    }

    /// @notice What can be minted and how fast. `period` is the time in which half of the remaining cap is emitted;
    /// `perDay` the most by which one day's roots may grow.
    struct Schedule {
        uint256 cap;
        uint40 period;
        uint40 activationDelay;
        uint208 perDay;
    }

    struct Pending {
        bytes32 root;
        uint128 total;
        uint40 activeAt;
    }

    bytes32 private constant REWARD_PER_FEE = "rewardPerFee";
    bytes32 private constant DAILY = "daily";

    Token private immutable _token;
    IBonds private immutable _bonds;
    ICommittee private immutable _committee;
    IDeposits private immutable _escrow;
    IParams private immutable _params;
    address private immutable _guardian;
    uint40 private immutable _activationDelay;
    /// @notice When the schedule began.
    uint256 public immutable startedAt = block.timestamp;
    /// @notice Seconds in which half of what is left to emit is emitted.
    uint40 public immutable period;
    /// @inheritdoc IRewards
    uint256 public immutable emissionCap;

    /// @notice The root that claims are proven against.
    bytes32 public root;
    /// @notice What `root` pays in all; so much was minted.
    uint128 public total;
    /// @notice The epoch of the last root that was posted.
    uint32 public lastEpoch;
    /// @notice The root that waits.
    Pending public pending;
    /// @inheritdoc IRewards
    mapping(address account => uint128) public claimedBy;
    RateLimiter.RefillingBucket private _limiter;

    constructor(Peers memory peers, Schedule memory schedule) {
        _token = peers.token;
        _bonds = peers.bonds;
        _committee = peers.committee;
        _escrow = peers.escrow;
        _params = peers.params;
        _guardian = peers.guardian;
        emissionCap = schedule.cap;
        period = schedule.period;
        _activationDelay = schedule.activationDelay;
        _limiter.updateSettings(1 days, schedule.perDay);
    }

    /*                                                  ROOTS                                                  */

    /// @inheritdoc IRewards
    function postRoot(uint32 epoch, bytes32 root_, uint128 total_, bytes32[] calldata proof) external {
        if (pending.activeAt != 0) revert RootPending(pending.activeAt);
        if (epoch <= lastEpoch || total_ <= total) revert RootStale(epoch, total_, total);
        _checkLimits(total_);
        if (!_committee.isAttested(epoch, Attested.leaf(RewardsRoot(root_, total_)), proof)) {
            revert RootNotAttested(epoch);
        }
        _limiter.consume(DAILY, total_ - total);

        uint40 activeAt = uint40(block.timestamp) + _activationDelay;
        lastEpoch = epoch;
        pending = Pending(root_, total_, activeAt);
        emit RewardsRootPosted(epoch, root_, total_, activeAt);
    }

    /// @inheritdoc IRewards
    function activate() external {
        Pending memory next = pending;
        if (next.activeAt == 0 || block.timestamp < next.activeAt) revert RootNotReady(next.activeAt);
        uint128 minted = next.total - total;
        delete pending;
        root = next.root;
        total = next.total;
        emit RewardsRootActivated(next.root, next.total, minted);
        _token.mint(address(this), minted);
    }

    /// @inheritdoc IRewards
    function disableRoot() external {
        if (msg.sender != _guardian) revert NotGuardian(msg.sender);
        Pending memory stopped = pending;
        if (stopped.activeAt == 0) revert RootNotReady(0);
        delete pending;
        emit RewardsRootDisabled(stopped.root);
    }

    /*                                                 CLAIMS                                                  */

    /// @inheritdoc IRewards
    function claim(address account, uint128 cumulative, bytes32[] calldata proof) external returns (uint128 amount) {
        amount = _claim(account, cumulative, proof);
        IERC20(address(_token)).safeTransfer(account, amount);
    }

    /// @inheritdoc IRewards
    function claimAndStake(uint128 cumulative, bytes32[] calldata proof) external returns (uint128 amount) {
        amount = _claim(msg.sender, cumulative, proof);
        _token.approve(address(_bonds), amount);
        _bonds.stake(msg.sender, amount);
    }

    /*                                                  VIEWS                                                  */

    /// @inheritdoc IRewards
    function emittable(uint256 moment) public view returns (uint256) {
        uint256 elapsed = moment - startedAt;
        uint256 halvings = elapsed / period;
        if (halvings >= 255) return emissionCap;
        uint256 left = emissionCap >> halvings;
        return emissionCap - left + left / 2 * (elapsed % period) / period;
    }

    /// @inheritdoc IRewards
    function limitOf(address account) public view returns (uint256) {
        return _escrow.feesBookedBy(account) * _params.get(REWARD_PER_FEE);
    }

    /*                                                 PRIVATE                                                 */

    function _checkLimits(uint128 total_) private view {
        uint256 byFees = _escrow.feesBooked() * _params.get(REWARD_PER_FEE);
        uint256 limit = Math.min(emittable(block.timestamp), byFees);
        if (total_ > limit) revert RewardsExceeded(total_, limit);
    }

    function _claim(address account, uint128 cumulative, bytes32[] calldata proof) private returns (uint128) {
        bytes32 leaf = Attested.leaf(Reward(account, cumulative));
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) revert ClaimInvalid(account, cumulative);
        uint128 claimed = claimedBy[account];
        if (cumulative <= claimed) revert ClaimStale(account, cumulative, claimed);
        uint256 limit = limitOf(account);
        if (cumulative > limit) revert ClaimAboveFees(account, cumulative, limit);

        claimedBy[account] = cumulative;
        emit RewardClaimed(account, cumulative - claimed, cumulative);
        return cumulative - claimed;
    }
}
