import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

type Seen = { peer: string | undefined; forwardedFor: string | undefined };

const seen = new AsyncLocalStorage<Seen>();

// A route of Next gets headers and no socket, and what headers say of an address is the caller's own word.
subscribe("http.server.request.start", (message) => {
  const { socket, headers } = (message as { request: IncomingMessage }).request;
  const forwardedFor = headers["x-forwarded-for"];
  seen.enterWith({ peer: socket.remoteAddress, forwardedFor: forwardedFor?.toString() });
});

/**
 * The address that the request at hand came from: the other end of its connection or, behind so many proxies, what
 * the outermost of them wrote down as its own caller; "" if they wrote less. Undefined where no HTTP server of this
 * process took the request, or took it before anybody asked for an address.
 */
export function remoteAddress(trustedProxies: number): string | undefined {
  const request = seen.getStore();
  if (!request) return undefined;
  if (trustedProxies === 0) return request.peer ?? "";
  return request.forwardedFor?.split(",").at(-trustedProxies)?.trim() ?? "";
}
