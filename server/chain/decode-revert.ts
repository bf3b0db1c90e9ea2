import "server-only";
import {
  BaseError,
  ContractFunctionRevertedError,
  decodeErrorResult,
  ExecutionRevertedError,
  isHex,
  type Hex,
} from "viem";
import { everyAbi } from "@/lib/chain/every-abi";

/** What a contract said when it refused, as facts: in its own words and values (`SessionKnown(0x12…, 0x34…)`), and as it came. */
export function revertFacts(error: unknown): { detail: string; data?: Hex } {
  const data = revertData(error);
  return { detail: wordsOf(error, data), ...(data && { data }) };
}

/** Whether a contract refused. Otherwise the chain did not answer, or its node would not: of the call that says nothing. */
export function isRevert(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  const refusal = error.walk((cause) => cause instanceof ExecutionRevertedError);
  return refusal !== null || revertData(error) !== undefined;
}

function wordsOf(error: unknown, data: Hex | undefined): string {
  if (data) {
    try {
      const { errorName, args } = decodeErrorResult({ abi: everyAbi, data });
      return `${errorName}(${(args ?? []).map(String).join(", ")})`;
    } catch {
      return `an error that is not ours: ${data}`; // Another contract's, or a newer one's.
    }
  }
  if (error instanceof BaseError) return error.shortMessage;
  return error instanceof Error ? error.message : String(error);
}

function revertData(error: unknown): Hex | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError && reverted.raw) return reverted.raw;
  const withData = error.walk((cause) => isHex((cause as { data?: unknown }).data));
  const data = (withData as { data?: unknown } | null)?.data;
  return isHex(data) && data.length >= 10 ? data : undefined;
}
