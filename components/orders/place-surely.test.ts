import { afterEach, expect, test, vi } from "vitest";
import { MarketError } from "@/lib/errors";
import { findUnanswered, placeSurely } from "./place-surely";

const order = { order: "0x01" } as const;

/** A gateway that places what comes first, and the answers that arrive. */
function gateway(...answers: (Error | "answer")[]) {
  let placed = 0;
  const send = async () => {
    const isFirst = placed++ === 0;
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    if (!isFirst) throw new MarketError("ORDER_REPLAYED", { order: order.order });
  };
  return { send, sendings: () => placed };
}

const lost = new TypeError("Failed to fetch");
const unreachable = new MarketError("REGISTRY_UNREACHABLE");

test("an order whose answer is lost is sent again as it is, and stands", async () => {
  for (const answers of [["answer"], [lost, "answer"], [unreachable, lost, "answer"]] as const) {
    const { send, sendings } = gateway(...answers);
    expect(await placeSurely(order, send, 0)).toBe(order);
    expect(sendings()).toBe(answers.length);
    expect(await findUnanswered(() => Promise.reject(lost))).toBeUndefined();
  }
});

test("a refusal is not tried again", async () => {
  const { send, sendings } = gateway(new MarketError("NO_MATCH"));
  await expect(placeSurely(order, send, 0)).rejects.toMatchObject({ code: "NO_MATCH" });
  expect(sendings()).toBe(1);
  expect(await findUnanswered(() => Promise.reject(lost))).toBeUndefined();
});

test("what was never answered is asked for before anything else is placed, until somebody can say", async () => {
  for (const stands of [true, false]) {
    const { send, sendings } = gateway(lost, lost, lost);
    await expect(placeSurely(order, send, 0)).rejects.toBe(lost);
    expect(sendings()).toBe(3);
    await expect(findUnanswered(() => Promise.reject(lost))).rejects.toBe(lost);
    expect(await findUnanswered(() => Promise.resolve(stands))).toBe(stands ? order : undefined);
    expect(await findUnanswered(() => Promise.resolve(true))).toBeUndefined();
  }
});

afterEach(() => vi.unstubAllGlobals());

test("a page that is loaded anew shows what stands, and forgets nothing that may come yet", async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => kept.set(key, text),
    removeItem: (key: string) => kept.delete(key),
  });
  const load = async () => {
    vi.resetModules();
    return import("./place-surely");
  };
  const sent = { fleet: `0x${"ab".repeat(32)}` } as const;
  const before = await load();
  await expect(before.placeSurely(sent, () => Promise.reject(lost), 0)).rejects.toBe(lost);

  const after = await load();
  await expect(after.findLeft(() => Promise.reject(lost))).rejects.toBe(lost);
  expect(await after.findLeft(async () => false)).toBeUndefined();
  expect(await after.findLeft(async () => true)).toEqual(sent);
  expect(await after.findLeft(async () => true)).toBeUndefined();
  expect(await (await load()).findUnanswered(async () => true)).toBeUndefined();
});
