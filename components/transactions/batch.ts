import { encodeFunctionData, parseEventLogs, type Address, type Hex } from "viem";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { sentenceOf } from "./failure-of";
import type { Mined } from "./flow-types";

/** Many calls of one contract in one transaction; what is refused of them holds up no other. `Batch.sol`. */
export const batchCall = (to: Address, calls: readonly Hex[]) => ({
  to,
  data: encodeFunctionData({ abi: devicesAbi, functionName: "batch", args: [calls] }),
});

/** Which calls of the batch the contract refused, and what it said. `contract` is what the market calls it. */
export function refusedCalls({ logs }: Mined, contract: string): { index: number; text: string }[] {
  return parseEventLogs({ abi: devicesAbi, eventName: "CallRefused", logs: [...logs] }).map(({ args }) => ({
    index: Number(args.index),
    text: sentenceOf(args.error, contract) ?? "The contract refuses it.",
  }));
}
