// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Rewards
/// @notice New tokens for those whose work earned the network fees. Its code never changes, and it alone may mint, so the
/// schedule below is a promise that no vote can break: by any moment at most `emittable(moment)` exists because of it,
/// half of the remaining allowance in each period.
///
/// Amounts come from a root that the committee attests like everything else; here they meet two limits that no committee can
/// talk away. In all, rewards stay below the schedule and below `rewardPerFee` for every µUSDC of fees that the escrow ever
/// booked. For each account, they stay below `rewardPerFee` for the fees that its own work booked. The figure is set by votes so that a fee costs more than the reward for it is
/// worth: paying oneself loses money.
///
/// Leaves carry what an account earned since the beginning: a claim pays the difference, nothing is lost by claiming late, no
/// leaf pays twice.
interface IRewards {
    /// @notice A root waits until `activeAt`.
    event RewardsRootPosted(uint32 indexed epoch, bytes32 root, uint128 total, uint40 activeAt);
    /// @notice Claims are now against `root`; `minted` tokens were made for it.
    event RewardsRootActivated(bytes32 root, uint128 total, uint128 minted);
    /// @notice The guardian stopped a root that was not active yet.
    event RewardsRootDisabled(bytes32 root);
    /// @notice `account` received `amount`.
    event RewardClaimed(address indexed account, uint128 amount, uint128 cumulative);

    /// @notice Thrown when the leaf is not under the final root of its epoch.
    error RootNotAttested(uint32 epoch);
    /// @notice Thrown when the epoch or the total does not go forward.
    error RootStale(uint32 epoch, uint128 total, uint128 current);
    /// @notice Thrown when another root still waits.
    error RootPending(uint40 activeAt);
    /// @notice Thrown when a root pays more than the schedule, the fees, or the day allow.
    error RewardsExceeded(uint256 total, uint256 limit);
    /// @notice Thrown when no root waits, or it waits still.
    error RootNotReady(uint40 activeAt);
    /// @notice Thrown when anyone but the guardian disables.
    error NotGuardian(address sender);
    /// @notice Thrown when the proof does not hold.
    error ClaimInvalid(address account, uint128 cumulative);
    /// @notice Thrown when the account claimed this much before.
    error ClaimStale(address account, uint128 cumulative, uint128 claimed);
    /// @notice Thrown when the account's own work did not book the fees for this.
    error ClaimAboveFees(address account, uint256 cumulative, uint256 limit);

    /// @notice The most that can ever be minted here.
    function emissionCap() external view returns (uint256);

    /// @notice What the schedule allows by `moment`.
    function emittable(uint256 moment) external view returns (uint256);

    /// @notice What one account may have earned in all: its fees times `rewardPerFee`.
    function limitOf(address account) external view returns (uint256);

    /// @notice Takes over a rewards root that is a leaf of an epoch's final root. Anyone may send it.
    function postRoot(uint32 epoch, bytes32 root, uint128 total, bytes32[] calldata proof) external;

    /// @notice Makes a root active whose wait is over, and mints for it. Anyone may send it.
    function activate() external;

    /// @notice Throws away a root that waits; the guardian only.
    function disableRoot() external;

    /// @notice Pays `account` what it earned beyond what it claimed. Anyone may send it; works under every pause.
    function claim(address account, uint128 cumulative, bytes32[] calldata proof) external returns (uint128 amount);

    /// @notice The same for the sender, straight into its bond.
    function claimAndStake(uint128 cumulative, bytes32[] calldata proof) external returns (uint128 amount);

    /// @notice What `account` claimed in all.
    function claimedBy(address account) external view returns (uint128);
}
