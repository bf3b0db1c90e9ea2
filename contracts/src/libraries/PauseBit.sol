// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title PauseBit
/// @notice What the guardian can stop: new business only. No exit has a bit.
library PauseBit {
    uint8 internal constant LEASES = 1;
    uint8 internal constant STAKE = 2;
    uint8 internal constant ENROL = 4;
    uint8 internal constant ROOTS = 8;
    uint8 internal constant ALL = 15;

    /// @notice Thrown when what is asked is stopped by the guardian.
    error Stopped(uint8 bit);
}
