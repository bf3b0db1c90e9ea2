/**
 * Where a lease stands. `offered`: reserved, the device has not answered. `starting`: it accepted and
 * fetches what it needs. `running`: seconds count. `ended`: it has a reason.
 */
export const leaseStates = ["offered", "starting", "running", "ended"] as const;
export type LeaseState = (typeof leaseStates)[number];

/** Which state may follow which. Nothing follows the end. */
export const leaseMayBecome: Readonly<Record<LeaseState, readonly LeaseState[]>> = {
  offered: ["starting", "ended"],
  starting: ["running", "ended"],
  running: ["ended"],
  ended: [],
};

/**
 * Where the money of an ended lease stands. `nothing` was billed; the voucher is `unsigned`; it is
 * `vouchered` by the session key; the contract has `settled` it.
 */
export const paymentStates = ["nothing", "unsigned", "vouchered", "settled"] as const;
export type PaymentState = (typeof paymentStates)[number];

/** What may be done with a lease, by state. */
export const leaseCan = {
  cancel: (lease: { state: LeaseState }) => lease.state !== "ended",
  readResult: (lease: { state: LeaseState }) => lease.state === "ended",
};

/** The clocks of a lease, in milliseconds: how long each side may be silent. */
export const leaseClocks = {
  /** The device has to accept or refuse. */
  answerMs: 8_000,
  /** It has to start after accepting; fetching is in it and is not billed. */
  startMs: 60_000,
  /** It has to be heard from while it holds the lease; it renews at a third of this. */
  silenceMs: 30_000,
} as const;

/** How many devices are tried before an order is given up. */
export const attemptsMax = 5;
