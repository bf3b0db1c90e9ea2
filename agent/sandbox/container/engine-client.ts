import { request, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";

/** An answer of the engine that says no. */
export class EngineRefusal extends Error {
  override readonly name = "EngineRefusal";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(`The container engine answered ${status}: ${message.trim().slice(0, 300)}`);
  }
}

type Ask = {
  query?: Readonly<Record<string, string>>;
  json?: unknown;
  /** An archive, in place of JSON. */
  tar?: Uint8Array;
  /** Every call has an end, because an engine that hangs must not hang its agent. */
  timeoutMs?: number;
};

const timeoutMsDefault = 15_000;

/**
 * The dozen or so calls of the Docker Engine API (1.41, which Podman speaks too) that a sandbox needs, over the
 * engine's socket. Small on purpose: whoever can talk to this socket is root on the machine.
 */
export class EngineClient {
  constructor(readonly socketPath: string) {}

  /** Gives the answer, parsed where it is JSON. Throws an `EngineRefusal` for every status from 400 on. */
  async call(method: string, path: string, ask: Ask = {}): Promise<unknown> {
    const response = await this.#send(method, path, ask);
    const said = await text(response);
    // Not by the content type, which Podman leaves out of some answers.
    return /^\s*[[{]/.test(said) ? JSON.parse(said) : said;
  }

  /** Gives the answer as it comes, such as the log of a container. */
  stream(method: string, path: string, ask: Ask = {}): Promise<IncomingMessage> {
    return this.#send(method, path, ask);
  }

  /** What the container reads and writes, from now on. */
  attach(id: string): Promise<Duplex> {
    return this.#takeOver(`/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`);
  }

  /** Starts what was made to run inside a container: what it writes. */
  attachExec(id: string): Promise<Duplex> {
    return this.#takeOver(`/exec/${id}/start`, { Detach: false, Tty: false });
  }

  /** Makes the connection itself that which goes to and fro. */
  #takeOver(path: string, json?: unknown): Promise<Duplex> {
    const payload = json === undefined ? undefined : JSON.stringify(json);
    return new Promise((resolve, reject) => {
      const asked = request({
        socketPath: this.socketPath,
        method: "POST",
        path: `/v1.41${path}`,
        headers: {
          host: "engine",
          connection: "Upgrade",
          upgrade: "tcp",
          ...(payload && {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(payload),
          }),
        },
        timeout: timeoutMsDefault,
      });
      asked.once("upgrade", (_, socket, head) => {
        socket.setTimeout(0);
        socket.unshift(head);
        resolve(socket);
      });
      asked.once("response", (response) => {
        text(response).then((body) => reject(new EngineRefusal(response.statusCode ?? 0, body)), reject);
      });
      asked.once("timeout", () => asked.destroy(new Error("The container engine does not answer.")));
      asked.once("error", reject);
      asked.end(payload);
    });
  }

  #send(method: string, path: string, { query = {}, json, tar, timeoutMs = timeoutMsDefault }: Ask) {
    const search = new URLSearchParams(query).toString();
    const payload = tar ?? (json === undefined ? undefined : JSON.stringify(json));
    return new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({
        socketPath: this.socketPath,
        method,
        path: `/v1.41${path}${search && `?${search}`}`,
        headers: {
          host: "engine",
          ...(payload && { "content-type": tar ? "application/x-tar" : "application/json" }),
        },
        timeout: timeoutMs,
      });
      asked.once("response", (response) => {
        if ((response.statusCode ?? 0) < 400) return resolve(response);
        text(response).then((said) => reject(new EngineRefusal(response.statusCode ?? 0, said)), reject);
      });
      asked.once("timeout", () =>
        asked.destroy(new Error(`The container engine did not answer within ${timeoutMs} ms.`)),
      );
      asked.once("error", reject);
      asked.end(payload);
    });
  }
}
