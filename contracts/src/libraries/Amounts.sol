// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Amounts
/// @notice The roundings of the market. Amounts are in µUSDC (6 decimals), rates in µUSDC per hour, shares in
/// basis points. What leaves a purse rounds down. `lib/chain/roundings.ts` is the same arithmetic in TypeScript, and a
/// test compares the two.
library Amounts {
    uint256 internal constant BPS = 10_000;

    /// @notice What `secs` seconds cost at `ratePerHour`, rounded down.
    function amountDown(uint256 ratePerHour, uint256 secs) internal pure returns (uint256) {
        return ratePerHour * secs / 1 hours;
    }

    /// @notice `bps` basis points of `amount`, rounded down.
    function shareDown(uint256 amount, uint256 bps) internal pure returns (uint256) {
        return amount * bps / BPS;
    }
}
