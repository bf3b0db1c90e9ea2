import {
  BaseError,
  ChainMismatchError,
  ContractFunctionRevertedError,
  decodeErrorResult,
  HttpRequestError,
  InsufficientFundsError,
  isHex,
  RawContractError,
  UserRejectedRequestError,
  type Hex,
} from "viem";
import { tellError } from "@/components/reasons/told-error";
import { refusalOf } from "@/lib/api/client";
import { everyAbi } from "@/lib/chain/every-abi";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import { MarketError } from "@/lib/errors";
import { contractRefusal } from "./contract-refusal";
import type { Relay } from "./flow-types";

/** What went wrong in a flow, in words, and whether the same again may work. */
export type FlowFailure = {
  kind: FlowFailureKind;
  text: string;
  next: string;
  code?: ReasonCode;
  facts?: ReasonFacts;
  /** What leads on from here. */
  way: FailureWay;
  /** Before this many seconds have passed the same again is in vain. */
  waitSeconds?: number;
  /** The transaction that was waited for is gone: trying again starts a new one. */
  lost?: boolean;
  /** The transaction to look at, where it is none that a step still waits for. */
  hash?: Hex;
};

/** Once more; with the wallet on the right network; with coin for the fee; after a look at it; on a fresh page. */
type FailureWay = "again" | "switch-network" | "get-gas" | "look" | "reload";

const kinds = {
  rejected: {
    text: "The wallet was told not to sign.",
    next: "Nothing was sent and nothing was paid. Try again when you are ready.",
    way: "again",
  },
  "wrong-network": {
    text: "The wallet is on another network.",
    next: "A signature for one network is worth nothing on another, so nothing was asked. Switch it and go on.",
    way: "switch-network",
  },
  "no-gas": {
    text: "The wallet cannot pay the network's fee for this transaction.",
    next: "It pays what it sends itself in the network's own coin. Put some into it and try again.",
    way: "get-gas",
  },
  impossible: {
    text: "",
    next: "Nothing was asked of your wallet. Change that, and try again.",
    way: "again",
  },
  refused: {
    text: "The contract would refuse this.",
    next: "It was tried out before anything was sent, so it cost nothing. Try again once that has changed.",
    way: "again",
  },
  reverted: {
    text: "The contract refused it when its turn came.",
    next: "Something changed between your signature and the block. Only the fee is gone. Look at what is different and try again.",
    way: "again",
  },
  replaced: {
    text: "Another transaction took its place in your wallet.",
    next: "If you cancelled it there, nothing moved. If you sent it faster, that one counts: look at it.",
    way: "look",
  },
  "relay-failed": {
    text: "The gateway could not send it.",
    next: "Your signature was not used. Try again: your wallet signs anew.",
    way: "again",
  },
  /** A transaction that the gateway sends for the wallet, and that the contract does not take. */
  "relay-refused": {
    text: "",
    next: "The gateway was to send it for you, so it cost you nothing, and nothing moved. Try again: your wallet signs anew.",
    way: "again",
  },
  gateway: { text: "", next: "", way: "again" },
  unreachable: {
    text: "The chain does not answer.",
    next: "Your money is safe in the contract. Try again in a moment.",
    way: "again",
  },
  "page-incomplete": {
    text: "A part of this page could not be loaded.",
    next: "The gateway does not answer, or was renewed since you opened the page. Reload it and start again.",
    way: "reload",
  },
  unknown: {
    text: "The wallet answered something that this page does not understand.",
    next: "Look at the wallet for a message, then try again.",
    way: "again",
  },
} as const satisfies Record<string, { text: string; next: string; way: FailureWay }>;
export type FlowFailureKind = keyof typeof kinds;

/** A failure that a flow finds out by itself. */
export class FlowError extends Error {
  override readonly name = "FlowError";
  constructor(
    readonly kind: FlowFailureKind,
    readonly more: { detail?: string; lost?: boolean; hash?: Hex } = {},
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
  if (error instanceof FlowError) return failureOfFlow(error);
  if (refusalOf(error)) return failureOfGateway(error);
  if (isRejection(error)) return failure("rejected");
  if (isMissingChunk(error)) return failure("page-incomplete");
  if (error instanceof BaseError) return failureOfViem(error, contract);
  return error instanceof TypeError ? failure("unreachable") : withDetail("unknown", messageOf(error));
}

function failureOfFlow({ kind, more: { detail, ...more } }: FlowError): FlowFailure {
  const plain = { ...failure(kind), ...more };
  if (!detail) return plain;
  // Where a kind has no words of its own, what was found out is the whole of it.
  return { ...plain, text: plain.text === "" ? detail : `${plain.text} It said: ${detail}` };
}

function failureOfGateway(error: unknown): FlowFailure {
  const { text, next, code, facts } = tellError(error);
  const seconds = Number(facts?.["seconds"]);
  return {
    ...failure("gateway"),
    text,
    next,
    ...(code && { code }),
    ...(facts && { facts }),
    ...(seconds > 0 && { waitSeconds: seconds }),
  };
}

/**
 * Why a transaction failed that the gateway sent: what the contract answered in a sentence, if its answer came along.
 * `name` is what the market calls a contract.
 */
export function relayError(refusal: Relay["failure"], name: (address: string) => string): FlowError {
  const { data, to } = refusal?.facts ?? {};
  const said = isHex(data) ? sentenceOf(data, name(String(to))) : undefined;
  if (said) return new FlowError("relay-refused", { detail: said, lost: true });
  const told = refusal ? new MarketError(refusal.code, refusal.facts).message : "";
  return new FlowError("relay-failed", { detail: told, lost: true });
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
  return data ? sentenceOf(data, contract) : undefined;
}

/** What the contract says with the revert data of a call; undefined where it is no error of ours. */
export function sentenceOf(data: Hex, contract: string): string | undefined {
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

const withDetail = (kind: FlowFailureKind, detail: string | undefined): FlowFailure =>
  failureOfFlow(new FlowError(kind, detail === undefined ? {} : { detail }));

const messageOf = (error: unknown) => (error instanceof Error ? error.message.split("\n")[0] : undefined);
