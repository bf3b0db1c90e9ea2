/** One small fault in the contracts that no test may let pass. */
export type Mutant = {
  /** Under `contracts/src`. */
  file: string;
  /** What stands there now, exactly once. */
  original: string;
  fault: string;
  /** What would go wrong. */
  harm: string;
  /** The folder under `contracts/test` whose tests should notice first. */
  tests: string;
};

/** Thirty-three faults in the arithmetic and the guards: where money is counted, where time is, and who may. */
export const mutants: readonly Mutant[] = [
  {
    file: "libraries/Amounts.sol",
    original: "return ratePerHour * secs / 1 hours;",
    fault: "return (ratePerHour * secs + 1 hours - 1) / 1 hours;",
    harm: "payments round up",
    tests: "leases",
  },
  {
    file: "libraries/Amounts.sol",
    original: "return amount * bps / BPS;",
    fault: "return (amount * bps + BPS - 1) / BPS;",
    harm: "fees and credits round up",
    tests: "escrow",
  },
  {
    file: "escrow/Deposits.sol",
    original: "if (amount > free) revert BalanceTooLow(msg.sender, amount, free);",
    fault: "",
    harm: "the same money thaws twice",
    tests: "escrow",
  },
  {
    file: "escrow/Deposits.sol",
    original: "uint40 readyAt = uint40(block.timestamp) + withdrawalDelay;",
    fault: "uint40 readyAt = uint40(block.timestamp);",
    harm: "a customer leaves before the work is paid",
    tests: "escrow",
  },
  {
    file: "escrow/Deposits.sol",
    original: "account.gone += uint80(amount);",
    fault: "",
    harm: "one thaw is withdrawn again and again",
    tests: "escrow",
  },
  {
    file: "escrow/Deposits.sol",
    original:
      "if (account.asked - account.gone > left) _accounts[wallet].gone = account.asked - uint80(left);",
    fault: "",
    harm: "what was paid away stays withdrawable",
    tests: "escrow",
  },
  {
    file: "escrow/Deposits.sol",
    original: "if (received != amount) revert TransferShort(amount, received);",
    fault: "",
    harm: "a token that takes a fee empties the escrow",
    tests: "escrow",
  },
  {
    file: "escrow/Deposits.sol",
    original: "income.earned += (amount - fee).toUint128();",
    fault: "income.earned += amount.toUint128();",
    harm: "the fee is paid out twice",
    tests: "escrow",
  },
  {
    file: "escrow/Sessions.sol",
    original: "if (amount > cap - spent) revert SessionCap(customer, key, amount, cap - spent);",
    fault: "",
    harm: "a session key spends above its cap",
    tests: "leases",
  },
  {
    file: "escrow/Sessions.sol",
    original: "if (state.scope & scope == 0) revert SessionScope(customer, key, scope);",
    fault: "",
    harm: "a key for tabs opens leases",
    tests: "escrow",
  },
  {
    file: "escrow/Sessions.sol",
    original: "end += grace;",
    fault: "",
    harm: "a customer revokes a key and the work it signed for is never paid",
    tests: "escrow",
  },
  {
    file: "escrow/Tabs.sol",
    original: "paid = _payable(session, customer, operator, cumulative - redeemed);",
    fault: "paid = _payable(session, customer, operator, cumulative);",
    harm: "a tab is paid anew with each redemption",
    tests: "escrow",
  },
  {
    file: "escrow/Tabs.sol",
    original: "block.timestamp < replacedAt + FEE_HOLDS ? agreed : inForce",
    fault: "false ? agreed : inForce",
    harm: "a vote alters what running leases pay",
    tests: "escrow",
  },
  {
    file: "escrow/Tabs.sol",
    original: "block.timestamp < replacedAt + FEE_HOLDS ? agreed : inForce",
    fault: "true ? agreed : inForce",
    harm: "an old tab evades a rise for ever",
    tests: "escrow",
  },
  {
    file: "escrow/Tabs.sol",
    original: "if (replacedAt == 0) revert TabFeeUnknown(agreed, inForce);",
    fault: "",
    harm: "a customer and an operator agree on a fee of their own",
    tests: "escrow",
  },
  {
    file: "escrow/Holdings.sol",
    original: "if (msg.sender != leases) revert NotLeases(msg.sender, leases);",
    fault: "",
    harm: "anyone collects from the escrow",
    tests: "escrow",
  },
  {
    file: "leases/Opening.sol",
    original:
      "if (offer.ratePerHour > order.maxRatePerHour) revert RateAboveCeiling(offer.ratePerHour, order.maxRatePerHour);",
    fault: "",
    harm: "a customer pays more than it signed",
    tests: "leases",
  },
  {
    file: "leases/Opening.sol",
    original: "if (bits & bit != 0) revert OrderUsed(customer, salt);",
    fault: "",
    harm: "one order opens many leases",
    tests: "leases",
  },
  {
    file: "leases/LeaseStore.sol",
    original: "uint72 target = uint72(Math.min(due, state.deposit));",
    fault: "uint72 target = uint72(due);",
    harm: "a lease pays out what others deposited",
    tests: "leases",
  },
  {
    file: "leases/Payment.sol",
    original: "Math.saturatingSub(until - state.startedAt, downSeconds)",
    fault: "until - state.startedAt",
    harm: "down time is billed",
    tests: "leases",
  },
  {
    file: "leases/Payment.sol",
    original: "if (block.timestamp < since + silence) revert CommitteeNotSilent(since);",
    fault: "",
    harm: "an operator is paid by the clock while verifiers are at work",
    tests: "leases",
  },
  {
    file: "leases/Payment.sol",
    original: "if (state.creditedWindows & bit != 0) return 0;",
    fault: "",
    harm: "one broken window is credited twice",
    tests: "leases",
  },
  {
    file: "leases/Payment.sol",
    original: "bool news = leaf.downSeconds > state.downSeconds;",
    fault: "bool news = leaf.downSeconds != state.downSeconds;",
    harm: "an old leaf takes down time back",
    tests: "leases",
  },
  {
    file: "leases/Ending.sol",
    original: "if (block.timestamp < until) revert GraceRunning(lease, until);",
    fault: "",
    harm: "a customer takes the deposit back before the device is paid",
    tests: "leases",
  },
  {
    file: "Bonds.sol",
    original: "return bond.tokens - bond.locked - (bond.asked - bond.gone);",
    fault: "return bond.tokens - bond.locked;",
    harm: "a stake that is leaving backs a device",
    tests: "bonds",
  },
  {
    file: "Bonds.sol",
    original: "return left == 0 ? 0 : Math.saturatingSub(left, leastLeft) * tokens / left;",
    fault: "return left == 0 ? 0 : tokens;",
    harm: "one day takes a whole bond",
    tests: "bonds",
  },
  {
    file: "Bonds.sol",
    original: "if (before.asked - before.gone > mayThaw) bond.gone = before.asked - mayThaw;",
    fault: "",
    harm: "a thaw escapes its slash",
    tests: "bonds",
  },
  {
    file: "Committee.sol",
    original: "if (claimed < seats.quorum || claimed != signatures.length || !seated) {",
    fault: "if (claimed != signatures.length || !seated) {",
    harm: "one verifier posts a root alone",
    tests: "committee",
  },
  {
    file: "Committee.sol",
    original: "if (root.state != RootState.Posted || block.timestamp < root.finalAt) return false;",
    fault: "if (root.state != RootState.Posted) return false;",
    harm: "a root pays before anyone could doubt it",
    tests: "committee",
  },
  {
    file: "libraries/Slots.sol",
    original: "fours ^= carry;",
    fault: "",
    harm: "with four verifiers or more, a majority is miscounted",
    tests: "committee",
  },
  {
    file: "Rewards.sol",
    original: "if (cumulative > limit) revert ClaimAboveFees(account, cumulative, limit);",
    fault: "",
    harm: "verifiers pay themselves rewards for no work",
    tests: "rewards",
  },
  {
    file: "Rewards.sol",
    original: "return cumulative - before.amount;",
    fault: "return cumulative;",
    harm: "each claim pays everything again",
    tests: "rewards",
  },
  {
    file: "Treasury.sol",
    original: "_outflows.consume(_keyOf(token), amount);",
    fault: "",
    harm: "ten votes in a month empty the treasury",
    tests: "governance",
  },
];
