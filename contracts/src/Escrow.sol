// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { Batch } from "./base/Batch.sol";
import { Deposits } from "./escrow/Deposits.sol";
import { Holdings } from "./escrow/Holdings.sol";
import { Sessions } from "./escrow/Sessions.sol";
import { Tabs } from "./escrow/Tabs.sol";
import { IDevices } from "./interfaces/IDevices.sol";
import { IEscrow } from "./interfaces/IEscrow.sol";
import { IParams } from "./interfaces/IParams.sol";

/// @title Escrow
/// @notice Four chapters in one contract, whose code never changes, so nothing hangs on where its state lies. See `IEscrow`.
contract Escrow is Tabs, Holdings, Batch, IEscrow {
    /// @notice Whom the escrow works with.
    struct Peers {
        IERC20 usdc;
        IDevices devices;
        IParams params;
        address leases;
        address guardian;
        address treasury;
    }

    /// @notice Its clocks, in seconds: no vote makes an exit longer.
    struct Clocks {
        uint40 withdrawalDelay;
        uint40 revocationDelay;
    }

    constructor(Peers memory peers, Clocks memory clocks)
        Deposits(peers.usdc, peers.devices, peers.params, peers.treasury, clocks.withdrawalDelay)
        Sessions(clocks.revocationDelay)
        Holdings(peers.leases, peers.guardian)
    { }
}
