import { createSiweMessage } from "viem/siwe";
import { MarketError } from "@/lib/errors";
import { defineFlow } from "@/components/transactions/flow-types";

/** The sign-in message may be used for this long. */
const validMs = 10 * 60_000;

/** Shows the gateway that the wallet is yours (EIP-4361). Moves nothing and costs nothing. */
export const signIn = defineFlow<null>({
  title: () => "Sign in",
  words: () => [
    "Your wallet signs one sentence. It shows this gateway that the wallet is yours.",
    "It costs nothing, moves nothing and allows nothing.",
  ],
  effects: async ({ wallet }) => [{ name: "Signed in as", before: "Nobody", after: wallet }],
  steps: [
    {
      kind: "sign",
      name: "Sign the sentence",
      why: "Your wallet shows the address of this site and a number that is used once.",
      ask: async ({ api, market, wallet, now }) => {
        const { nonce } = await api.signIn.nonce();
        const message = createSiweMessage({
          address: wallet,
          chainId: market.chain.id,
          domain: location.host,
          uri: location.origin,
          version: "1",
          nonce,
          statement: "Sign in to Ambit. This costs nothing and moves nothing.",
          issuedAt: new Date(now()),
          expirationTime: new Date(now() + validMs),
        });
        return { request: { message }, kept: { message } };
      },
    },
    {
      kind: "relay",
      name: "Open the session",
      why: "The gateway checks the signature.",
      hand: async ({ api }, _, done) => {
        const { signature, kept } = done[0] ?? {};
        if (!signature || typeof kept?.["message"] !== "string")
          throw new MarketError("SIGN_IN_INVALID", { detail: "nothing was signed" });
        await api.signIn.verify({ message: kept["message"], signature });
        return undefined;
      },
    },
  ],
  done: () => "You are signed in.",
});
