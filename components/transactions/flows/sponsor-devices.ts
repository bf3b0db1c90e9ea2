import type { Address, Hex } from "viem";
import { manyEnrolments } from "@/lib/chain/many-enrolments";
import { domain } from "@/lib/chain/typed-data";
import { MarketError } from "@/lib/errors";
import { contractOf } from "@/components/transactions/escrow-state";
import { signable } from "@/components/transactions/signable";
import { defineFlow, type FlowContext, type Step } from "@/components/transactions/flow-types";

/** One device that waits for its operator. */
type Waiting = { enrolment: string; device: Hex; name: string; nonce: bigint; validUntil: number };
type Input = { devices: readonly Waiting[]; payout: Address };

/** An operator signs for devices that dialled in, once for all of them; each signs for its operator in answer. */
export const sponsorDevices = defineFlow<Input>({
  title: ({ devices }) => `Sign for ${named(devices)}`,
  words: ({ devices, payout }) => [
    `You become the operator of ${named(devices)}. What ${devices.length === 1 ? "it earns" : "they earn"} is paid to ${payout.slice(0, 6)}…${payout.slice(-4)}.`,
    devices.length === 1
      ? "The device then signs that it belongs to you, and the contract keeps both signatures. The gateway pays the fee."
      : "Your wallet asks once. Each device then signs that it belongs to you, and the contract checks both signatures for each. The gateway pays the fees.",
  ],
  effects: async ({ wallet }, { devices }) => [
    { name: `Operator of ${named(devices)}`, before: "Nobody", after: wallet },
  ],
  steps: ({ devices }) =>
    devices.length === 1 ? [signForOne, handOnOne, answered] : [signForAll, handOnAll, answered],
  done: ({ devices }) =>
    `${named(devices)} ${devices.length === 1 ? "is enrolled and takes" : "are enrolled and take"} leases.`,
});

const named = (devices: Input["devices"]) =>
  devices.length === 1 ? devices[0]!.name : `${devices.length} devices`;

type Signing = Pick<FlowContext, "market" | "wallet">;

const domainOf = ({ market }: Signing) => domain(market.chain.id, contractOf(market, "devices"));

const enrolmentsOf = ({ wallet }: Signing, { devices, payout }: Input) =>
  devices.map(({ device, nonce, validUntil }) => ({ device, operator: wallet, payout, nonce, validUntil }));

const signForOne: Step<Input> = {
  kind: "sign",
  name: "Sign the enrolment",
  why: "Your wallet shows the device's id, your address and the payout address.",
  ask: async (context, input) => ({
    request: { typedData: signable("Enrolment", domainOf(context), enrolmentsOf(context, input)[0]!) },
  }),
};

const signForAll: Step<Input> = {
  kind: "sign",
  name: "Sign the enrolments",
  why: "Your wallet shows the id of each device, your address and the payout address.",
  ask: async (context, input) => ({
    request: { typedData: manyEnrolments(domainOf(context), enrolmentsOf(context, input)) },
  }),
};

const passOn = { name: "Tell the devices", why: "The gateway passes your signature on." } as const;

const handOnOne: Step<Input> = {
  kind: "relay",
  ...passOn,
  name: "Tell the device",
  hand: async ({ api }, { devices, payout }, done) => {
    const id = devices[0]!.enrolment;
    const signature = signatureIn(done);
    // When only the gateway's answer was lost, it is there already.
    const { state } = await api.devices.enrolment({ id });
    if (state === "waiting-for-operator") await api.devices.sponsor({ id, payout, signature });
    return undefined;
  },
};

const handOnAll: Step<Input> = {
  kind: "relay",
  ...passOn,
  hand: async ({ api }, { devices, payout }, done) => {
    const ids = devices.map(({ enrolment }) => enrolment);
    await api.devices.sponsorMany({ ids, payout, signature: signatureIn(done) });
    return undefined;
  },
};

function signatureIn([signed]: Parameters<Extract<Step<Input>, { kind: "relay" }>["hand"]>[2]): Hex {
  if (!signed?.signature) throw new MarketError("ENROLMENT_INVALID", { detail: "nothing was signed" });
  return signed.signature;
}

const answered: Step<Input> = {
  kind: "wait-indexed",
  name: "The device signs in answer",
  why: "The agent on the device does this by itself within seconds. Leave it running.",
  arrived: async ({ api }, { devices }) => {
    for (const { enrolment } of devices)
      if (!enrolled.has(enrolment) && !(await hasAnswered(api, enrolment))) return false;
    return true;
  },
};

/** What is enrolled stays so: of five hundred devices each is asked about once after it was. */
const enrolled = new Set<string>();

async function hasAnswered(api: FlowContext["api"], enrolment: string): Promise<boolean> {
  const { state } = await api.devices.enrolment({ id: enrolment });
  if (state === "expired")
    throw new MarketError("ENROLMENT_INVALID", { detail: "the device did not answer in time" });
  if (state === "done") enrolled.add(enrolment);
  return state === "done";
}
