// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Batch } from "./base/Batch.sol";
import { Upgradeable } from "./base/Upgradeable.sol";
import { Ending } from "./leases/Ending.sol";
import { LeaseStore } from "./leases/LeaseStore.sol";
import { Opening } from "./leases/Opening.sol";
import { Payment } from "./leases/Payment.sol";

/// @title Leases
/// @notice Opening, payment and ending in one contract, which holds no money itself. See `ILeases`.
contract Leases is Opening, Payment, Ending, Batch, Upgradeable {
    /// @notice Its clocks: seconds, but for the window, which is in epochs. `epoch` and `windowEpochs` are the committee's.
    struct Clocks {
        uint40 epoch;
        uint32 windowEpochs;
        uint40 silence;
        uint40 finaliseGrace;
    }

    constructor(Peers memory peers, Clocks memory clocks)
        LeaseStore(peers)
        Opening(uint256(clocks.epoch) * clocks.windowEpochs)
        Payment(clocks.epoch, clocks.windowEpochs, clocks.silence)
        Ending(clocks.finaliseGrace)
        Upgradeable(peers.upgrader)
    { }

    /// @notice Nothing to set: everything starts at zero. It exists so that a proxy is born initialised.
    function initialize() external initializer { }
}
