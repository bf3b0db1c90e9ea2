// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Bonds } from "../src/Bonds.sol";
import { Committee } from "../src/Committee.sol";
import { Devices } from "../src/Devices.sol";
import { Upgradeable } from "../src/base/Upgradeable.sol";
import { LeaseStore } from "../src/leases/LeaseStore.sol";

/// @title StorageLayouts
/// @notice Never deployed. The compiler says where state variables lie, but nothing of structs at places of their own, where
/// everything behind a proxy keeps its state; here each is a variable once. `scripts/contracts/generate.ts` writes what it says
/// to `snapshots/storage-layout.json`: a member that moves would be read from where an older version put another.
abstract contract StorageLayouts {
    LeaseStore.LeasesStorage internal leases;
    Bonds.BondsStorage internal bonds;
    Devices.DevicesStorage internal devices;
    Committee.CommitteeStorage internal committee;
    Upgradeable.UpgradeableStorage internal upgradeable;
}
