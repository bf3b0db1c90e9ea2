// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Guardian
/// @notice A brake for emergencies, held by a council and bounded in time. It can stop new business for at most 72 hours,
/// cancel a proposal, stop a rewards root before it is active, and give a large slash back. It cannot move
/// money, propose, execute or upgrade, and no exit ever looks at a pause. All of it ends at `expiresAt`; only a vote
/// extends it.
interface IGuardian {
    /// @notice The council stopped what `bits` name until `until`.
    event Paused(uint8 bits, uint40 until);
    /// @notice What `bits` name goes on.
    event Unpaused(uint8 bits);
    /// @notice The council's powers end at `expiresAt`.
    event Extended(uint40 expiresAt);
    /// @notice `council` now holds the brake.
    event CouncilChanged(address indexed council);
    /// @notice A vote lets the council pause `bits` again before their rest is over.
    event Rearmed(uint8 bits);

    /// @notice Thrown when anyone but the council acts.
    error NotCouncil(address sender, address council);
    /// @notice Thrown when anyone but the governance timelock acts.
    error NotGovernance(address sender, address governance);
    /// @notice Thrown after the council's powers have ended.
    error GuardianExpired(uint40 expiresAt);
    /// @notice Thrown when a pause is asked again before its rest is over.
    error PauseResting(uint8 bit, uint40 until);
    /// @notice Thrown when an extension goes further ahead than a vote may.
    error ExtensionTooLong(uint40 expiresAt, uint40 latest);

    /// @notice Who holds the brake.
    function council() external view returns (address);
    /// @notice When its powers end.
    function expiresAt() external view returns (uint40);

    /// @notice Stops what `bits` name: 1 opening leases, 2 staking, 4 enrolling devices, 8 posting epoch roots. For as long
    /// as a pause may last; then the same bit rests before it can be used again.
    function pause(uint8 bits) external;

    /// @notice Ends pauses early; the council or governance.
    function unpause(uint8 bits) external;

    /// @notice Lets `bits` be used again at once; governance only.
    function rearm(uint8 bits) external;

    /// @notice Cancels a proposal that has not been executed.
    function cancelProposal(uint256 proposal) external;

    /// @notice Stops a rewards root that is not active yet.
    function disableRewardsRoot() external;

    /// @notice Gives a large slash back to its operator.
    function returnSlash(uint256 appeal) external;

    /// @notice Extends the powers; governance only, at most a year ahead.
    function extend(uint40 expiresAt_) external;

    /// @notice Hands the brake to another council; governance only.
    function setCouncil(address council_) external;

    /// @notice Whether `bit` is stopped now.
    function isPaused(uint8 bit) external view returns (bool);

    /// @notice Until when `bit` is stopped.
    function pausedUntil(uint8 bit) external view returns (uint40);
}
