// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { UUPSUpgradeable } from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import { Initializable } from "@openzeppelin/contracts/proxy/utils/Initializable.sol";

/// @title Upgradeable
/// @notice What every contract behind a proxy shares: only the upgrade timelock may change its code, and the same
/// timelock may give that right up for ever. There is no owner and no role to hand out: addresses of peers are
/// immutable parts of the code, so changing one is an upgrade too.
abstract contract Upgradeable is UUPSUpgradeable, Initializable {
    /// @custom:storage-location erc7201:ambit.Upgradeable
    struct UpgradeableStorage {
        bool frozen;
    }

    // keccak256(abi.encode(uint256(keccak256("ambit.Upgradeable")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant UPGRADEABLE_STORAGE = 0x3f903f125da936b37b63673f2a3287fa04f91e8e7e2d199be0f5aad178ac4000;

    /// @notice The timelock that alone may upgrade or freeze.
    address public immutable upgrader;

    /// @notice This code is final from now on.
    event Frozen();

    /// @notice Thrown when anyone but the upgrade timelock tries to upgrade or freeze.
    error NotUpgrader(address sender, address upgrader);
    /// @notice Thrown when an upgrade is tried after `freeze`.
    error CodeFrozen();

    constructor(address upgrader_) {
        upgrader = upgrader_;
        _disableInitializers();
    }

    /// @notice Gives up the right to upgrade, for ever.
    function freeze() external onlyProxy {
        _checkUpgrader();
        _upgradeableStorage().frozen = true;
        emit Frozen();
    }

    /// @notice Whether the code can never change again.
    function frozen() external view returns (bool) {
        return _upgradeableStorage().frozen;
    }

    function _authorizeUpgrade(address) internal view override {
        _checkUpgrader();
        if (_upgradeableStorage().frozen) revert CodeFrozen();
    }

    function _checkUpgrader() private view {
        if (msg.sender != upgrader) revert NotUpgrader(msg.sender, upgrader);
    }

    function _upgradeableStorage() private pure returns (UpgradeableStorage storage $) {
        assembly ("memory-safe") {
            $.slot := UPGRADEABLE_STORAGE
        }
    }
}
