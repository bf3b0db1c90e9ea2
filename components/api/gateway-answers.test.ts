import { afterEach, expect, test, vi } from "vitest";
import { client } from "./api";
import { askGateway, gatewayAnswers } from "./gateway-answers";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A gateway that says nothing until it is told to, or until nobody waits any longer. */
function silentGateway() {
  const answers: (() => void)[] = [];
  const fetch = vi.fn<(url: RequestInfo | URL, init?: RequestInit) => Promise<Response>>(
    (request, init) =>
      new Promise((resolve, reject) => {
        const signal = init?.signal ?? (request as Request).signal;
        const broken = () => reject(new DOMException("aborted", "AbortError"));
        if (signal.aborted) broken();
        signal.addEventListener("abort", broken);
        answers.push(() => resolve(new Response()));
      }),
  );
  vi.stubGlobal("fetch", fetch);
  return { fetch, answer: () => answers.splice(0).forEach((go) => go()) };
}

test("who asks before it answered hears the same answer; later it is asked anew", async () => {
  const { fetch, answer } = silentGateway();
  const both = [askGateway(), askGateway()];
  expect(fetch).toHaveBeenCalledTimes(1);
  answer();
  expect(await Promise.all(both)).toEqual([true, true]);
  const later = askGateway();
  expect(fetch).toHaveBeenCalledTimes(2);
  answer();
  await later;
});

test("a gateway that holds the line for too long does not answer", async () => {
  const patience = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(patience.signal);
  silentGateway();
  const asked = askGateway();
  patience.abort();
  expect(await asked).toBe(false);
  expect(gatewayAnswers.get()).toBe(false);
});

test("a call that was cancelled says nothing of the gateway; one that is lost has it asked", async () => {
  const { fetch } = silentGateway();
  const isAsked = () => fetch.mock.calls.some(([url]) => url === "/icon.svg");
  const left = new AbortController();
  const call = client.signIn.who(undefined, { signal: left.signal });
  left.abort();
  await expect(call).rejects.toThrow();
  expect(isAsked()).toBe(false);
  fetch.mockRejectedValue(new TypeError("fetch failed"));
  await expect(client.signIn.who()).rejects.toThrow("fetch failed");
  expect(isAsked()).toBe(true);
});
