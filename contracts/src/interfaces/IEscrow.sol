// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IDeposits } from "./IDeposits.sol";
import { IHoldings } from "./IHoldings.sol";
import { ISessions } from "./ISessions.sol";
import { ITabs } from "./ITabs.sol";

/// @title Escrow
/// @notice The purse of the market, in four chapters: deposits, sessions, tabs and what leases hold.
///
/// Its code never changes, nobody holds a key to it, and nothing pauses it. What may change by vote is what surrounds it:
/// the fee within its bounds, and the code of `Leases` after seven days' notice, which is longer than a withdrawal takes.
/// At any time it owns at least what it owes: Σ balances + held + Σ earnings + fees, and exactly that unless someone
/// sends it tokens as a gift.
interface IEscrow is IDeposits, ISessions, ITabs, IHoldings { }
