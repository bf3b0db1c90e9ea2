import { decodeFunctionData, hexToString, isHex, type Address, type Hex } from "viem";
import { parseSiweMessage } from "viem/siwe";
import { everyAbi } from "@/lib/chain/every-abi";
import { amountText } from "@/components/transactions/amount-text";

/** What a wallet is asked to do, in words, with the values that matter. */
export type Described = {
  title: string;
  sentences: string[];
  values: { name: string; value: string }[];
  raw: string;
};

export type TypedDataRequest = {
  domain: { name?: string; verifyingContract?: Address; chainId?: unknown };
  primaryType: string;
  message: Record<string, unknown>;
};
export type TransactionRequest = { to?: Address | null; data?: Hex; value?: Hex | bigint; gas?: Hex };

type Names = (address: string) => string;

/** Words for a plain message. A sign-in says where it signs in. */
export function describeMessage(message: string): Described {
  const text = isHex(message) ? hexToString(message) : message;
  const { domain, statement, address, nonce } = parseSiweMessage(text);
  if (!domain || !address)
    return {
      title: "Sign a message",
      sentences: ["You sign this text. It moves nothing."],
      values: [],
      raw: text,
    };
  return {
    title: `Sign in to ${domain}`,
    sentences: [
      "You show this site that the wallet is yours. It costs nothing and moves nothing.",
      ...(statement ? [`It says: “${statement}”`] : []),
    ],
    values: [
      { name: "Site", value: domain },
      { name: "Used once", value: nonce ?? "" },
    ],
    raw: text,
  };
}

/** Words for typed data (EIP-712), by its type. Amounts are in the token of the contract that checks it. */
export function describeTypedData(
  { domain, primaryType, message }: TypedDataRequest,
  name: Names,
): Described {
  const contract = domain.verifyingContract ? name(domain.verifyingContract) : "no contract";
  const describe = typedDataWords[primaryType];
  return {
    ...(describe?.(message, name, (value) => amount(contract, value)) ?? {
      title: `Sign ${primaryType}`,
      sentences: ["This wallet has no words for this type. Read its values."],
    }),
    values: [
      ...(primaryType === "Enrolments"
        ? enrolmentsIn(message["devices"]).map(({ device }, index) => ({
            name: `device ${index + 1}`,
            value: String(device),
          }))
        : Object.entries(message).map(([field, value]) => ({
            name: field,
            value: valueText(field, value, contract, name),
          }))),
      { name: "Checked by", value: contract },
    ],
    raw: JSON.stringify(
      message,
      (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
      2,
    ),
  };
}

/** Words for a transaction, by the contract that it goes to: the same call means another thing elsewhere. */
export function describeTransaction({ to, data, value }: TransactionRequest, name: Names): Described {
  const contract = to ? name(to) : "a new contract";
  const call = data && decode(data);
  if (call?.functionName === "batch")
    return describeBatch(call.args[0].map((part) => describeTransaction({ to, data: part }, name)));
  const words = call && callWords[contract]?.[call.functionName];
  return {
    title: words?.[0] ?? `Send a transaction to ${contract}`,
    sentences: words
      ? [words[1](call.args ?? [], (sum) => amount(contract, sum))]
      : [
          "This wallet has no words for this call. Read its data.",
          ...(value ? [`It sends ${BigInt(value)} wei.`] : []),
        ],
    values: [
      { name: "Contract", value: contract },
      ...(call
        ? [{ name: "Call", value: `${call.functionName}(${(call.args ?? []).map(String).join(", ")})` }]
        : []),
    ],
    raw: data ?? "0x",
  };
}

/** Words for many calls in one transaction: what each of them does. */
const describeBatch = (calls: readonly Described[]): Described => ({
  title: `${[...new Set(calls.map(({ title }) => title))].join(" and ")}: ${calls.length} calls at once`,
  sentences: calls.flatMap(({ sentences }) => sentences),
  values: calls.flatMap(({ values }) => values),
  raw: calls.map(({ raw }) => raw).join("\n"),
});

type Words = { title: string; sentences: string[] };
type AmountText = (amount: unknown) => string;

const typedDataWords: Record<
  string,
  (message: Record<string, unknown>, name: Names, amountOf: AmountText) => Words
> = {
  Permit: ({ value, spender, deadline }, name, amountOf) => ({
    title: `Let the ${name(String(spender))} take ${amountOf(value)}`,
    sentences: [
      `The ${name(String(spender))} may take exactly ${amountOf(value)} from this wallet, once, until ${instant(deadline)}.`,
    ],
  }),
  Session: ({ key, cap, validUntil }, _, amountOf) => ({
    title: `Let a browser key spend up to ${amountOf(cap)}`,
    sentences: [
      `The key ${short(key)} may sign orders for this wallet until ${instant(validUntil)}, for at most ${amountOf(cap)} in all.`,
      "It cannot withdraw. You can revoke it.",
    ],
  }),
  Enrolment: ({ device, payout }) => ({
    title: "Become the operator of a device",
    sentences: [`The device ${short(device)} becomes yours. What it earns goes to ${short(payout)}.`],
  }),
  Enrolments: ({ devices }) => {
    const all = enrolmentsIn(devices);
    const payouts = [...new Set(all.map(({ payout }) => String(payout)))];
    return {
      title: `Become the operator of ${all.length} devices`,
      sentences: [
        `${all.length === 1 ? "This device becomes" : "These devices become"} yours. What they earn goes to ${payouts.map(short).join(" and ")}.`,
      ],
    };
  },
};

type EnrolmentMessage = { device: unknown; payout: unknown };

/** The enrolments in pairs of pairs, without the empty ones that only fill them up. */
function enrolmentsIn(pairs: unknown): EnrolmentMessage[] {
  if (Array.isArray(pairs)) return pairs.flatMap(enrolmentsIn);
  const enrolment = pairs as EnrolmentMessage;
  return BigInt(String(enrolment.device)) === 0n ? [] : [enrolment];
}

/** The governor's numbers for them. */
const sides = ["against", "for", "abstain"];

type CallWords = [title: string, sentence: (args: readonly unknown[], amountOf: AmountText) => string];

const carryOut: CallWords = ["Carry out what was decided", () => "What waited in the timelock happens."];

/** Every call that a page of ours sends, by contract and function. A test walks the flows and misses none. */
const callWords: Record<string, Record<string, CallWords>> = {
  escrow: {
    thaw: ["Start to withdraw", ([sum], amountOf) => `${amountOf(sum)} of your balance start to thaw.`],
    cancelThaw: ["Keep it in the escrow", () => "Everything that thaws is yours to spend again."],
    withdraw: [
      "Withdraw to your wallet",
      () => "Everything that has thawed moves from the escrow to this wallet.",
    ],
    revoke: ["Revoke a session key", ([key]) => `The key ${short(key)} signs no more orders.`],
    withdrawEarnings: [
      "Withdraw what you earned",
      () => "What your devices earned moves to your payout address.",
    ],
  },
  bonds: {
    thaw: ["Start to unstake", ([sum], amountOf) => `${amountOf(sum)} of your stake start to thaw.`],
    cancelThaw: ["Keep it staked", () => "Everything that thaws is free stake again."],
    withdraw: ["Withdraw your stake", () => "All stake that has thawed moves to this wallet."],
    collect: [
      "Collect what slashes owe you",
      ([account]) => `What slashes owe ${short(account)} moves to that wallet.`,
    ],
  },
  devices: {
    setClass: [
      "Change a device's class",
      ([device, deviceClass]) =>
        `The device ${short(device)} moves to class ${String(deviceClass)}. The stake of that class is locked, its old one is free, and its tier starts from zero.`,
    ],
    setPayout: ["Change your payout address", ([payout]) => `From now on earnings go to ${short(payout)}.`],
    retire: [
      "Retire a device",
      ([device]) => `The device ${short(device)} takes no new lease. Its stake is free.`,
    ],
  },
  token: {
    delegate: ["Say who votes for you", ([to]) => `The AMB of this wallet vote through ${short(to)}.`],
  },
  governor: {
    propose: [
      "Put a proposal to the vote",
      ([targets, , , description]) =>
        `${(targets as unknown[]).length === 1 ? "One act goes" : `${(targets as unknown[]).length} acts go`} to the vote: “${String(description).split("\n")[0]?.replace(/^#+ */, "")}”.`,
    ],
    castVoteWithReason: [
      "Vote on a proposal",
      ([, side]) => `All votes of this wallet: ${sides[Number(side)] ?? "nowhere"}. This cannot be changed.`,
    ],
    castVoteWithReasonAndParams: [
      "Vote on a proposal in parts",
      () => "The votes of this wallet go to several sides. This cannot be changed.",
    ],
    queue: ["Queue what was decided", () => "What has passed goes into the timelock and waits there."],
    execute: carryOut,
    cancel: ["Withdraw your proposal", () => "It is not voted on, and nothing of it happens."],
  },
  upgradeTimelock: { execute: carryOut, executeBatch: carryOut },
};

function decode(data: Hex) {
  try {
    return decodeFunctionData({ abi: everyAbi, data });
  } catch {
    // A call that none of our ABIs knows is shown as it is.
    return undefined;
  }
}

const amountFields = new Set(["value", "cap", "cumulative", "maxTotal", "amount"]);
const instantFields = new Set(["deadline", "validUntil", "startBy"]);

function valueText(field: string, value: unknown, contract: string, name: Names): string {
  if (amountFields.has(field)) return amount(contract, value);
  if (instantFields.has(field)) return instant(value);
  if (field === "feeBps") return `${Number(value) / 100} %`;
  return typeof value === "string" ? name(value) : String(value);
}

const amount = (contract: string, value: unknown) =>
  amountText(contract, BigInt(value as bigint | string | number));
const instant = (seconds: unknown) =>
  `${new Date(Number(seconds) * 1000).toISOString().replace("T", " ").slice(0, 16)} UTC`;
const short = (hex: unknown) => `${String(hex).slice(0, 6)}…${String(hex).slice(-4)}`;
