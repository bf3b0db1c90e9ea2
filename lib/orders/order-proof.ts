import { recoverAddress } from "viem";
import { z } from "zod";
import type { Deployment } from "@/lib/chain/deployment";
import { digestOf, domain } from "@/lib/chain/typed-data";
import { addressSchema, hexSchema, lowerAddress } from "@/lib/wire";
import { orderSigner } from "./order-id";
import { sessionTermsSchema } from "./session-terms";
import { orderTermsSchema } from "./signed-order";

/** A wallet's word for a key, as the wallet signed it. */
export const signedSessionSchema = z.object({ terms: sessionTermsSchema, signature: hexSchema });
export type SignedSession = z.infer<typeof signedSessionSchema>;

/** A wallet's word for an order: the wallet allowed the session key, and the session key signed the terms. */
export const orderProofSchema = z.object({
  terms: orderTermsSchema,
  sessionKey: addressSchema,
  signature: hexSchema,
  session: signedSessionSchema,
});
export type OrderProof = z.infer<typeof orderProofSchema>;

/** The contracts whose signatures these are. */
export type Signing = Pick<Deployment, "chainId"> & {
  contracts: Pick<Deployment["contracts"], "escrow" | "leases">;
};

/** What is wrong with a wallet's word for a key, in words; undefined if it holds. Needs no chain. */
export async function sessionFault(
  { chainId, contracts }: Signing,
  { customer, key }: { customer: string; key: string },
  { terms, signature }: SignedSession,
): Promise<string | undefined> {
  if (terms.customer !== customer || terms.key !== key) return "the session is for another wallet or key";
  const hash = digestOf("Session", domain(chainId, contracts.escrow), terms);
  const wallet = await recoverAddress({ hash, signature }).then(lowerAddress, () => undefined);
  return wallet === customer ? undefined : `the session key is not allowed by ${customer}`;
}

/** What is wrong with the chain of signatures from wallet to order, in words; undefined if it holds. */
export async function orderFault(
  signing: Signing,
  { terms, sessionKey, signature, session }: OrderProof,
): Promise<string | undefined> {
  const fault = await sessionFault(signing, { customer: terms.customer, key: sessionKey }, session);
  if (fault) return fault;
  const signer = await orderSigner(signing, terms, signature);
  return signer === sessionKey ? undefined : "the order is not signed by the session key";
}
