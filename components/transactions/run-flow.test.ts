import { UserRejectedRequestError } from "viem";
import { describe, expect, test } from "vitest";
import { MarketError } from "@/lib/errors";
import type { FlowContext, Mined, Relay, Step } from "./flow-types";
import { atReview, isUnderWay, type FlowProgress } from "./flow-progress";
import { runFlow } from "./run-flow";

const hash = `0x${"ab".repeat(32)}` as const;
const call = { to: `0x${"11".repeat(20)}`, data: "0x" } as const;

const sign: Step<object> = {
  kind: "sign",
  name: "Sign",
  why: "",
  ask: async () => ({ request: { message: "hello" }, kept: { deadline: 7 } }),
};
const send: Step<object> = { kind: "send", name: "Send", why: "", call: async () => call };

describe("a flow that goes well", () => {
  test("signs, is relayed, waits for the index, and says each state once", async () => {
    const handed: unknown[] = [];
    const { run, told } = setup({
      relays: [relay("queued"), relay("sent"), relay("mined")],
      indexedAfter: 2,
    });
    const end = await run([
      sign,
      {
        kind: "relay",
        name: "Hand in",
        why: "",
        hand: async (_, __, done) => (handed.push(done), relay("queued")),
      },
      { kind: "wait-indexed", name: "Index", why: "", arrived: async (context) => context.now() >= 2 },
    ]);
    expect(end.phase).toBe("done");
    expect(end.results).toEqual([{ signature: "0x51", kept: { deadline: 7 } }, { hash, block: 9n }, {}]);
    expect(handed).toEqual([[{ signature: "0x51", kept: { deadline: 7 } }]]);
    expect(told().map(({ phase, results }) => `${results.length} ${phase}`)).toEqual([
      "0 wallet",
      "1 pending",
      "1 pending",
      "1 pending",
      "2 pending",
      "2 pending",
      "3 pending",
      "3 done",
    ]);
  });

  test("sends a transaction, simulated first, and keeps its block", async () => {
    const { run, calls } = setup({});
    expect((await run([send])).results).toEqual([{ hash, block: 12n }]);
    expect(calls).toEqual(["simulate", "send"]);
  });
});

describe("a page that was closed meanwhile", () => {
  test("finds its transaction again and sends no second one", async () => {
    const { run, calls } = setup({});
    const kept: FlowProgress = { results: [], phase: "pending", since: 0, waiting: { hash } };
    expect(isUnderWay(kept)).toBe(true);
    expect((await run([send], kept)).phase).toBe("done");
    expect(calls).toEqual([]);
  });

  test("finds its relay again and hands nothing in twice", async () => {
    const { run } = setup({ relays: [relay("mined")] });
    const hand = async () => Promise.reject(new Error("handed in twice"));
    const kept: FlowProgress = {
      results: [{ signature: "0x51" }],
      phase: "pending",
      since: 0,
      waiting: { relay: "r1" },
    };
    expect((await run([sign, { kind: "relay", name: "", why: "", hand }], kept)).phase).toBe("done");
  });
});

describe("a flow that fails", () => {
  test("stands at the step that was rejected, and the same step is asked again", async () => {
    const { run, answers } = setup({ signErrors: [new UserRejectedRequestError(new Error("no"))] });
    const failed = await run([sign]);
    expect(failed).toMatchObject({
      phase: "failed",
      results: [],
      failure: { kind: "rejected", way: "again" },
    });
    expect(isUnderWay(failed)).toBe(false);
    expect((await run([sign], failed)).phase).toBe("done");
    expect(answers()).toBe(2);
  });

  test("sends nothing when the contract would refuse", async () => {
    const { run, calls } = setup({
      simulateError: new MarketError("FUNDS_EXHAUSTED", { needed: "5", available: "1" }),
    });
    expect((await run([send])).failure?.text).toContain("1 µ$ free");
    expect(calls).toEqual(["simulate"]);
  });

  test("signs again when the gateway refused what was signed", async () => {
    let refusals = 1;
    const hand = async () => {
      if (refusals-- > 0) throw new MarketError("PERMIT_WRONG", { detail: "expired" });
      return undefined;
    };
    const { run, answers } = setup({});
    const steps: Step<object>[] = [sign, { kind: "relay", name: "", why: "", hand }];
    const failed = await run(steps);
    expect(failed.failure).toMatchObject({ kind: "gateway", code: "PERMIT_WRONG" });
    expect((await run(steps, failed)).phase).toBe("done");
    expect(answers()).toBe(2);
  });

  test("goes on waiting for the same transaction when only the chain was away", async () => {
    const { run, calls } = setup({ minedErrors: [new TypeError("fetch failed")] });
    const failed = await run([send]);
    expect(failed).toMatchObject({ phase: "failed", waiting: { hash }, failure: { kind: "unreachable" } });
    expect(isUnderWay({ ...failed, results: [{}] })).toBe(true);
    expect((await run([send], failed)).phase).toBe("done");
    expect(calls).toEqual(["simulate", "send"]);
  });

  test.each([
    [{ reverted: true, replaced: false }, "reverted", undefined],
    [{ reverted: false, replaced: true }, "replaced", { hash }],
  ] as const)("tells %j apart", async (fate, kind, waiting) => {
    const { run } = setup({ mined: { hash, block: 12n, logs: [], ...fate } });
    const failed = await run([send]);
    expect(failed.failure?.kind).toBe(kind);
    expect(failed.waiting).toEqual(waiting);
  });

  test("starts a new relay after one that failed", async () => {
    const { run, answers } = setup({
      relays: [
        { ...relay("failed"), failure: { code: "TRANSACTION_FAILED", facts: { detail: "nonce" } } },
        relay("mined"),
      ],
    });
    const steps: Step<object>[] = [
      sign,
      { kind: "relay", name: "", why: "", hand: async () => relay("queued") },
    ];
    const failed = await run(steps);
    expect(failed.failure).toMatchObject({ kind: "relay-failed", text: expect.stringContaining("nonce") });
    expect((await run(steps, failed)).phase).toBe("done");
    expect(answers()).toBe(2);
  });
});

function relay(state: Relay["state"]): Relay {
  const mined = state === "mined";
  return { id: "r1", state, hash: state === "queued" ? null : hash, block: mined ? 9 : null, failure: null };
}

type World = {
  relays?: Relay[];
  indexedAfter?: number;
  signErrors?: Error[];
  simulateError?: Error;
  minedErrors?: Error[];
  mined?: Mined;
};

/** A world in which one unit of time passes with each sleep. */
function setup({ relays = [], signErrors = [], simulateError, minedErrors = [], mined }: World) {
  let clock = 0;
  let answers = 0;
  const calls: string[] = [];
  let told: FlowProgress[] = [];
  const context = {
    market: { contracts: {} },
    now: () => clock,
    sleep: async () => void (clock += 1),
    sign: async () => {
      answers += 1;
      const error = signErrors.shift();
      if (error) throw error;
      return "0x51";
    },
    simulate: async () => {
      calls.push("simulate");
      if (simulateError) throw simulateError;
    },
    send: async () => (calls.push("send"), hash),
    mined: async () => {
      const error = minedErrors.shift();
      if (error) throw error;
      return mined ?? { hash, block: 12n, reverted: false, replaced: false, logs: [] };
    },
    api: { account: { relay: async () => relays.shift() ?? relay("mined") } },
  } as unknown as FlowContext;
  return {
    calls,
    answers: () => answers,
    told: () => told,
    run: (steps: readonly Step<object>[], from = atReview(0)) => {
      told = [];
      return runFlow(steps, context, {}, from, (progress) => told.push(progress));
    },
  };
}
