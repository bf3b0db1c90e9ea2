// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Create3 } from "@openzeppelin/contracts/utils/Create3.sol";

/// @title Deployer
/// @notice Puts contracts at addresses that are known before they exist, so that contracts which need each other can
/// carry each other's address as immutable code: no wiring afterwards, hence no key that could wire differently.
/// It has no power over what it deployed.
contract Deployer {
    /// @notice Who may deploy, so that nobody can take one of the names.
    address public immutable owner;
    /// @notice The block before which nothing of this deployment exists: where an indexer starts.
    uint256 public immutable startBlock = block.number;

    /// @notice `deployed` stands at the address of `name`.
    event Deployed(bytes32 indexed name, address deployed);

    /// @notice Thrown when anyone else deploys.
    error NotOwner(address sender);

    constructor(address owner_) {
        owner = owner_;
    }

    /// @notice Deploys `initCode` under `name`. Reverts if the name is taken.
    function deploy(bytes32 name, bytes calldata initCode) external returns (address deployed) {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        deployed = Create3.deploy(0, name, initCode);
        emit Deployed(name, deployed);
    }

    /// @notice Where `name` stands or will stand.
    function addressOf(bytes32 name) external view returns (address) {
        return Create3.computeAddress(name);
    }
}
