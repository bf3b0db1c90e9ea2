// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Treasury
/// @notice What the network owns. Votes spend it, through the governance timelock, and only slowly: in any `window` no more
/// of a token leaves than `outflowBps` of what was there. A bought vote cannot empty it. Raising that share takes the
/// upgrade timelock, which is long enough to leave.
interface ITreasury {
    /// @notice `amount` of `token` went to `to` for `purpose`.
    event Paid(address indexed token, address indexed to, uint256 amount, bytes32 purpose);
    /// @notice The share that may leave in a window.
    event OutflowSet(uint256 outflowBps);

    /// @notice Thrown when anyone but the governance timelock pays.
    error NotGovernance(address sender, address governance);
    /// @notice Thrown when anyone but the upgrade timelock changes the share.
    error NotUpgrader(address sender, address upgrader);
    /// @notice Thrown when a payment would pass the share.
    error OutflowExceeded(address token, uint256 amount, uint256 available);
    /// @notice Thrown when a share is above the whole.
    error ShareTooLarge(uint256 bps);

    /// @notice Seconds over which outflow is counted.
    function window() external view returns (uint48);
    /// @notice The share that may leave in a window, in basis points.
    function outflowBps() external view returns (uint256);

    /// @notice Pays `amount` of `token` to `to`; governance only.
    function pay(address token, address to, uint256 amount, bytes32 purpose) external;

    /// @notice Sets the share; the upgrade timelock only.
    function setOutflow(uint256 bps) external;

    /// @notice How much of `token` may leave now.
    function available(address token) external view returns (uint256);
}
