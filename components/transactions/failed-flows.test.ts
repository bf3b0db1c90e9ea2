import { encodeErrorResult, HttpRequestError, InsufficientFundsError, UserRejectedRequestError } from "viem";
import { ChainMismatchError, RawContractError, type Chain } from "viem";
import { describe, expect, test } from "vitest";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { tokenAbi } from "@/lib/chain/abi/token";
import { MarketError } from "@/lib/errors";
import { CallRefused, FlowError } from "./failure-of";
import { atReview } from "./flow-progress";
import { stepsOf, type FlowContext, type Market, type Relay, type Step } from "./flow-types";
import { flowOf, type FlowInput, type FlowName } from "./flows";
import { runFlow } from "./run-flow";
import { waysOn } from "./ways-on";

const hex = (digits: string, bytes: number) => `0x${digits.repeat(bytes)}` as const;
const [wallet, hash, device] = [hex("a1", 20), hex("b2", 32), hex("c3", 32)];
const waiting = { enrolment: "e", device, name: "attic", nonce: 0n, validUntil: 1 };
const proposal = { proposal: "7", title: "Lower the fee" };

const contracts = { escrow: hex("e5", 20), bonds: hex("b0", 20), token: hex("a3", 20) };
const local = { id: 31_337, name: "Local", local: true };
const far = { id: 8_453, name: "Far", local: false };
const quietWorld = {
  wallet,
  market: { contracts, chain: local },
  now: () => 0,
  sleep: async () => undefined,
  sign: async () => "0x51",
  simulate: async () => undefined,
  send: async () => hash,
  mined: async () => ({ hash, block: 1n, reverted: false, replaced: false, logs: [] }),
};

/** Every flow with something to do, so that no flow is added without being walked. */
const samples: { [Name in FlowName]: FlowInput<Name> } = {
  "sign-in": null,
  faucet: null,
  deposit: { amount: 5n },
  "authorise-session": { cap: 5n, days: 2 },
  "revoke-session": { key: wallet },
  thaw: { amount: 5n },
  "cancel-thaw": null,
  withdraw: null,
  "sponsor-devices": { devices: [waiting, { ...waiting, enrolment: "f" }], payout: wallet },
  "retire-devices": { devices: [{ device, name: "attic" }] },
  "set-payout": { payout: wallet },
  "withdraw-earnings": null,
  stake: { amount: 5n, thawSeconds: 60 },
  "thaw-stake": { amount: 5n, thawSeconds: 60 },
  "cancel-stake-thaw": null,
  "withdraw-stake": null,
  collect: null,
  "set-class": { devices: [{ device, name: "attic" }], class: 1 },
  "get-amb": null,
  delegate: { to: wallet, self: false },
  propose: { title: "x", description: "# x", calls: [], sentences: [] },
  "cast-vote": { ...proposal, choice: "for", reason: "" },
  "queue-proposal": proposal,
  "execute-proposal": proposal,
  "execute-operation": { ...proposal, operation: hash },
  "cancel-proposal": proposal,
};

/** What can go wrong at a step, by its kind. Each gives the context and the step that it goes wrong in. */
const troubles: { name: string; kind: Step<unknown>["kind"]; of: (step: Step<unknown>) => Trouble }[] = [
  at("sign", "the wallet's owner says no", { sign: throwing(new UserRejectedRequestError(new Error("no"))) }),
  at("sign", "the wallet is on another network", { sign: throwing(mismatch()) }),
  at("sign", "the wallet says something odd", { sign: throwing(new Error("0xdead beef")) }),
  at("send", "the contract would refuse", { simulate: throwing(new CallRefused("escrow", tooLow())) }),
  at("send", "the chain does not answer", { simulate: throwing(new HttpRequestError({ url: "http://x" })) }),
  at("send", "there is no coin for the fee", { simulate: throwing(new FlowError("no-gas")) }),
  at("send", "the wallet finds no coin for the fee", { send: throwing(new InsufficientFundsError()) }),
  at("send", "the wallet's owner says no", { send: throwing({ code: 4001, message: "no" }) }),
  at("send", "it reverts", { mined: mined({ reverted: true }) }),
  at("send", "another takes its place", { mined: mined({ replaced: true }) }),
  handed("the gateway refuses", throwing(new MarketError("PERMIT_WRONG", { detail: "it has ended" }))),
  handed("the gateway asks to wait", throwing(new MarketError("FAUCET_EMPTY", { seconds: 9 }))),
  handed("the gateway cannot be reached", throwing(new TypeError("fetch failed"))),
  handed("the permit is used up", relayed("bonds", permitRefused())),
  handed("the permit has ended", relayed("token", ended())),
  handed("the transaction fails without a word", relayed("escrow", undefined)),
  {
    name: "the index cannot be asked",
    kind: "wait-indexed",
    of: (step) => ({
      step: { ...step, arrived: throwing(new TypeError("fetch failed")) } as Step<unknown>,
      world: {},
    }),
  },
];

const steps = (Object.keys(samples) as FlowName[]).flatMap((name) =>
  stepsOf(flowOf(name), samples[name] as unknown).map((step) => ({ name, step })),
);
const walked = steps.flatMap(({ name, step }) =>
  troubles
    .filter(({ kind }) => kind === step.kind)
    .map((trouble) => ({ flow: name, stepName: step.name, trouble: trouble.name, ...trouble.of(step) })),
);

describe("every step of every flow, with everything that can go wrong at it", () => {
  test.each(walked)("$flow, “$stepName”: $trouble", async ({ flow, step, world }) => {
    const context = { ...quietWorld, ...world } as unknown as FlowContext;
    const { phase, failure } = await runFlow([step], context, samples[flow], atReview(0), () => undefined);
    expect(phase).toBe("failed");
    expect(failure!.text, "what happened").toMatch(/^\S.*[.!?]$|It said: /s);
    expect(failure!.next, "what to do").toMatch(/\w.*\.$/s);
    // Not the contracts' own words, nor what JavaScript makes of nothing.
    expect(failure!.text).not.toMatch(/undefined|NaN|\[object|[A-Z]\w+\(/);
    for (const chain of [local, far])
      expect(waysOn(failure!, { chain } as Market).map(({ label }) => label)).not.toEqual([]);
  });
});

test.each([
  ["no-gas", local, ["Get test coin", "Try again"]],
  ["no-gas", far, ["Try again"]],
  ["wrong-network", far, ["Switch to Far"]],
  ["page-incomplete", far, ["Reload the page"]],
  ["rejected", far, ["Try again"]],
] as const)("from %s on chain %j the way on is %j", async (kind, chain, labels) => {
  const { failure } = await runFlow(
    [{ kind: "sign", name: "", why: "", ask: throwing(new FlowError(kind)) }],
    quietWorld as unknown as FlowContext,
    null,
    atReview(0),
    () => undefined,
  );
  expect(waysOn(failure!, { chain } as Market).map(({ label }) => label)).toEqual(labels);
});

test.each([
  ["another takes its place", { way: "look", hash }],
  ["the gateway asks to wait", { way: "again", waitSeconds: 9 }],
  ["it reverts", { way: "again", hash, lost: true }],
  [
    "the permit is used up",
    {
      kind: "relay-refused",
      lost: true,
      text: "The permit does not hold: 0.000000000000000005 AMB are needed, the contract may take 0 AMB. It has ended, was used before, or another permit of this wallet came first.",
    },
  ],
])("when %s, the failure carries what leads on", async (trouble, carried) => {
  const { step, world } = walked.find((walk) => walk.trouble === trouble)!;
  const context = { ...quietWorld, ...world } as unknown as FlowContext;
  const { failure } = await runFlow([step], context, null, atReview(0), () => undefined);
  expect(failure).toMatchObject(carried);
});

// ---------------------------------------------------------------------------------------------

type Trouble = { step: Step<unknown>; world: object };

/** Trouble in the world around a step; what the step itself asks or sends goes well. */
function at(kind: "sign" | "send", name: string, world: object) {
  const well =
    kind === "sign"
      ? { ask: async () => ({ request: { message: "x" } }) }
      : { call: async () => ({ to: contracts.escrow, data: "0x" }) };
  return {
    name,
    kind,
    of: (step: Step<unknown>) => ({ step: { ...step, ...well } as Step<unknown>, world }),
  };
}

/** Trouble in handing something to the gateway, or in what becomes of it there. */
function handed(name: string, outcome: (() => Promise<never>) | Relay) {
  const [hand, relay] =
    typeof outcome === "function"
      ? [outcome, undefined]
      : [async () => ({ ...outcome, state: "queued" }), outcome];
  const world = { api: { account: { relay: async () => relay } } };
  return {
    name,
    kind: "relay" as const,
    of: (step: Step<unknown>) => ({ step: { ...step, hand } as Step<unknown>, world }),
  };
}

function relayed(contract: keyof typeof contracts, data: string | undefined): Relay {
  const facts = { detail: "it reverted", to: contracts[contract], ...(data && { data }) };
  return {
    id: "r",
    state: "failed",
    hash: null,
    block: null,
    failure: { code: "TRANSACTION_FAILED", facts },
  };
}

function throwing(error: unknown) {
  return async () => {
    throw error;
  };
}

function mined(fate: { reverted?: boolean; replaced?: boolean }) {
  return async () => ({ hash, block: 1n, reverted: false, replaced: false, logs: [], ...fate });
}

function mismatch() {
  return new ChainMismatchError({ chain: { id: 1, name: "One" } as Chain, currentChainId: 2 });
}

function tooLow() {
  const args = [wallet, 5n, 1n] as const;
  return new RawContractError({
    data: encodeErrorResult({ abi: escrowAbi, errorName: "BalanceTooLow", args }),
  });
}

function permitRefused() {
  return encodeErrorResult({ abi: bondsAbi, errorName: "PermitRefused", args: [wallet, 5n, 0n] });
}

function ended() {
  return encodeErrorResult({ abi: tokenAbi, errorName: "ERC2612ExpiredSignature", args: [1n] });
}
