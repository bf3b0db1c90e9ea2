// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
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

    /// @dev `limit` is what the account's fees allowed when they were last looked up; it only grows with them, so most
    /// claims need no second look.
    struct Claimed {
        uint128 amount;
        uint128 limit;
    }

    mapping(address account => Claimed) private _claimed;
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
        // Our own token: it returns true or reverts.
        _token.transfer(account, amount);
    }

    /// @inheritdoc IRewards
    function claimAndStake(uint128 cumulative, bytes32[] calldata proof) external returns (uint128 amount) {
        amount = _claim(msg.sender, cumulative, proof);
        _token.approve(address(_bonds), amount);
        _bonds.stake(msg.sender, amount);
    }

    /*                                                  VIEWS                                                  */

    /// @inheritdoc IRewards
    function claimedBy(address account) external view returns (uint128) {
        return _claimed[account].amount;
    }

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
        Claimed memory before = _claimed[account];
        if (cumulative <= before.amount) revert ClaimStale(account, cumulative, before.amount);
        uint128 limit = cumulative <= before.limit ? before.limit : _freshLimit(account, cumulative);

        _claimed[account] = Claimed(cumulative, limit);
        emit RewardClaimed(account, cumulative - before.amount, cumulative);
        return cumulative - before.amount;
    }

    function _freshLimit(address account, uint128 cumulative) private view returns (uint128) {
        uint256 limit = Math.min(limitOf(account), type(uint128).max);
        if (cumulative > limit) revert ClaimAboveFees(account, cumulative, limit);
        return uint128(limit);
    }
}
