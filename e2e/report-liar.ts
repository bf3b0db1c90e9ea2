import { encodeFunctionData, zeroHash } from "viem";
import type { LocalAccount } from "viem/accounts";
import { committeeAbi } from "@/lib/chain/abi/committee";
import { domain, typedData } from "@/lib/chain/typed-data";
import type { Chain } from "./chain";

/** Has a verifier of the committee contradict itself, and the other account report it: a slash owes it the bounty. */
export async function reportLiar(
  { chain, contracts: { committee }, reader, send }: Chain,
  liar: LocalAccount,
  reporter: LocalAccount,
): Promise<void> {
  // An epoch for which no root was posted: the committee in office answers for it.
  const epoch = Number((await reader.getBlock()).timestamp);
  const seen = [
    { up: 0n, seen: 1n },
    { up: 1n, seen: 1n },
  ] as const;
  const sign = (observation: (typeof seen)[number]) =>
    liar.signTypedData(
      typedData("Measurement", domain(chain.id, committee), { device: zeroHash, epoch, ...observation }),
    );
  const signatures = [await sign(seen[0]), await sign(seen[1])] as const;
  const data = encodeFunctionData({
    abi: committeeAbi,
    functionName: "equivocate",
    args: [liar.address, zeroHash, epoch, seen, signatures],
  });
  await send(reporter, committee, data);
}
