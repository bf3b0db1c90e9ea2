import { encodeFunctionData, isAddressEqual, type Address } from "viem";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow } from "@/components/transactions/flow-types";
import { sendTo } from "@/components/transactions/steps";

type Input = { payout: Address };

/** Says where an operator's earnings go. It is one address for all their devices. */
export const setPayout = defineFlow<Input>({
  title: () => "Change your payout address",
  words: ({ payout }) => [
    `From now on what your devices earn goes to ${payout} when it is withdrawn, also what they have earned already.`,
    "It holds for every device of yours. Nobody can bring back what was paid to a wrong address: compare it letter by letter.",
  ],
  effects: async ({ chain, market, wallet }, { payout }) => {
    const before = await chain.readContract({
      address: contractOf(market, "devices"),
      abi: devicesAbi,
      functionName: "payoutOf",
      args: [wallet],
      blockTag: "pending",
    });
    if (isAddressEqual(before, payout))
      throw new FlowError("impossible", { detail: "Your earnings go to this address already." });
    return [{ name: "Payout address", before, after: payout }];
  },
  steps: [
    sendTo("the registry of devices", async ({ market }, { payout }) => ({
      to: contractOf(market, "devices"),
      data: encodeFunctionData({ abi: devicesAbi, functionName: "setPayout", args: [payout] }),
    })),
    {
      kind: "wait-indexed",
      name: "See it on your devices",
      why: "This gateway reads the block.",
      arrived: async ({ api }, { payout }) => {
        const { payout: inForce } = await api.devices.joining();
        return inForce !== null && isAddressEqual(inForce, payout);
      },
    },
  ],
  done: () => "Your earnings go there from now on.",
});
