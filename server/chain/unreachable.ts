import "server-only";
import { BaseError } from "viem";
import { MarketError } from "@/lib/errors";

/** The refusal for a question that the chain did not answer. */
export function chainUnreachable(cause: unknown): MarketError {
  const detail =
    cause instanceof BaseError ? cause.shortMessage : cause instanceof Error ? cause.message : String(cause);
  return new MarketError("CHAIN_UNREACHABLE", { detail }, { cause });
}
