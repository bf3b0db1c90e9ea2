// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Amounts } from "./Amounts.sol";

/// @title Sla
/// @notice What each tier promises and what breaking the promise costs. The table is part of the code: a lease that opens
/// under a tier knows its penalties for good. `lib/chain/sla.ts` is the same in TypeScript.
library Sla {
    uint8 internal constant HIGHEST_TIER = 3;

    /// @notice Basis points of a window's fees that go back to the customer when the device was up for `upBps` of it.
    ///
    /// | tier | full promise | a little less | less | much less |
    /// |---|---|---|---|---|
    /// | 0 | none | | | |
    /// | 1 | 99.5 % → 0 | 99 % → 10 % | 95 % → 25 % | below → 100 % |
    /// | 2 | 99.9 % → 0 | 99.5 % → 10 % | 97 % → 25 % | below → 100 % |
    /// | 3 | 99.95 % → 0 | 99.9 % → 25 % | 99 % → 50 % | below → 100 % |
    function creditBps(uint8 tier, uint256 upBps) internal pure returns (uint256) {
        if (tier == 1) return _step(upBps, 9950, 9900, 9500, 1000, 2500);
        if (tier == 2) return _step(upBps, 9990, 9950, 9700, 1000, 2500);
        if (tier == 3) return _step(upBps, 9995, 9990, 9900, 2500, 5000);
        return 0;
    }

    /// @notice The share of `elapsed` that was not `down`, in basis points, rounded down.
    function upBpsDown(uint256 elapsed, uint256 downSeconds) internal pure returns (uint256) {
        return (elapsed - downSeconds) * Amounts.BPS / elapsed;
    }

    /// @notice What of a window's `fees` goes back to the customer.
    function creditDown(uint8 tier, uint256 upBps, uint256 fees) internal pure returns (uint256) {
        return Amounts.shareDown(fees, creditBps(tier, upBps));
    }

    function _step(uint256 upBps, uint256 full, uint256 little, uint256 less, uint256 littleBps, uint256 lessBps)
        private
        pure
        returns (uint256)
    {
        if (upBps >= full) return 0;
        if (upBps >= little) return littleBps;
        return upBps >= less ? lessBps : Amounts.BPS;
    }
}
