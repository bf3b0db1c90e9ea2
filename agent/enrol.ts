import { setTimeout as sleep } from "node:timers/promises";
import { privateKeyToAccount } from "viem/accounts";
import type { Address, Hex } from "viem";
import { refusalOf, type ApiClient } from "@/lib/api/client";
import { digestOf, domain } from "@/lib/chain/typed-data";
import type { DeviceReport } from "@/lib/devices/hardware";
import { MarketError } from "@/lib/errors";
import type { Prices } from "@/lib/pricing/rate";
import { lowerAddress } from "@/lib/wire";
import type { Identity } from "./identity";

const askEveryMs = 1_500;

type Enrolment = {
  link: ApiClient;
  identity: Identity;
  report: DeviceReport;
  prices: Prices;
  /** Brings the device to the page of the wallet that made it. */
  token?: string | undefined;
  operatorKey: Hex | undefined;
  /** Hears under which id the device waits; what it does then is done before the device confirms. */
  onAsked?: (id: string) => Promise<void>;
  /** Shows the operator where to sign, and which wallet, if only one can. */
  onWaiting: (url: string, invitedBy: Address | null) => void;
};

/**
 * Makes the device its operator's, with both signatures: the operator's wallet signs for the device, here
 * if its key is here and in the browser otherwise, and the device signs for the operator.
 */
export async function enrol({
  link,
  identity,
  report,
  prices,
  token,
  operatorKey,
  onAsked,
  onWaiting,
}: Enrolment): Promise<void> {
  const asked = await link.agent.requestEnrolment({
    publicKey: identity.publicKey,
    report,
    prices,
    ...(token && { token }),
  });
  const { id, nonce, validUntil, invitedBy } = asked.enrolment;
  const digest = (operator: Address, payout: Address) =>
    digestOf("Enrolment", domain(asked.chainId, asked.devicesContract), {
      device: identity.device,
      operator,
      payout,
      nonce,
      validUntil,
    });
  const signing = operatorKey
    ? signHere(operatorKey, digest)
    : signedInBrowser(link, id, () => onWaiting(asked.signAt, invitedBy));
  const [signed] = await Promise.all([signing, onAsked?.(id)]);
  await link.agent.confirmEnrolment({
    id,
    ...signed,
    deviceSignature: identity.signDigest(digest(signed.operator, signed.payout)),
  });
}

type Sponsored = { operator: Address; payout: Address; operatorSignature: Hex };

async function signHere(key: Hex, digest: (operator: Address, payout: Address) => Hex): Promise<Sponsored> {
  const account = privateKeyToAccount(key);
  const operator = lowerAddress(account.address);
  return {
    operator,
    payout: operator,
    operatorSignature: await account.sign({ hash: digest(operator, operator) }),
  };
}

async function signedInBrowser(link: ApiClient, id: string, show: () => void): Promise<Sponsored> {
  show();
  for (;;) {
    const { state, operator, payout, operatorSignature } = await askUntilAnswered(link, id);
    if (state === "expired" || state === "done")
      throw new MarketError("ENROLMENT_INVALID", { detail: `it is ${state}` });
    if (operator && payout && operatorSignature) return { operator, payout, operatorSignature };
    await sleep(askEveryMs);
  }
}

/** A gateway that is started again while the operator looks for the wallet does not end the wait. */
async function askUntilAnswered(link: ApiClient, id: string) {
  for (;;) {
    try {
      return await link.agent.enrolment({ id });
    } catch (error) {
      if (refusalOf(error)) throw error;
      await sleep(askEveryMs);
    }
  }
}
