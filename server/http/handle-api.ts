import "server-only";
import { randomUUID } from "node:crypto";
import { OpenAPIHandler } from "@orpc/openapi/fetch";
import { eq } from "drizzle-orm";
import { enrolments } from "@/db/schema/devices";
import { isUnreachable } from "@/db/unreachable";
import { publicKeySchema } from "@/lib/api/agent";
import { uploadMaxBytes } from "@/lib/api/workloads";
import { deviceIdOf } from "@/lib/chain/device-key";
import { MarketError } from "@/lib/errors";
import { specMaxBytes } from "@/lib/orders/spec";
import type { Actor, Gateway } from "@/server/context";
import { networkOf } from "@/server/devices/network-of";
import { gateway as openedGateway } from "@/server/gateway";
import { identify } from "@/server/sign-in/identify";
import { allowedOrigins } from "./allowed-origins";
import { readBody } from "./read-body";
import { refusalResponse, toApiError } from "./refuse";
import { remoteAddress } from "./remote-address";
import { router, type ApiContext } from "./router";
import { tokenIn } from "./sign-in-cookie";
import { verifyDeviceRequest, verifyIntroduction } from "./verify-device-request";

const handler = new OpenAPIHandler(router, { eventIteratorKeepAliveInterval: 15_000 });

/** Bytes that a route may carry, by the beginning of its path. */
const bodyLimits: readonly [prefix: string, bytes: number][] = [
  ["/api/workloads", uploadMaxBytes + 65_536],
  // A spec, and a signature for each device.
  ["/api/fleets", 2 * specMaxBytes],
  ["/api/agent/events", 8 * 1024 * 1024],
  ["/api/agent", 262_144],
  ["/api", specMaxBytes],
];

/**
 * The door of the gateway. Reads no more than a route may carry, finds out who asks, and hands the
 * request to the contract's router; whatever is thrown on the way becomes an answer in one place.
 */
export async function handleApi(request: Request): Promise<Response> {
  const requestId = request.headers.get("x-request-id")?.match(/^[\w-]{8,64}$/)?.[0] ?? randomUUID();
  const now = new Date();
  try {
    const opened = await openedGateway();
    const { pathname } = new URL(request.url);
    requireOwnOrigin(opened, request);
    const body = await readBody(request, bodyLimits.find(([prefix]) => pathname.startsWith(prefix))![1]);
    const who = pathname.startsWith("/api/agent/")
      ? await deviceOf(opened, request, body, now)
      : await walletOf(opened, request, now);
    const log = opened.log.child({ requestId });
    const context: ApiContext = { ...opened, log, now, requestId, reply: new Headers(), ...who };
    const { matched, response } = await handler.handle(withBody(request, body), { prefix: "/api", context });
    if (!matched) throw new MarketError("NOT_FOUND", { noun: "route", id: `${request.method} ${pathname}` });
    for (const [name, value] of context.reply) response.headers.append(name, value);
    response.headers.set("x-request-id", requestId);
    response.headers.set("cache-control", "no-store");
    log.info(
      { method: request.method, path: pathname, status: response.status, ms: Date.now() - now.getTime() },
      "request",
    );
    return response;
  } catch (error) {
    return refuse(error, requestId);
  }
}

async function refuse(error: unknown, requestId: string): Promise<Response> {
  if (error instanceof MarketError) return refusalResponse(error, requestId);
  const log = await openedGateway().then(
    (opened) => opened.log,
    () => undefined,
  );
  const refusal = isUnreachable(error)
    ? new MarketError("REGISTRY_UNREACHABLE")
    : new MarketError("PLATFORM_FAULT", { requestId });
  // Without a gateway there is no log either; the error goes where the process writes.
  if (log) toApiError(error, log, requestId);
  else console.error(error);
  return refusalResponse(refusal, requestId);
}

/** A browser says where a request comes from. One that comes from elsewhere may carry our cookie and nobody's will. */
function requireOwnOrigin({ env }: Gateway, request: Request): void {
  const origin = request.headers.get("origin");
  if (origin === null || allowedOrigins(env).has(origin)) return;
  throw new MarketError("ORIGIN_WRONG", { origin });
}

type Who = Pick<ApiContext, "actor" | "token" | "signedInUntil" | "introduced">;

async function walletOf({ db, env }: Gateway, request: Request, now: Date): Promise<Who> {
  const token = tokenIn(request.headers.get("cookie"), env.PUBLIC_URL);
  const found = await identify(db, token, now);
  const actor: Actor = found ? { kind: "wallet", wallet: found.wallet } : { kind: "anyone" };
  return { actor, token, signedInUntil: found?.until, introduced: undefined };
}

async function deviceOf(opened: Gateway, request: Request, body: Uint8Array, now: Date): Promise<Who> {
  const nobody = { token: undefined, signedInUntil: undefined };
  if (!new URL(request.url).pathname.startsWith("/api/agent/enrolments")) {
    const { device, bootId } = await verifyDeviceRequest(opened, request, body, now);
    const address = remoteAddress(opened.env.TRUSTED_PROXIES);
    const network = address === undefined ? undefined : networkOf(address);
    return { ...nobody, actor: { kind: "device", device, bootId, network }, introduced: undefined };
  }
  const publicKey = await introducedKey(opened, request, body);
  const signer = verifyIntroduction(request, body, now, publicKey);
  if (signer !== deviceIdOf(publicKey))
    throw new MarketError("DEVICE_SIGNATURE_WRONG", { detail: "the key is another device's" });
  return { ...nobody, actor: { kind: "anyone" }, introduced: signer };
}

/** A device that is not enrolled brings its key with its first request; later ones name the enrolment that holds it. */
async function introducedKey({ db }: Gateway, request: Request, body: Uint8Array) {
  const id = /^\/api\/agent\/enrolments\/([\w-]{1,40})/.exec(new URL(request.url).pathname)?.[1];
  if (id) {
    const [row] = await db
      .select({ x: enrolments.keyX, y: enrolments.keyY })
      .from(enrolments)
      .where(eq(enrolments.id, id));
    if (!row) throw new MarketError("NOT_FOUND", { noun: "enrolment", id });
    return row;
  }
  const parsed = publicKeySchema.safeParse(parseJson(body)?.publicKey);
  if (!parsed.success)
    throw new MarketError("INPUT_INVALID", { path: "publicKey", detail: "x and y in hex, 32 bytes each" });
  return parsed.data;
}

function parseJson(body: Uint8Array): { publicKey?: unknown } | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as { publicKey?: unknown };
  } catch {
    return undefined; // The caller refuses what is missing, and no JSON has nothing.
  }
}

/** The body was read to be measured and checked; the router gets the same bytes. */
function withBody(request: Request, body: Uint8Array<ArrayBuffer>): Request {
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    ...(hasBody && { body }),
  });
}
