import { encodeFunctionData, isAddressEqual, stringToHex, type Hex } from "viem";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { ambText } from "@/lib/governance/amb";
import { contractOf } from "@/components/transactions/escrow-state";
import { FlowError } from "@/components/transactions/failure-of";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { sendTo } from "@/components/transactions/steps";

type Input = { device: Hex; name: string };

/** Why, as the contract's event tells everybody. */
const reason = stringToHex("operator", { size: 32 });

/** Takes a device out of the market for good: it can sign no new lease, and its stake is free. */
export const retireDevice = defineFlow<Input>({
  title: ({ name }) => `Take ${name} out`,
  words: ({ name }) => [
    `${name} takes no new lease from now on. What runs on it goes on to its end and is paid; then its agent stops.`,
    "Its class and tier are gone, and the stake that answered for it is free. To bring it back you enrol it anew, with your signature and its own.",
  ],
  effects: async (context, input) => {
    const { market, chain, wallet } = context;
    const { operator, tier, stake } = await chain.readContract({
      address: contractOf(market, "devices"),
      abi: devicesAbi,
      functionName: "deviceOf",
      args: [input.device],
      blockTag: "pending",
    });
    if (!isAddressEqual(operator, wallet))
      throw new FlowError("impossible", {
        detail: "The contract does not know this device as yours yet, or it is taken out already.",
      });
    await context.simulate(callOf(context, input));
    return [
      { name: input.name, before: "enrolled", after: "taken out" },
      { name: "Its tier", before: String(tier), after: "none" },
      { name: "Stake locked for it", before: ambText(stake), after: ambText(0n) },
    ];
  },
  steps: [
    sendTo("the registry of devices", async (context, input) => callOf(context, input)),
    {
      kind: "wait-indexed",
      name: "See it taken out",
      why: "This gateway reads the block and tells the device.",
      arrived: async ({ api }, { device }) => (await api.devices.get({ id: device })).state === "retired",
    },
  ],
  done: ({ name }) => `${name} is taken out.`,
});

const callOf = ({ market }: FlowContext, { device }: Input) => ({
  to: contractOf(market, "devices"),
  data: encodeFunctionData({ abi: devicesAbi, functionName: "retire", args: [device, reason] }),
});
