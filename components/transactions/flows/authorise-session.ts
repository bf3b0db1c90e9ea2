import { domain, sessionScope } from "@/lib/chain/typed-data";
import { MarketError } from "@/lib/errors";
import { dropSessionKey, keepSessionKey, newSessionKey } from "@/components/wallet/session-key-store";
import { contractOf } from "@/components/transactions/escrow-state";
import { signable } from "@/components/transactions/signable";
import { defineFlow, type FlowContext } from "@/components/transactions/flow-types";
import { usdText } from "@/components/transactions/usd-text";

type Input = {
  cap: bigint;
  /** Days for which the key may sign. */
  days: number;
};

/** Lets this browser sign orders by itself, up to a cap and a date. The key is made here and never leaves. */
export const authoriseSession = defineFlow<Input>({
  title: () => "Let this browser sign orders",
  words: ({ cap, days }, { money }) => [
    `This browser makes a key of its own. Until ${days === 1 ? "tomorrow" : `${days} days from now`} it may sign orders for at most ${usdText(cap)} of your balance, without asking your wallet each time.`,
    "It cannot withdraw, cannot raise its cap and cannot move money anywhere but to operators whose devices worked for you.",
    `You can revoke it at any time; that holds after ${money.revocationDelaySeconds} seconds.`,
  ],
  effects: async (_, { cap, days }) => [
    { name: "This browser may spend", before: 0n, after: cap },
    { name: "For", before: "no time", after: days === 1 ? "1 day" : `${days} days` },
  ],
  steps: [
    {
      kind: "sign",
      name: "Sign the authorisation",
      why: "Your wallet shows the key, the cap and the date. This is the last prompt until one of them is reached.",
      ask: async (context, { cap, days }) => {
        const validUntil = Math.floor(context.now() / 1000) + days * 86_400;
        const key = await newSessionKey({ cap, validUntil });
        if (!keepSessionKey(scopeOf(context), key))
          throw new MarketError("SESSION_INVALID", {
            detail: "this browser keeps nothing for this site, so the key would be lost",
          });
        const salt = BigInt(context.now());
        const terms = {
          customer: context.wallet,
          key: key.key,
          cap,
          validUntil,
          scope: sessionScope.tabs | sessionScope.leases,
          salt,
        };
        const { chain } = context.market;
        return {
          request: {
            typedData: signable("Session", domain(chain.id, contractOf(context.market, "escrow")), terms),
          },
          kept: { key: key.key, validUntil, salt },
        };
      },
    },
    {
      kind: "relay",
      name: "Tell the contract",
      why: "The gateway sends it and pays the fee. Orders can be signed from now on.",
      hand: async (context, { cap }, done) => {
        const { signature, kept } = done[0] ?? {};
        if (!signature || !kept) throw new MarketError("SESSION_INVALID", { detail: "nothing was signed" });
        const key = kept["key"] as `0x${string}`;
        try {
          const terms = {
            customer: context.wallet,
            key,
            cap,
            validUntil: Number(kept["validUntil"]),
            scope: sessionScope.tabs | sessionScope.leases,
            salt: BigInt(kept["salt"] ?? 0),
          };
          return (await context.api.sessionKeys.authorise({ terms, signature })).relay;
        } catch (error) {
          dropSessionKey(scopeOf(context), key);
          throw error;
        }
      },
    },
  ],
  done: () => "This browser can sign orders. Running something needs no wallet prompt now.",
});

const scopeOf = ({ market, wallet }: FlowContext) => ({
  chainId: market.chain.id,
  escrow: contractOf(market, "escrow"),
  wallet,
});
