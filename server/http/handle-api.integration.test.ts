import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isContractProcedure } from "@orpc/contract";
import { eq } from "drizzle-orm";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { enrol } from "@/agent/enrol";
import { loadIdentity, type Identity } from "@/agent/identity";
import { devices } from "@/db/schema/devices";
import { contract } from "@/lib/api/contract";
import { refusalOf } from "@/lib/api/client";
import type { Caller } from "@/lib/api/base";
import { openApiDocument } from "./openapi-document";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { smallReport } from "@/server/testing/small-report";
import { newIdentity } from "@/server/testing/test-device";
import { deviceClient, knock, serve, signedInClient, testClient } from "@/server/testing/test-client";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
  serve(market.gateway);
});
afterAll(() => market.stop());

const prices = { vcpuHour: 12_000, gibHour: 3_000, gpuHour: 0 };

async function enrolled(
  identity: Identity = newIdentity(),
): Promise<{ identity: Identity; link: ReturnType<typeof deviceClient> }> {
  const link = deviceClient(identity);
  await enrol({
    link,
    identity,
    report: smallReport,
    prices,
    operatorKey: generatePrivateKey(),
    onWaiting: () => undefined,
  });
  await link.agent.hello({ report: smallReport });
  return { identity, link };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "taken",
    (error: unknown) => refusalOf(error)?.code ?? String(error),
  );
const codeIn = async (response: Response) => ((await response.json()) as { code: string }).code;

type Route = { name: string; method: string; path: string; caller: Caller };
function routes(node: unknown = contract, name: string[] = []): Route[] {
  if (isContractProcedure(node)) {
    const { route, meta } = node["~orpc"];
    return [
      {
        name: name.join("."),
        method: route.method!,
        path: `/api${route.path!}`,
        caller: (meta as { caller: Caller }).caller,
      },
    ];
  }
  return Object.entries(node as object).flatMap(([key, child]) => routes(child, [...name, key]));
}
const concrete = (path: string) => path.replaceAll(/\{\w+\}/g, `0x${"ab".repeat(32)}`);

describe("who may not", () => {
  const closed = routes().filter(({ caller }) => caller === "wallet");
  test.each(closed)("$name is closed to a stranger", async ({ method, path }) => {
    const response = await knock(concrete(path), {
      method,
      ...(method !== "GET" && { body: "{}", headers: { "content-type": "application/json" } }),
    });
    expect([response.status, await codeIn(response)]).toEqual([401, "SIGN_IN_REQUIRED"]);
  });

  test.each(routes().filter(({ path }) => path.startsWith("/api/agent/")))(
    "$name is closed to an unsigned request",
    async ({ method, path }) => {
      const response = await knock(concrete(path), {
        method,
        ...(method !== "GET" && { body: "{}", headers: { "content-type": "application/json" } }),
      });
      expect([401, 404, 422]).toContain(response.status);
      expect(["DEVICE_SIGNATURE_WRONG", "INPUT_INVALID", "NOT_FOUND"]).toContain(await codeIn(response));
    },
  );

  test("every route says who may call it", () => {
    expect(routes().length).toBeGreaterThan(30);
    expect(routes().filter(({ caller }) => !["anyone", "wallet", "device", "key"].includes(caller))).toEqual(
      [],
    );
  });

  test("a wallet does not change another's device, nor see another's order", async () => {
    const { identity } = await enrolled();
    const stranger = await signedInClient(privateKeyToAccount(generatePrivateKey()));
    expect(await codeOf(stranger.devices.change({ id: identity.device, draining: true }))).toBe("FORBIDDEN");
    expect(await codeOf(stranger.orders.get({ id: `0x${"ab".repeat(32)}` }))).toBe("NOT_FOUND");
  });
});

describe("the door", () => {
  test("a request from another site is refused, cookie or not", async () => {
    const response = await knock("/api/sign-in/nonce", {
      method: "POST",
      headers: { origin: "https://evil.example" },
    });
    expect([response.status, await codeIn(response)]).toEqual([403, "ORIGIN_WRONG"]);
  });

  test("a spec of 10 MB is not read", async () => {
    const body = JSON.stringify({ spec: "x".repeat(10 * 1024 * 1024) });
    const response = await knock("/api/orders", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect([response.status, await codeIn(response)]).toEqual([413, "SPEC_TOO_LARGE"]);
  });

  test("what is not understood is named with its path", async () => {
    const response = await knock("/api/orders/preview", {
      method: "POST",
      body: '{"spec":{"version":2}}',
      headers: { "content-type": "application/json" },
    });
    const refused = (await response.json()) as { code: string; message: string; data: { next: string } };
    expect(refused).toMatchObject({
      code: "INPUT_INVALID",
      data: { next: expect.stringMatching(/\S/) as string },
    });
    expect(refused.message).toMatch(/^spec\.version/);
  });

  test("an unknown route is a refusal with a reason, and every answer has a request id", async () => {
    const response = await knock("/api/nowhere");
    expect([response.status, await codeIn(response)]).toEqual([404, "NOT_FOUND"]);
    expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
  });

  test("the OpenAPI document names every route of the contract", async () => {
    const { paths } = await openApiDocument();
    const documented = Object.entries(paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(new Set(documented)).toEqual(
      new Set(routes().map(({ method, path }) => `${method} ${path.slice(4)}`)),
    );
  });
});

describe("signing in", () => {
  const account = privateKeyToAccount(generatePrivateKey());
  const message = async (more: Partial<Parameters<typeof createSiweMessage>[0]> = {}) => {
    const { nonce } = await testClient().signIn.nonce();
    return createSiweMessage({
      address: account.address,
      chainId: 31337,
      domain: "localhost:3000",
      uri: "http://localhost:3000",
      nonce,
      version: "1",
      ...more,
    });
  };
  const attempt = async (text: string, by = account) =>
    codeOf(testClient().signIn.verify({ message: text, signature: await by.signMessage({ message: text }) }));

  test("a wallet signs in, is known, and signs out", async () => {
    const client = await signedInClient(account);
    expect(await client.signIn.who()).toMatchObject({ wallet: account.address.toLowerCase() });
    expect(await client.signIn.out()).toEqual({ signedOut: true });
    expect(await client.signIn.who()).toBeNull();
  });

  test.each<[string, Partial<Parameters<typeof createSiweMessage>[0]>]>([
    ["for another site", { domain: "evil.example", uri: "https://evil.example" }],
    ["for another chain", { chainId: 1 }],
    ["with a nonce of its own", { nonce: "aaaaaaaaaaaa" }],
    ["that has expired", { expirationTime: new Date(Date.now() - 1000) }],
    ["that is not valid yet", { notBefore: new Date(Date.now() + 60_000) }],
  ])("a message %s is refused", async (_, more) =>
    expect(await attempt(await message(more))).toBe("SIGN_IN_INVALID"),
  );

  test("another wallet's signature is refused", async () =>
    expect(await attempt(await message(), privateKeyToAccount(generatePrivateKey()))).toBe(
      "SIGN_IN_INVALID",
    ));

  test("a nonce signs in once, also when 50 try at the same time", async () => {
    const text = await message();
    const codes = await Promise.all(Array.from({ length: 50 }, () => attempt(text)));
    expect(codes.filter((code) => code === "taken")).toHaveLength(1);
  });
});

describe("device requests", () => {
  test("enrolment needs both signatures, and the device is then known", async () => {
    const { identity, link } = await enrolled();
    const commands = link.agent.commands({ after: -1 }).catch((error: unknown) => refusalOf(error)?.code);
    expect(await commands).toBe("INPUT_INVALID");
    const [row] = await market.db.select().from(devices).where(eq(devices.id, identity.device));
    expect(row).toMatchObject({ name: "attic", state: "enrolled", country: "DE" });
  });

  test("a stranger's signature in the operator's name enrols nothing", async () => {
    const identity = newIdentity();
    const link = deviceClient(identity);
    const { enrolment } = await link.agent.requestEnrolment({
      publicKey: identity.publicKey,
      report: smallReport,
      prices,
    });
    const operator = privateKeyToAccount(generatePrivateKey()).address.toLowerCase() as `0x${string}`;
    const forged = await privateKeyToAccount(generatePrivateKey()).signMessage({ message: "x" });
    const confirm = link.agent.confirmEnrolment({
      id: enrolment.id,
      operator,
      payout: operator,
      operatorSignature: forged,
      deviceSignature: identity.signDigest(`0x${"00".repeat(32)}`),
    });
    expect(await codeOf(confirm)).toBe("ENROLMENT_INVALID");
    expect(await codeOf(link.agent.hello({ report: smallReport }))).toBe("DEVICE_UNKNOWN");
  });

  const body = new TextEncoder().encode(JSON.stringify({ batch: "batch-0001", events: [] }));
  const url = "http://localhost:3000/api/agent/events";
  const send = (headers: Record<string, string>, bytes = body) =>
    knock("/api/agent/events", {
      method: "POST",
      body: bytes,
      headers: { "content-type": "application/json", ...headers },
    });

  test("a signed request is taken once; the same again is refused", async () => {
    const { identity } = await enrolled();
    const headers = identity.signRequest({ method: "POST", url, body });
    expect((await send(headers)).status).toBe(200);
    const again = await send(headers);
    expect([again.status, await codeIn(again)]).toEqual([401, "DEVICE_REQUEST_REPLAYED"]);
  });

  test("of 30 copies that arrive together one is taken", async () => {
    const { identity } = await enrolled();
    const headers = identity.signRequest({ method: "POST", url, body });
    const statuses = await Promise.all(Array.from({ length: 30 }, async () => (await send(headers)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  test("numbers may arrive out of order within the window, not behind it", async () => {
    const { identity } = await enrolled();
    const signed = Array.from({ length: 70 }, () => identity.signRequest({ method: "POST", url, body }));
    expect((await send(signed[69]!)).status).toBe(200);
    expect((await send(signed[10]!)).status).toBe(200);
    expect(await codeIn(await send(signed[10]!))).toBe("DEVICE_REQUEST_REPLAYED");
    expect(await codeIn(await send(signed[5]!))).toBe("DEVICE_REQUEST_REPLAYED");
    expect((await send(signed[6]!)).status).toBe(200);
  });

  test.each<[string, (headers: Record<string, string>) => Record<string, string>, string]>([
    ["no signature", () => ({}), "DEVICE_SIGNATURE_WRONG"],
    [
      "another number than was signed",
      (headers) => ({ ...headers, "ambit-seq": "999" }),
      "DEVICE_SIGNATURE_WRONG",
    ],
    [
      "another digest",
      (headers) => ({ ...headers, "content-digest": "sha-256=:AAAA:" }),
      "DEVICE_SIGNATURE_WRONG",
    ],
    [
      "a signature with a bit turned",
      (headers) => ({
        ...headers,
        signature: headers.signature!.replace(/:(.)/, (_, c: string) => `:${c === "A" ? "B" : "A"}`),
      }),
      "DEVICE_SIGNATURE_WRONG",
    ],
    [
      "a key that is not enrolled",
      (headers) => ({
        ...headers,
        "signature-input": headers["signature-input"]!.replace(
          /keyid="0x(.)/,
          (_, c: string) => `keyid="0x${c === "0" ? "1" : "0"}`,
        ),
      }),
      "DEVICE_UNKNOWN",
    ],
    [
      "a time long ago",
      (headers) => ({
        ...headers,
        "signature-input": headers["signature-input"]!.replace(/created=\d+/, "created=1700000000"),
      }),
      "DEVICE_REQUEST_STALE",
    ],
  ])("%s is refused", async (_, change, code) => {
    const { identity } = await enrolled();
    const response = await send(change(identity.signRequest({ method: "POST", url, body })));
    expect([response.status, await codeIn(response)]).toEqual([401, code]);
  });

  test("another body under a good signature is refused", async () => {
    const { identity } = await enrolled();
    const response = await send(
      identity.signRequest({ method: "POST", url, body }),
      new TextEncoder().encode("{}"),
    );
    expect(await codeIn(response)).toBe("DEVICE_SIGNATURE_WRONG");
  });

  test("a newer start replaces the older one", async () => {
    const home = mkdtempSync(join(tmpdir(), "ambit-device-"));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const { identity, link } = await enrolled(loadIdentity(home));
    const restarted = deviceClient(loadIdentity(home));
    await restarted.agent.hello({ report: smallReport });
    expect(await codeOf(link.agent.events({ batch: "batch-0002", events: [] }))).toBe("DEVICE_BOOT_REPLACED");
    expect(identity.device).toMatch(/^0x/);
  });
});
