import { exactUsd } from "@/lib/money/usd6";

/** An event of our contracts, as the ABI decodes it. */
export type DecodedEvent = { name: string; args: Readonly<Record<string, unknown>> };

const usd = (amount: unknown) => `$${exactUsd(amount as bigint)}`;
const short = (hex: unknown) => `${String(hex).slice(0, 6)}…${String(hex).slice(-4)}`;
const day = (seconds: unknown) =>
  new Date(Number(seconds) * 1000).toISOString().replace("T", " ").slice(0, 16);

const feeText = (fee: unknown) => (fee === 0n ? "without a fee" : `with a fee of ${usd(fee)} in it`);

type Say = (args: DecodedEvent["args"]) => string;

const sentences: Record<string, Say> = {
  Deposited: ({ customer, amount }) => `${usd(amount)} were deposited for ${short(customer)}.`,
  TabRedeemed: ({ customer, operator, paid, fee, cumulative }) =>
    `${usd(paid)} of the balance of ${short(customer)} went to the operator ${short(operator)}, ${feeText(fee)}. The tab stands at ${usd(cumulative)}.`,
  Thawing: ({ customer, amount, readyAt }) =>
    `${usd(amount)} of the balance of ${short(customer)} thaw until ${day(readyAt)} UTC.`,
  ThawCancelled: ({ customer, amount }) => `${short(customer)} keeps ${usd(amount)} in the escrow.`,
  Withdrawn: ({ customer, amount }) => `${usd(amount)} went back to the wallet ${short(customer)}.`,
  EarningsWithdrawn: ({ operator, payout, amount }) =>
    `${usd(amount)} that ${short(operator)} earned went to ${short(payout)}.`,
  EarningsKept: ({ operator, amount }) =>
    `${short(operator)} turned ${usd(amount)} of earnings into balance.`,
  FeesSwept: ({ treasury, amount }) => `${usd(amount)} of fees went to the treasury ${short(treasury)}.`,
  SessionAuthorised: ({ customer, key, cap, validUntil }) =>
    `${short(customer)} lets the key ${short(key)} spend up to ${usd(cap)} until ${day(validUntil)} UTC.`,
  SessionRevoked: ({ customer, key }) => `${short(customer)} revoked the key ${short(key)}.`,
  DeviceEnrolled: ({ device, operator }) =>
    `The device ${short(device)} belongs to the operator ${short(operator)}.`,
  DeviceRetired: ({ device }) => `The device ${short(device)} was retired.`,
  PayoutSet: ({ operator, payout }) => `Earnings of ${short(operator)} go to ${short(payout)}.`,
};

/** What an event means, in one sentence; undefined for events that we have no words for. */
export function eventSentence({ name, args }: DecodedEvent): string | undefined {
  return sentences[name]?.(args);
}

/** An argument of an event as text. */
export function argumentText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") return `${value}`;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}` : part));
}
