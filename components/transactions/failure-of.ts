import {
  BaseError,
  ChainMismatchError,
  ContractFunctionRevertedError,
  decodeErrorResult,
  HttpRequestError,
  InsufficientFundsError,
  RawContractError,
  UserRejectedRequestError,
  type Hex,
} from "viem";
import { tellError } from "@/components/reasons/told-error";
import { refusalOf } from "@/lib/api/client";
import { everyAbi } from "@/lib/chain/every-abi";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import { contractRefusal } from "./contract-refusal";

/** What went wrong in a flow, in words, and whether the same again may work. */
export type FlowFailure = {
  kind: FlowFailureKind;
  text: string;
  next: string;
  code?: ReasonCode;
  facts?: ReasonFacts;
  again: boolean;
  /** The transaction that was waited for is gone: trying again starts a new one. */
  lost?: boolean;
};

const kinds = {
  rejected: {
    text: "The wallet was told not to sign.",
    next: "Nothing was sent and nothing was paid. Try again when you are ready.",
    again: true,
  },
  "wrong-network": {
    text: "The wallet is on another network.",
    next: "Switch the wallet to this market's network and try again.",
    again: true,
  },
  "no-gas": {
    text: "The wallet cannot pay the network's fee for this transaction.",
    next: "Put some of the network's own coin into it and try again.",
    again: true,
  },
  impossible: { text: "", next: "Nothing was asked of your wallet.", again: true },
  refused: { text: "The contract would refuse this.", next: "Nothing was sent.", again: true },
  reverted: {
    text: "The contract refused it when its turn came.",
    next: "Something changed meanwhile. Look at what is different and try again.",
    again: true,
  },
  replaced: {
    text: "Another transaction took its place in your wallet.",
    next: "If you cancelled it there, nothing moved. Otherwise look at your wallet's history.",
    again: false,
  },
  "relay-failed": {
    text: "The gateway could not send it.",
    next: "Your signature was not used. Try again.",
    again: true,
  },
  gateway: { text: "", next: "", again: true },
  unreachable: {
    text: "The chain does not answer.",
    next: "Your money is safe in the contract. Try again in a moment.",
    again: true,
  },
  "page-incomplete": {
    text: "A part of this page could not be loaded.",
    next: "The gateway does not answer, or was renewed since you opened the page. Reload it and start again.",
    again: false,
  },
  unknown: {
    text: "The wallet answered something that this page does not understand.",
    next: "Look at the wallet for a message, then try again.",
    again: true,
  },
} as const satisfies Record<string, { text: string; next: string; again: boolean }>;
export type FlowFailureKind = keyof typeof kinds;

/** A failure that a flow finds out by itself. */
export class FlowError extends Error {
  override readonly name = "FlowError";
  constructor(
    readonly kind: FlowFailureKind,
    readonly more: { detail?: string; lost?: boolean } = {},
  ) {
    super(kinds[kind].text);
  }
}

/** A call that was refused, with what the market calls the contract: one error counts USDC here and AMB there. */
export class CallRefused extends Error {
  override readonly name = "CallRefused";
  constructor(
    readonly contract: string,
    cause: unknown,
  ) {
    super(`A call to ${contract} was refused.`, { cause });
  }
}

/** Names what was thrown by wallet, chain, contract or gateway, and says what to do. */
export function failureOf(error: unknown, contract = "another contract"): FlowFailure {
  if (error instanceof CallRefused) return failureOf(error.cause, error.contract);
  if (error instanceof FlowError && error.kind === "impossible")
    return { ...failure("impossible"), text: error.more.detail ?? "" };
  if (error instanceof FlowError) return withDetail(error.kind, error.more.detail, error.more.lost);
  if (refusalOf(error)) return { kind: "gateway", ...tellError(error) };
  if (isRejection(error)) return failure("rejected");
  if (isMissingChunk(error)) return failure("page-incomplete");
  if (error instanceof BaseError) return failureOfViem(error, contract);
  return error instanceof TypeError ? failure("unreachable") : withDetail("unknown", messageOf(error));
}

function failureOfViem(error: BaseError, contract: string): FlowFailure {
  const has = (type: abstract new (...args: never[]) => Error) =>
    error.walk((cause) => cause instanceof type) !== null;
  const refusal = contractErrorIn(error, contract);
  if (refusal) return { ...failure("refused"), text: refusal };
  if (has(InsufficientFundsError) || /insufficient funds/i.test(error.message)) return failure("no-gas");
  if (has(ChainMismatchError)) return failure("wrong-network");
  if (has(HttpRequestError)) return failure("unreachable");
  if (has(ContractFunctionRevertedError) || /revert/i.test(error.shortMessage)) return failure("refused");
  return withDetail("unknown", error.shortMessage);
}

/** The sentence for a custom error of our contracts, wherever in the chain of causes its data is. */
function contractErrorIn(error: BaseError, contract: string): string | undefined {
  const found = error.walk((cause) => dataOf(cause) !== undefined);
  const data = found && dataOf(found);
  if (!data) return undefined;
  try {
    const { errorName, args } = decodeErrorResult({ abi: everyAbi, data });
    return contractRefusal(errorName, args ?? [], contract);
  } catch {
    // Not one of ours: the caller says so in general words.
    return undefined;
  }
}

function dataOf(cause: unknown): Hex | undefined {
  if (cause instanceof ContractFunctionRevertedError) return cause.raw;
  const raw = cause instanceof RawContractError ? cause.data : (cause as { data?: unknown } | null)?.data;
  const data = typeof raw === "object" && raw !== null && "data" in raw ? raw.data : raw;
  return typeof data === "string" && /^0x[0-9a-f]{8}/i.test(data) ? (data as Hex) : undefined;
}

/** EIP-1193 code 4001, from viem or straight from a wallet. */
const isRejection = (error: unknown): boolean =>
  (error instanceof BaseError && error.walk((cause) => cause instanceof UserRejectedRequestError) !== null) ||
  (typeof error === "object" && error !== null && "code" in error && error.code === 4001);

/** Code of the page itself that is loaded when it is needed, and was not there. */
const isMissingChunk = (error: unknown): boolean =>
  (error instanceof BaseError && error.walk((cause) => nameOf(cause) === "ChunkLoadError") !== null) ||
  nameOf(error) === "ChunkLoadError";

const nameOf = (error: unknown) => (error instanceof Error ? error.name : undefined);

const failure = (kind: FlowFailureKind): FlowFailure => ({ kind, ...kinds[kind] });

const withDetail = (kind: FlowFailureKind, detail: string | undefined, lost = false): FlowFailure => {
  const plain = failure(kind);
  return { ...plain, ...(detail && { text: `${plain.text} It said: ${detail}` }), ...(lost && { lost }) };
};

const messageOf = (error: unknown) => (error instanceof Error ? error.message.split("\n")[0] : undefined);
