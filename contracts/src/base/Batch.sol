// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Batch
/// @notice Many calls in one transaction, each with its own result. A relayer that settles fifty leases must not lose
/// forty-nine because one was already settled by someone else, so a refused call is reported, never passed on.
abstract contract Batch {
    /// @notice Call number `index` of the batch was refused; `error` is its revert data, a custom error of this contract.
    event CallRefused(uint256 indexed index, bytes error);

    /// @notice Makes `calls` to this contract in order, as the same sender. Never reverts for what one call does.
    /// @return results What each call returned; empty where it was refused (see `CallRefused`) or returns nothing.
    function batch(bytes[] calldata calls) external returns (bytes[] memory results) {
        results = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (bool accepted, bytes memory result) = address(this).delegatecall(calls[i]);
            if (accepted) results[i] = result;
            else emit CallRefused(i, result);
        }
    }
}
