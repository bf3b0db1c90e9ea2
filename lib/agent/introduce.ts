import type { Address, Hex } from "viem";
import { refusalOf, type ApiClient } from "@/lib/api/client";
import { digestOf, domain } from "@/lib/chain/typed-data";
import type { DeviceReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import type { Prices } from "@/lib/pricing/rate";
import type { DeviceSigner } from "./device-signer";
import type { Machine } from "./machine";

const askEveryMs = 1_500;

export type Introduction = {
  machine: Machine;
  link: ApiClient;
  identity: DeviceSigner;
  report: DeviceReport;
  prices: Prices;
  /** Brings the device to the page of the wallet that made it. */
  token?: string | undefined;
  /** Signs as the operator where its key is at hand; otherwise somebody does in a browser. */
  sponsor?: ((digest: EnrolmentDigest) => Promise<Sponsored>) | undefined;
  /** Hears under which id the device waits; what it does then is done before the device confirms. */
  onAsked?: (id: string) => Promise<void>;
  /** Shows the operator where to sign, and which wallet, if only one can. */
  onWaiting: (url: string, invitedBy: Address | null) => void;
};

/** What operator and device both sign. */
export type EnrolmentDigest = (operator: Address, payout: Address) => Hex;

export type Sponsored = { operator: Address; payout: Address; operatorSignature: Hex };

/**
 * Makes the device its operator's, with both signatures: the operator's wallet signs for the device, and
 * the device signs for the operator.
 */
export async function introduce(introduction: Introduction): Promise<void> {
  const { link, identity, report, prices, token, sponsor, onAsked, onWaiting } = introduction;
  const asked = await link.agent.requestEnrolment({
    publicKey: identity.publicKey,
    report,
    prices,
    ...(token && { token }),
  });
  const { id, nonce, validUntil, invitedBy } = asked.enrolment;
  const digest: EnrolmentDigest = (operator, payout) =>
    digestOf("Enrolment", domain(asked.chainId, asked.devicesContract), {
      device: identity.device,
      operator,
      payout,
      nonce,
      validUntil,
    });
  if (!sponsor) onWaiting(asked.signAt, invitedBy);
  const signing = sponsor ? sponsor(digest) : signedInBrowser(introduction, id);
  const [signed] = await Promise.all([signing, onAsked?.(id)]);
  await link.agent.confirmEnrolment({
    id,
    ...signed,
    deviceSignature: await identity.signDigest(digest(signed.operator, signed.payout)),
  });
}

async function signedInBrowser({ machine, link }: Introduction, id: string): Promise<Sponsored> {
  for (;;) {
    const { state, operator, payout, operatorSignature } = await askUntilAnswered(machine, link, id);
    if (state === "expired" || state === "done")
      throw new MarketError("ENROLMENT_INVALID", { detail: `it is ${state}` });
    if (operator && payout && operatorSignature) return { operator, payout, operatorSignature };
    await machine.sleep(askEveryMs);
  }
}

/** A gateway that is started again while the operator looks for the wallet does not end the wait. */
async function askUntilAnswered(machine: Machine, link: ApiClient, id: string) {
  for (;;) {
    try {
      return await link.agent.enrolment({ id });
    } catch (error) {
      if (refusalOf(error)) throw error;
      await machine.sleep(askEveryMs);
    }
  }
}
