import { decodeFunctionData, hexToString, isHex, type Address, type Hex } from "viem";
import { parseSiweMessage } from "viem/siwe";
import { everyAbi } from "@/lib/chain/every-abi";
import { exactUsd } from "@/lib/money/usd6";

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
export type TransactionRequest = { to?: Address | null; data?: Hex; value?: Hex | bigint };

type Names = (address: string) => string;

/** Names contracts by what the market calls them, and leaves other addresses as they are. */
export function contractNames(contracts: Readonly<Record<string, Address>>): Names {
  const names = new Map(Object.entries(contracts).map(([name, address]) => [address.toLowerCase(), name]));
  return (address) => names.get(address.toLowerCase()) ?? address;
}

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

/** Words for typed data (EIP-712), by its type. */
export function describeTypedData(
  { domain, primaryType, message }: TypedDataRequest,
  name: Names,
): Described {
  const describe = typedDataWords[primaryType];
  const contract = domain.verifyingContract ? name(domain.verifyingContract) : "no contract";
  return {
    ...(describe?.(message, name) ?? {
      title: `Sign ${primaryType}`,
      sentences: ["This wallet has no words for this type. Read its values."],
    }),
    values: [
      ...Object.entries(message).map(([field, value]) => ({
        name: field,
        value: valueText(field, value, name),
      })),
      { name: "Checked by", value: contract },
    ],
    raw: JSON.stringify(
      message,
      (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
      2,
    ),
  };
}

/** Words for a transaction, decoded with our own ABIs. */
export function describeTransaction({ to, data, value }: TransactionRequest, name: Names): Described {
  const contract = to ? name(to) : "a new contract";
  const call = data && decode(data);
  const args = call?.args ?? [];
  const describe = call && transactionWords[call.functionName];
  return {
    title: describe?.[0] ?? `Send a transaction to ${contract}`,
    sentences: describe
      ? [describe[1](args, name)]
      : [
          "This wallet has no words for this call. Read its data.",
          ...(value ? [`It sends ${BigInt(value)} wei.`] : []),
        ],
    values: [
      { name: "Contract", value: contract },
      ...(call ? [{ name: "Call", value: `${call.functionName}(${args.map(String).join(", ")})` }] : []),
    ],
    raw: data ?? "0x",
  };
}

type Words = { title: string; sentences: string[] };

const typedDataWords: Record<string, (message: Record<string, unknown>, name: Names) => Words> = {
  Permit: ({ value, spender, deadline }, name) => ({
    title: `Let the ${name(String(spender))} take ${usd(value)}`,
    sentences: [
      `The ${name(String(spender))} may take exactly ${usd(value)} from this wallet, once, until ${instant(deadline)}.`,
    ],
  }),
  Session: ({ key, cap, validUntil }) => ({
    title: `Let a browser key spend up to ${usd(cap)}`,
    sentences: [
      `The key ${short(key)} may sign orders for this wallet until ${instant(validUntil)}, for at most ${usd(cap)} in all.`,
      "It cannot withdraw. You can revoke it.",
    ],
  }),
  Enrolment: ({ device, payout }) => ({
    title: "Become the operator of a device",
    sentences: [`The device ${short(device)} becomes yours. What it earns goes to ${short(payout)}.`],
  }),
};

/** The governor's numbers for them. */
const sides = ["against", "for", "abstain"];

type TransactionWords = [title: string, sentence: (args: readonly unknown[], name: Names) => string];

const transactionWords: Record<string, TransactionWords> = {
  thaw: ["Start to withdraw", ([amount]) => `${usd(amount)} of your balance start to thaw.`],
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
  delegate: ["Say who votes for you", ([to]) => `The AMB of this wallet vote through ${short(to)}.`],
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
  execute: ["Carry out what was decided", () => "What waited in the timelock happens."],
  setPayout: ["Change your payout address", ([payout]) => `From now on earnings go to ${short(payout)}.`],
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

function valueText(field: string, value: unknown, name: Names): string {
  if (amountFields.has(field)) return usd(value);
  if (instantFields.has(field)) return instant(value);
  return typeof value === "string" ? name(value) : String(value);
}

const usd = (amount: unknown) => `${exactUsd(BigInt(amount as bigint | string | number))} USDC`;
const instant = (seconds: unknown) =>
  `${new Date(Number(seconds) * 1000).toISOString().replace("T", " ").slice(0, 16)} UTC`;
const short = (hex: unknown) => `${String(hex).slice(0, 6)}…${String(hex).slice(-4)}`;
