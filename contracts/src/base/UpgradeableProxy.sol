// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ERC1967Proxy } from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";

/// @title UpgradeableProxy
/// @notice OpenZeppelin's ERC-1967 proxy, unchanged; named here so that its artefact is built with ours.
contract UpgradeableProxy is ERC1967Proxy {
    constructor(address implementation, bytes memory data) ERC1967Proxy(implementation, data) { }
}
