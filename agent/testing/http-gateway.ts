import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { handleApi } from "@/server/http/handle-api";

export type HttpGateway = { url: string; close: () => void };

/** What else the server has, by path: a page, or a script of one. */
type Files = (path: string) => Promise<{ type: string; text: string } | undefined>;

const none: Files = async () => undefined;

/** Puts the API's door behind a port, as the app's own server does, for agents that are processes or pages. */
export async function openHttpGateway(files = none): Promise<HttpGateway> {
  const server = createServer((request, response) => {
    answer(request, response, files).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, files: Files): Promise<void> {
  const file = await files(request.url!);
  if (file) return void response.writeHead(200, { "content-type": file.type }).end(file.text);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === "string" && name !== "connection") headers.set(name, value);
  const body = await buffer(request);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const answered = await handleApi(
    new Request(`http://${request.headers.host}${request.url}`, {
      method: request.method!,
      headers,
      signal: gone.signal,
      ...(hasBody && { body: new Uint8Array(body) }),
    }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
