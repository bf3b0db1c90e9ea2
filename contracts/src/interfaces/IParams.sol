// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Params
/// @notice The figures that members may vote on. Which figures exist and how far each may go is written at deployment
/// and can never change; a vote moves a figure within its bounds, one limited step at a time.
interface IParams {
    /// @notice How far a figure may go.
    /// @param min Smallest value.
    /// @param max Largest value.
    /// @param maxStepBps Largest change in one vote, in basis points of the value before it. A value of zero may move
    /// anywhere within the bounds.
    struct Bounds {
        uint256 min;
        uint256 max;
        uint256 maxStepBps;
    }

    /// @notice A figure as deployed.
    struct Rule {
        bytes32 key;
        uint256 value;
        Bounds bounds;
    }

    /// @notice `key` changed. Emitted once for each key at deployment, from zero.
    event ParamSet(bytes32 indexed key, uint256 before, uint256 value);

    /// @notice Thrown when anyone but the governance timelock sets a figure.
    error NotGovernance(address sender, address governance);
    /// @notice Thrown for a key that was not deployed.
    error ParamUnknown(bytes32 key);
    /// @notice Thrown at deployment for a key that is listed twice.
    error ParamDuplicate(bytes32 key);
    /// @notice Thrown when `value` is outside the bounds.
    error ParamOutOfBounds(bytes32 key, uint256 value, uint256 min, uint256 max);
    /// @notice Thrown when `value` is too far from the value before it.
    error ParamStepTooLarge(bytes32 key, uint256 before, uint256 value, uint256 maxStep);

    /// @notice The timelock that carries out votes.
    function governance() external view returns (address);

    /// @notice Sets `key` to `value`; governance only.
    function set(bytes32 key, uint256 value) external;

    /// @notice The value of `key`. Reverts with `ParamUnknown` for a key that does not exist.
    function get(bytes32 key) external view returns (uint256);

    /// @notice The bounds of `key`.
    function bounds(bytes32 key) external view returns (Bounds memory);

    /// @notice Every key, in the order of deployment.
    function keys() external view returns (bytes32[] memory);
}
