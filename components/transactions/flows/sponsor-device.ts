import type { Address, Hex } from "viem";
import { domain } from "@/lib/chain/typed-data";
import { MarketError } from "@/lib/errors";
import { contractOf } from "@/components/transactions/escrow-state";
import { signable } from "@/components/transactions/signable";
import { defineFlow } from "@/components/transactions/flow-types";

type Input = {
  enrolment: string;
  device: Hex;
  name: string;
  payout: Address;
  nonce: bigint;
  validUntil: number;
};

/** An operator signs for a device that dialled in; the device signs for its operator in answer. */
export const sponsorDevice = defineFlow<Input>({
  title: ({ name }) => `Sign for ${name}`,
  words: ({ name, payout }) => [
    `You become the operator of ${name}. What it earns is paid to ${payout.slice(0, 6)}…${payout.slice(-4)}.`,
    "The device then signs that it belongs to you, and the contract keeps both signatures. The gateway pays the fee.",
  ],
  effects: async ({ wallet }, { name }) => [{ name: `Operator of ${name}`, before: "Nobody", after: wallet }],
  steps: [
    {
      kind: "sign",
      name: "Sign the enrolment",
      why: "Your wallet shows the device's id, your address and the payout address.",
      ask: async ({ market, wallet }, { device, payout, nonce, validUntil }) => ({
        request: {
          typedData: signable("Enrolment", domain(market.chain.id, contractOf(market, "devices")), {
            device,
            operator: wallet,
            payout,
            nonce,
            validUntil,
          }),
        },
      }),
    },
    {
      kind: "relay",
      name: "Tell the device",
      why: "The gateway passes your signature on.",
      hand: async ({ api }, { enrolment, payout }, done) => {
        const signature = done[0]?.signature;
        if (!signature) throw new MarketError("ENROLMENT_INVALID", { detail: "nothing was signed" });
        await api.devices.sponsor({ id: enrolment, payout, signature });
        return undefined;
      },
    },
    {
      kind: "wait-indexed",
      name: "The device signs in answer",
      why: "The agent on the device does this by itself within seconds. Leave it running.",
      arrived: async ({ api }, { enrolment }) => {
        const { state } = await api.devices.enrolment({ id: enrolment });
        if (state === "expired")
          throw new MarketError("ENROLMENT_INVALID", { detail: "the device did not answer in time" });
        return state === "done";
      },
    },
  ],
  done: ({ name }) => `${name} is enrolled and takes leases.`,
});
