import { encodeFunctionData, type Hex } from "viem";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import type { Call } from "./describe-call";
import { columnsOf, hashOperation, hashOperationBatch } from "./hash-operation";

/** What a timelock was told to do: its own name for it, and all that the name is made of. */
export type Operation = { id: Hex; calls: readonly Call[]; predecessor: Hex; salt: Hex };

/**
 * The data of the call by which anyone carries an operation out once its delay is over. A timelock names one call and a
 * batch of one differently, so the name tells which of the two it was.
 * @throws when neither gives the operation's name: then a part of it is missing.
 */
export function executionOf({ id, calls, predecessor, salt }: Operation): Hex {
  const [first] = calls;
  if (first && calls.length === 1 && id === hashOperation(first, predecessor, salt)) {
    const args = [first.target, first.value, first.data, predecessor, salt] as const;
    return encodeFunctionData({ abi: timelockAbi, functionName: "execute", args });
  }
  if (id !== hashOperationBatch(calls, predecessor, salt))
    throw new Error(
      `The operation ${id} is not these ${calls.length} calls. Read it again from the timelock.`,
    );
  const args = [...columnsOf(calls), predecessor, salt] as const;
  return encodeFunctionData({ abi: timelockAbi, functionName: "executeBatch", args });
}
