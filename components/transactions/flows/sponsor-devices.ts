import type { Address, Hex } from "viem";
import { domain } from "@/lib/chain/typed-data";
import { MarketError } from "@/lib/errors";
import { contractOf } from "@/components/transactions/escrow-state";
import { signable } from "@/components/transactions/signable";
import { defineFlow, type FlowContext, type Step } from "@/components/transactions/flow-types";

/** One device that waits for its operator. */
type Waiting = { enrolment: string; device: Hex; name: string; nonce: bigint; validUntil: number };
type Input = { devices: readonly Waiting[]; payout: Address };

/**
 * An operator signs for devices that dialled in; each signs for its operator in answer. The contract wants
 * a signature for each device, so the wallet asks as often as there are devices; the page asks once.
 */
export const sponsorDevices = defineFlow<Input>({
  title: ({ devices }) => `Sign for ${named(devices)}`,
  words: ({ devices, payout }) => [
    `You become the operator of ${named(devices)}. What ${devices.length === 1 ? "it earns" : "they earn"} is paid to ${payout.slice(0, 6)}…${payout.slice(-4)}.`,
    ...(devices.length > 1 ? [`Your wallet asks ${devices.length} times, once for each device.`] : []),
    "The device then signs that it belongs to you, and the contract keeps both signatures. The gateway pays the fee.",
  ],
  effects: async ({ wallet }, { devices }) => [
    { name: `Operator of ${named(devices)}`, before: "Nobody", after: wallet },
  ],
  steps: ({ devices }) => [...devices.map(signFor), handOn, answered],
  done: ({ devices }) =>
    `${named(devices)} ${devices.length === 1 ? "is enrolled and takes" : "are enrolled and take"} leases.`,
});

const named = (devices: Input["devices"]) =>
  devices.length === 1 ? devices[0]!.name : `${devices.length} devices`;

const signFor = ({ device, name, nonce, validUntil }: Waiting): Step<Input> => ({
  kind: "sign",
  name: `Sign the enrolment of ${name}`,
  why: "Your wallet shows the device's id, your address and the payout address.",
  ask: async ({ market, wallet }, { payout }) => ({
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
});

const handOn: Step<Input> = {
  kind: "relay",
  name: "Tell the device",
  why: "The gateway passes your signature on.",
  hand: async ({ api }, { devices, payout }, done) => {
    for (const [index, { enrolment }] of devices.entries()) {
      const signature = done[index]?.signature;
      if (!signature) throw new MarketError("ENROLMENT_INVALID", { detail: "nothing was signed" });
      // When some of many were handed on before something failed, those are not handed on again.
      const { state } = await api.devices.enrolment({ id: enrolment });
      if (state === "waiting-for-device" || state === "done") continue;
      await api.devices.sponsor({ id: enrolment, payout, signature });
    }
    return undefined;
  },
};

const answered: Step<Input> = {
  kind: "wait-indexed",
  name: "The device signs in answer",
  why: "The agent on the device does this by itself within seconds. Leave it running.",
  arrived: async ({ api }, { devices }) => {
    for (const { enrolment } of devices) if (!(await hasAnswered(api, enrolment))) return false;
    return true;
  },
};

async function hasAnswered(api: FlowContext["api"], enrolment: string): Promise<boolean> {
  const { state } = await api.devices.enrolment({ id: enrolment });
  if (state === "expired")
    throw new MarketError("ENROLMENT_INVALID", { detail: "the device did not answer in time" });
  return state === "done";
}
