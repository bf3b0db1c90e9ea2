import { createClient, type ApiClient } from "@/lib/api/client";
import type { DeviceSigner } from "./device-signer";

/** Longer than the longest that a gateway waits for news before it answers. A connection that died without a word is given up then. */
const answerMs = 40_000;

/**
 * The way to the gateway: the same typed client as everyone's, with every request signed by the device.
 * The agent only ever dials out.
 */
export function openLink(gateway: string, identity: DeviceSigner): ApiClient {
  return createClient({
    url: gateway,
    fetch: async (request, init) => {
      const body = new Uint8Array(await request.clone().arrayBuffer());
      const headers = new Headers(request.headers);
      const signed = await identity.signRequest({ method: request.method, url: request.url, body });
      for (const [name, value] of Object.entries(signed)) headers.set(name, value);
      const hasBody = request.method !== "GET" && request.method !== "HEAD";
      return fetch(request.url, {
        ...init,
        method: request.method,
        headers,
        signal: AbortSignal.any([request.signal, AbortSignal.timeout(answerMs)]),
        ...(hasBody && { body }),
      });
    },
  });
}
