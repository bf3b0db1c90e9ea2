import "server-only";
import { governorAbi } from "@/lib/chain/abi/governor";
import type { Gateway } from "@/server/context";

const known = new Map<string, bigint>();

/** The quorum in AMB wei of a vote that began at `voteStart`, in Unix seconds. The past does not change, so it is asked once. */
export async function quorumAt({ chain, env }: Gateway, voteStart: number): Promise<bigint> {
  const { governor } = env.deployment.contracts;
  const key = `${chain.id}:${governor}:${voteStart}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const quorum = await chain.public.readContract({
    abi: governorAbi,
    address: governor,
    functionName: "quorum",
    args: [BigInt(voteStart)],
  });
  known.set(key, quorum);
  return quorum;
}
