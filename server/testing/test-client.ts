import { createSiweMessage } from "viem/siwe";
import type { PrivateKeyAccount } from "viem/accounts";
import { createClient, type ApiClient } from "@/lib/api/client";
import type { Identity } from "@/agent/identity";
import { handleApi } from "@/server/http/handle-api";
import type { Gateway } from "@/server/context";

const origin = "http://localhost:3000";

/** Makes the API's door answer for this gateway, as the app's own process would. */
export function serve(gateway: Gateway): void {
  (globalThis as typeof globalThis & { ambitGateway?: Promise<Gateway> }).ambitGateway =
    Promise.resolve(gateway);
}

/** A request as it reaches the door, with the host that a server would have seen. */
export function knock(
  path: string,
  init: RequestInit & { headers?: Record<string, string> } = {},
): Promise<Response> {
  return handleApi(
    new Request(`${origin}${path}`, {
      ...init,
      headers: Object.assign({ host: "localhost:3000" }, init.headers),
    }),
  );
}

/** The typed client, knocking at the door in this process. Keeps its cookie as a browser would. */
export function testClient(): ApiClient & { cookie: () => string } {
  let cookie = "";
  const client = createClient({
    url: origin,
    fetch: async (request) => {
      const headers = new Headers(request.headers);
      headers.set("host", "localhost:3000");
      if (cookie) headers.set("cookie", cookie);
      const response = await handleApi(new Request(request, { headers }));
      cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
      return response;
    },
  });
  return Object.assign(Object.create(client) as ApiClient, client, { cookie: () => cookie });
}

/** A client whose wallet has signed in. */
export async function signedInClient(
  account: PrivateKeyAccount,
  chainId = 31337,
): Promise<ReturnType<typeof testClient>> {
  const client = testClient();
  const { nonce } = await client.signIn.nonce();
  const message = createSiweMessage({
    address: account.address,
    chainId,
    domain: "localhost:3000",
    uri: origin,
    nonce,
    version: "1",
  });
  await client.signIn.verify({ message, signature: await account.signMessage({ message }) });
  return client;
}

/** A client that signs every request as a device does. */
export function deviceClient(identity: Identity): ApiClient {
  return createClient({
    url: origin,
    fetch: async (request) => {
      const body = new Uint8Array(await request.clone().arrayBuffer());
      const headers = {
        ...Object.fromEntries(request.headers),
        host: "localhost:3000",
        ...identity.signRequest({ method: request.method, url: request.url, body }),
      };
      return handleApi(
        new Request(request.url, {
          method: request.method,
          headers,
          ...(request.method !== "GET" && { body }),
        }),
      );
    },
  });
}
