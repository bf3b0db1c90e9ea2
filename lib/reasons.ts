/**
 * Every reason why something in the market is the way it is: one code, one text, one next step, the
 * same in the database, the API, the log, the agent and the page. Who is at fault decides billing
 * and score, so it is in the type and not in prose.
 *
 * The codes with NODE in them keep the name under which the field knows them; their texts say device.
 */
export type Fault = "nobody" | "customer" | "device" | "network" | "platform";

export type Reason = {
  /** Who caused it. Billing and reliability follow from this, not from the text. */
  fault: Fault;
  /** What the customer pays for: the seconds that ran, or nothing. */
  billed: "seconds-run" | "nothing";
  /** Whether the market tries again by itself. */
  retried: boolean;
  /** Whether the device's reliability goes down for it. */
  hurtsDevice: boolean;
  /** What happened and why. `{name}` is replaced by the fact of that name. */
  text: string;
  /** What the reader can do now. */
  next: string;
};

/** Facts that go with a reason: the values its text and its readers need. Amounts are strings of digits. */
export type ReasonFacts = Readonly<Record<string, string | number | boolean | null>>;

const reason = (fault: Fault, text: string, next: string, more: Partial<Reason> = {}): Reason => ({
  fault,
  billed: "nothing",
  retried: false,
  hurtsDevice: false,
  text,
  next,
  ...more,
});
const ran = { billed: "seconds-run" } as const;
const again = { retried: true } as const;

export const reasons = {
  // An order and its lease, as they should go.
  ORDER_PLACED: reason("nobody", "The order is signed and within its limits.", "Nothing to do."),
  WAITING_FOR_DEVICE: reason(
    "nobody",
    "No device can take the order now: {summary}.",
    "It is matched as soon as a device can. Relax a limit or cancel it at any time, free of charge.",
    again,
  ),
  WAITING_FOR_FLEET: reason(
    "nobody",
    "The devices of the fleet cannot be had together now: {summary}.",
    "All are matched as soon as they can. Relax a limit or cancel at any time, free of charge.",
    again,
  ),
  MATCHED: reason("nobody", "The best device under the limits was reserved.", "Nothing to do."),
  LEASE_ACCEPTED: reason(
    "nobody",
    "The device checked the signatures and the ceiling and accepted.",
    "Nothing to do.",
  ),
  WORKLOAD_STARTED: reason("nobody", "The workload runs. Seconds count from here.", "Nothing to do."),
  COMPLETED: reason("nobody", "The workload ended with exit code 0.", "Read the result.", ran),
  SESSION_SIGNED: reason("nobody", "The wallet signed for the session key.", "Nothing to do."),
  VOUCHER_SIGNED: reason("nobody", "The session key signed for what the lease cost.", "Nothing to do."),
  SETTLED: reason("nobody", "The contract paid the operator.", "Nothing to do."),

  // Why a workload ended otherwise.
  EXIT_NONZERO: reason(
    "customer",
    "The workload ended with exit code {exitCode}.",
    "Read the last lines of the log.",
    ran,
  ),
  OOM_KILLED: reason(
    "customer",
    "The workload wanted more memory than the {memoryMib} MiB of its order.",
    "Order more memory.",
    ran,
  ),
  DISK_FULL: reason(
    "customer",
    "The workload wrote more than the {diskMib} MiB of its order.",
    "Order more disk, or write less.",
    ran,
  ),
  DEADLINE: reason(
    "customer",
    "The workload was stopped at its limit of {seconds} s.",
    "Order more time, or split the work.",
    ran,
  ),
  OUT_OF_FUEL: reason(
    "customer",
    "The workload used up its instructions ({fuel}).",
    "Order more fuel, or split the work.",
    ran,
  ),
  STACK_DEPTH: reason("customer", "The workload called too deeply.", "Recurse less deeply.", ran),
  OUTPUT_LIMIT: reason(
    "customer",
    "The workload wrote more than {bytes} bytes of output.",
    "Write less, or write to a file.",
    ran,
  ),
  HOST_CALL_LIMIT: reason(
    "customer",
    "The workload made more than {calls} system calls.",
    "Read and write in larger pieces.",
    ran,
  ),
  WORKLOAD_TRAPPED: reason(
    "customer",
    "The workload trapped: {detail}.",
    "Read the last lines of the log.",
    ran,
  ),
  CANCELLED_BY_CUSTOMER: reason(
    "customer",
    "The customer cancelled.",
    "Nothing to do. Only the seconds that ran are billed.",
    ran,
  ),
  SANDBOX_FAILED: reason(
    "device",
    "The device's sandbox failed: {detail}.",
    "It is tried on another device, free of charge.",
    { ...again, hurtsDevice: true },
  ),

  // What a device or the way to it did.
  NODE_REFUSED: reason(
    "device",
    "The device refused the lease: {detail}.",
    "The next best device takes it.",
    again,
  ),
  NODE_SILENT_ON_OFFER: reason(
    "device",
    "The device did not answer within {seconds} s.",
    "The next best device takes it.",
    { ...again, hurtsDevice: true },
  ),
  NODE_DRAINING: reason(
    "device",
    "The operator takes no new leases on this device.",
    "Another device is chosen.",
    again,
  ),
  DEVICE_STOPPED: reason(
    "device",
    "The operator stopped the device before the lease had ended.",
    "It is tried on another device, free of charge.",
    { ...again, hurtsDevice: true },
  ),
  START_TIMEOUT: reason(
    "device",
    "The workload did not start within {seconds} s.",
    "It is tried on another device, free of charge.",
    { ...again, hurtsDevice: true },
  ),
  HEARTBEAT_LOST: reason(
    "device",
    "Nothing was heard from the device for {seconds} s.",
    "It is tried on another device. Dead time is not billed.",
    { ...again, hurtsDevice: true },
  ),
  CONTACT_LOST: reason(
    "network",
    "Device and gateway could not reach each other for {seconds} s, and so the device stopped the workload.",
    "It is tried on another device. Nothing is billed, and nobody is to blame.",
    again,
  ),
  GATEWAY_WAS_AWAY: reason(
    "platform",
    "The gateway was away for {seconds} s, so that it could hear no device.",
    "The device has all its time again to be heard from. Nothing to do.",
  ),
  RECLAIMED_SPOT: reason(
    "device",
    "The operator reclaimed the device within the agreed notice.",
    "It is tried on another device.",
    { ...again, ...ran },
  ),
  PREEMPTED_GRID: reason(
    "device",
    "The site reduced its power for the grid.",
    "It is tried on another device.",
    { ...again, ...ran },
  ),
  HEALTHCHECK_FAILED: reason(
    "device",
    "The workload stopped answering its health check.",
    "Read the last lines of the log.",
    { ...ran },
  ),
  CANARY_MISMATCH: reason(
    "device",
    "A known answer came back wrong from this device.",
    "The device is held back until this is explained.",
    { hurtsDevice: true },
  ),
  HOLD_EXPIRED: reason(
    "platform",
    "The reservation ran out after {seconds} s before the lease began.",
    "It is matched again.",
    again,
  ),
  ATTEMPTS_EXHAUSTED: reason(
    "network",
    "{attempts} devices in turn did not run it. The last one: {detail}.",
    "Order again. Nothing was billed.",
  ),

  // Why a device was not chosen.
  OUTRANKED: reason(
    "nobody",
    "Another device scored better by {margin}.",
    "Lower the price or be nearer to win such orders.",
  ),
  DEVICE_OFFLINE: reason("device", "The device is not connected.", "Start the agent on it."),
  NO_CAPACITY_PER_NODE: reason(
    "nobody",
    "No room: the order wants {wanted} of {resource}, {free} are free in one piece.",
    "Order less {resource}, or wait.",
  ),
  NO_GPU_MODEL: reason(
    "nobody",
    "The order wants {wanted}, the device has {has}.",
    "Allow other GPU models.",
  ),
  PRICE_BELOW_MARKET: reason(
    "nobody",
    "The device asks {asked} µ$/h, the order allows {allowed} µ$/h.",
    "Raise the price limit.",
  ),
  POLICY_COUNTRY: reason(
    "nobody",
    "The device is in {country}, which the order does not allow.",
    "Allow more countries.",
  ),
  POLICY_TIER: reason(
    "nobody",
    "The device's tier is {has}, the order wants {wanted} or higher.",
    "Allow a lower tier.",
  ),
  POLICY_GRADE: reason(
    "nobody",
    "The device isolates at grade {has}, the order wants {wanted} or higher.",
    "Allow a lower isolation grade.",
  ),
  POLICY_RELIABILITY: reason(
    "nobody",
    "The device's reliability is {has} bps, the order wants {wanted} or higher.",
    "Allow less reliable devices.",
  ),
  POLICY_ATTRIBUTES: reason(
    "nobody",
    "The device has no {missing}, which the order asks for.",
    "Ask for fewer attributes.",
  ),
  RTT_OVER_LIMIT: reason(
    "nobody",
    "The round trip is about {rttMs} ms, the order allows {allowedMs} ms.",
    "Allow a longer round trip.",
  ),
  WORKLOAD_NOT_OFFERED: reason(
    "nobody",
    "The device does not run {kind} workloads.",
    "Choose another kind of workload.",
  ),
  DEVICE_EXCLUDED: reason(
    "customer",
    "The order excludes this device.",
    "Remove it from the excluded devices.",
  ),
  DEVICE_NOT_PINNED: reason("customer", "The order names other devices.", "Remove the pinned devices."),
  VOUCHERS_OUTSTANDING: reason(
    "customer",
    "{count} ended leases wait for their voucher.",
    "Open your account: the session key signs them at once.",
  ),
  NO_MATCH: reason(
    "nobody",
    "No device meets all the limits together: {summary}.",
    "Relax one of them, or let the order wait.",
  ),
  OTHERS_WERE_QUICKER: reason(
    "nobody",
    "Others were quicker {races} times in a row: what was free when it was chosen was taken a moment later.",
    "Order again. Nothing is reserved.",
  ),
  FLEET_TOO_LARGE: reason(
    "nobody",
    "Only {fits} of {wanted} devices were found: {summary}.",
    "Order {fits} or fewer, relax a limit, or ask for less spread. Nothing was reserved.",
  ),
  FLEET_OVER_BUDGET: reason(
    "nobody",
    "The cheapest {wanted} devices that were found cost {asked} µ$/h together, the budget allows {allowed} µ$/h.",
    "Raise the budget, order {fits} or fewer, or relax a limit. Nothing was reserved.",
  ),

  // Fetching what runs.
  IMAGE_NOT_FOUND: reason("customer", "The image {image} does not exist.", "Check the name and the digest."),
  IMAGE_PULL_TIMEOUT: reason(
    "device",
    "The image did not arrive within {seconds} s.",
    "It is tried on another device.",
    again,
  ),
  REGISTRY_AUTH: reason("customer", "The registry asked for a password.", "Use a public image."),
  SEAL_KEY_LATE: reason(
    "customer",
    "The key of the sealed order did not come to the device within {seconds} s.",
    "Order again, and stay until the workload runs: only you can hand the key over.",
  ),
  SEAL_WRONG: reason(
    "customer",
    "What was sealed does not open on the device: {detail}.",
    "Seal it again, and order again.",
  ),
  WORKLOAD_MISSING: reason(
    "customer",
    "The workload {sha256} was not uploaded.",
    "Upload it before the order.",
  ),
  WORKLOAD_NOT_WASM: reason(
    "customer",
    "This is no WebAssembly module: {detail}.",
    "Upload a .wasm built for WASI preview 1.",
  ),
  WORKLOAD_UNSUPPORTED: reason(
    "customer",
    "The module asks for something no device grants: {detail}.",
    "Build it for wasm32-wasi (preview 1), one thread.",
  ),
  SCRIPT_SYNTAX: reason(
    "customer",
    "The script has a syntax error at line {line}, column {column}: {detail}.",
    "Correct the line and run it again.",
  ),

  // Money.
  FUNDS_LOW: reason("customer", "The balance covers about {hours} h more.", "Deposit more."),
  FUNDS_EXHAUSTED: reason(
    "customer",
    "The order may cost up to {needed} µ$, the balance has {available} µ$ free.",
    "Deposit more, or lower the ceiling.",
    ran,
  ),
  SESSION_KEY_UNKNOWN: reason(
    "customer",
    "The key {key} is no session key of {customer}.",
    "Authorise a session key.",
  ),
  SESSION_EXPIRED: reason(
    "customer",
    "The session key ended at {validUntil}.",
    "Authorise a new session key.",
  ),
  SESSION_REVOKED: reason("customer", "The session key was revoked.", "Authorise a new session key."),
  SESSION_CAP_EXCEEDED: reason(
    "customer",
    "The order may cost up to {needed} µ$, the session key has {left} µ$ left of its cap.",
    "Authorise a session key with a higher cap.",
  ),
  SESSION_INVALID: reason("customer", "The session authorisation does not hold: {detail}.", "Sign it again."),
  VOUCHER_WRONG: reason(
    "customer",
    "The voucher does not match what is owed: {detail}.",
    "Reload the lease and sign again.",
  ),
  PERMIT_WRONG: reason("customer", "The permit does not hold: {detail}.", "Sign it again."),
  FAUCET_EMPTY: reason(
    "nobody",
    "This wallet was given test money a moment ago.",
    "Try again in {seconds} s.",
  ),
  NOT_ON_THIS_CHAIN: reason("nobody", "This exists on the local chain only.", "Nothing to do."),

  // An order at the door.
  ORDER_EXPIRED: reason("customer", "The order had to start by {startBy}, it is {now}.", "Sign a new order."),
  ORDER_REPLAYED: reason(
    "customer",
    "The order {order} was placed before.",
    "Sign a new order: the salt makes it new.",
  ),
  ORDER_SIGNATURE_WRONG: reason(
    "customer",
    "The order is not signed by {key}.",
    "Sign it with your session key.",
  ),
  ORDER_CEILING_TOO_LOW: reason(
    "customer",
    "The ceiling of {ceiling} µ$ does not cover one second at {ratePerHour} µ$/h.",
    "Raise the ceiling.",
  ),
  ORDER_TOO_LARGE: reason(
    "customer",
    "The ceiling of {ceiling} µ$ is over the {limit} µ$ that one tab order may cost.",
    "Lower the time or the price limit.",
  ),
  SPEC_HASH_WRONG: reason(
    "customer",
    "The order was signed for another spec: {signed}, not {given}.",
    "Sign the spec that you send.",
  ),
  SPEC_TOO_LARGE: reason("customer", "{bytes} bytes, the limit is {limit}.", "Upload large inputs as files."),
  ORDER_NOT_CANCELLABLE: reason("customer", "The order has ended already.", "Nothing to do."),

  // Devices and their requests.
  DEVICE_ENROLLED: reason("nobody", "Operator and device signed for each other.", "Nothing to do."),
  DEVICE_ONLINE: reason("nobody", "The agent connected.", "Nothing to do."),
  DEVICE_RETIRED: reason(
    "nobody",
    "The operator took the device out of the market.",
    "To bring it back, start its agent with a new token of the page Bring a device.",
  ),
  DEVICE_SUSPENDED: reason("device", "A vote suspended the device.", "It can be brought back by a vote."),
  DEVICE_BANNED: reason(
    "device",
    "A vote banned the device and took its stake.",
    "It can be brought back by a vote.",
  ),
  DEVICE_REINSTATED: reason("nobody", "A vote brought the device back.", "Nothing to do."),
  DEVICE_TIER_CHANGED: reason("nobody", "The device is approved for tier {tier} now.", "Nothing to do."),
  DEVICE_RESUMED: reason("nobody", "The operator takes leases on this device again.", "Nothing to do."),
  OUTSIDE_HOURS: reason(
    "device",
    "The operator lets the market use the device from {hours} only.",
    "Another device is chosen; this one takes leases again in its hours.",
    again,
  ),
  DEVICE_HOT: reason(
    "device",
    "The device is hotter than the {limitC} °C that its operator allows.",
    "Another device is chosen; this one takes leases again at {resumesAtC} °C.",
    again,
  ),
  DEVICE_SLOWED: reason(
    "device",
    "The device is a browser tab, and its browser slows it down.",
    "Another device is chosen; this one takes leases again when it runs steadily.",
    again,
  ),
  DEVICE_MEASURING: reason(
    "device",
    "The device measures itself for a few seconds.",
    "Another device is chosen; this one takes leases again in a moment.",
    again,
  ),
  BENCHMARK_WRONG: reason(
    "device",
    "The device's measurement does not hold: {detail}.",
    "Start the agent again; it measures again. If it stays, the machine computes wrongly.",
  ),
  DEVICE_UNKNOWN: reason("device", "The device {device} is not enrolled here.", "Enrol it: npm run device."),
  DEVICE_SIGNATURE_WRONG: reason(
    "device",
    "The request is not signed by the device it names: {detail}.",
    "Check the device key and the clock.",
  ),
  DEVICE_REQUEST_STALE: reason(
    "device",
    "The request was signed {seconds} s ago; at most {limit} s are allowed.",
    "Set the clock of the device.",
  ),
  DEVICE_REQUEST_REPLAYED: reason(
    "device",
    "The sequence number {seq} was used before or is too old.",
    "Send each request once, with a new number.",
  ),
  DEVICE_BOOT_REPLACED: reason(
    "device",
    "A newer start of this agent is connected.",
    "Stop the older agent.",
  ),
  EXEC_REFUSED: reason(
    "customer",
    "Nothing can be run in this lease now: {detail}.",
    "Programs run in a container that runs, a few at a time: wait for an answer, or rent another one.",
  ),
  LEASE_NOT_YOURS: reason(
    "device",
    "The lease {lease} belongs to another device.",
    "Reconcile with the leases you hold.",
  ),
  LEASE_STALE: reason(
    "device",
    "The lease {lease} is no longer in force for epoch {epoch}.",
    "Stop the workload and drop its result.",
  ),
  BATCH_CONFLICT: reason(
    "device",
    "The batch {batch} was sent before with other content.",
    "Give every batch its own id.",
  ),
  ENROLMENT_TOKEN_UNKNOWN: reason(
    "device",
    "No wallet made this enrolment token at this gateway.",
    "Copy the whole command again from the page Bring a device, and check which gateway it names.",
  ),
  ENROLMENT_TOKEN_REVOKED: reason(
    "device",
    "The operator revoked this enrolment token at {revokedAt}.",
    "Make a new command on the page Bring a device, if the machine is yours.",
  ),
  ENROLMENT_TOKEN_EXPIRED: reason(
    "device",
    "The enrolment token ended at {expiresAt}.",
    "Make a new command on the page Bring a device.",
  ),
  ENROLMENT_TOKEN_USED: reason(
    "device",
    "The enrolment token was good for {devices} devices, and as many others have used it.",
    "Make a new command on the page Bring a device.",
  ),
  ENROLMENT_INVALID: reason("device", "The enrolment does not hold: {detail}.", "Start the enrolment again."),
  OFFER_WRONG: reason(
    "device",
    "The device's offer does not answer this order: {detail}.",
    "Sign the terms that were sent.",
  ),
  REPORT_WRONG: reason(
    "device",
    "The report of lease {lease} is not signed by its device over what it says.",
    "Sign the lease, both hashes and the milliseconds that are sent.",
  ),

  // The door.
  SIGN_IN_REQUIRED: reason(
    "customer",
    "This belongs to a wallet and you are not signed in.",
    "Sign in with your wallet.",
  ),
  SIGN_IN_INVALID: reason("customer", "The sign-in does not hold: {detail}.", "Sign in again."),
  FORBIDDEN: reason(
    "customer",
    "{wallet} may not do this: {detail}.",
    "Sign in with the wallet that owns it.",
  ),
  ORIGIN_WRONG: reason(
    "customer",
    "The request came from {origin}, which is not this gateway.",
    "Open Ambit at its own address.",
  ),
  NOT_FOUND: reason("customer", "There is no {noun} {id}.", "Check the address."),
  INPUT_INVALID: reason("customer", "{path}: {detail}.", "Correct the value and send it again."),
  CONFLICT: reason("network", "{noun} {id} changed meanwhile.", "Load it again and repeat."),
  RATE_LIMITED: reason(
    "customer",
    "{count} requests in {seconds} s is over the limit of {limit}.",
    "Wait {seconds} s.",
  ),
  CHAIN_METHOD_CLOSED: reason(
    "customer",
    "{method} is not open through this gateway.",
    "Use your own chain node.",
  ),
  CHAIN_UNREACHABLE: reason(
    "platform",
    "The chain does not answer: {detail}.",
    "Try again in a moment. Money is safe in the contract.",
    again,
  ),
  REGISTRY_UNREACHABLE: reason(
    "platform",
    "The gateway's registry does not answer.",
    "Try again in a moment. An order sent again is placed once.",
    again,
  ),
  TRANSACTION_FAILED: reason(
    "platform",
    "The transaction reverted: {detail}.",
    "It is tried again, or see what the contract refused.",
    again,
  ),
  PLATFORM_FAULT: reason(
    "platform",
    "Something broke on our side (request {requestId}).",
    "Try again. If it stays, report the request id.",
  ),

  // Later in a lease's life.
  FUNDS_RETURNED: reason("nobody", "What was reserved and not used is free again.", "Nothing to do."),
  ABUSE_POLICY: reason(
    "customer",
    "The workload broke the operator's policy: {detail}.",
    "Read the policy of the device.",
    ran,
  ),
  DISPUTE_OPEN: reason(
    "network",
    "The measurements are disputed until {until}.",
    "Wait for the decision. The amount is held.",
  ),
  SLA_BREACH_CREDITED: reason(
    "device",
    "The device was up {upBps} bps of the window; {credit} µ$ came back from the operator's bond.",
    "Nothing to do.",
    { ...ran, hurtsDevice: true },
  ),
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof reasons;

export const reasonCodes = Object.keys(reasons) as [ReasonCode, ...ReasonCode[]];

/** The reason's text with its facts filled in. A fact that is missing stays visible as `{name}`. */
export function reasonText(code: ReasonCode, facts: ReasonFacts = {}): string {
  return fill(reasons[code].text, facts);
}

/** The reason's next step with its facts filled in. */
export function reasonNext(code: ReasonCode, facts: ReasonFacts = {}): string {
  return fill(reasons[code].next, facts);
}

const fill = (text: string, facts: ReasonFacts) =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) =>
    facts[name] === undefined ? hole : String(facts[name]),
  );
