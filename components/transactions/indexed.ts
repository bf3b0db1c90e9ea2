import type { Hex } from "viem";
import type { FlowContext, StepResult } from "./flow-types";

/** Whether our own index has read the block in which the last transaction of the flow was mined. */
export async function isIndexed(
  { api, chain }: FlowContext,
  _input: unknown,
  done: readonly StepResult[],
): Promise<boolean> {
  const sent = done.findLast(({ hash }) => hash !== undefined);
  if (!sent?.hash) return true;
  const block = sent.block ?? (await blockOf(chain, sent.hash));
  const { indexedBlock } = await api.account.get();
  return BigInt(indexedBlock) >= block;
}

const blockOf = async (chain: FlowContext["chain"], hash: Hex) =>
  (await chain.getTransactionReceipt({ hash })).blockNumber;
