import { setTimeout as sleep } from "node:timers/promises";
import { finished, type Readable } from "node:stream";
import type { LogStream } from "@/agent/sandbox/driver";
import { Demultiplexer } from "./demultiplex";
import type { Engine } from "./find-engine";
import { readState } from "./read-state";

type Take = (stream: LogStream, bytes: Uint8Array) => void;

/**
 * Both streams of a container from their first byte to their last, each byte once. Done when the container is
 * over, or when the signal says that nobody waits any more. Throws if the engine cannot be asked.
 */
export type ContainerOutput = (take: Take, signal: AbortSignal) => Promise<void>;

/** What an engine hands to whoever was attached before the start. */
export const attachedOutput =
  (socket: Readable): ContainerOutput =>
  async (take, signal) => {
    const parts = new Demultiplexer(take);
    socket.on("data", (chunk: Buffer) => parts.push(chunk));
    await closed(socket, signal);
  };

/**
 * What an engine wrote to its log. It shows new output up to a quarter of a second late on Podman, but has all
 * of it: of what Podman hands to an attached reader, four short runs in a hundred had lost their output when
 * the machine was busy. `attached` is only listened to for its end, which comes earlier than the log's.
 */
export const loggedOutput =
  (engine: Engine, id: string, attached?: Readable): ContainerOutput =>
  async (take, signal) => {
    const taken = { stdout: 0, stderr: 0 };
    const read = async (follow: boolean, until: AbortSignal) => {
      const passed = { stdout: 0, stderr: 0 };
      const parts = new Demultiplexer((stream, bytes) => {
        const isNew = bytes.subarray(Math.max(0, taken[stream] - passed[stream]));
        passed[stream] += bytes.length;
        taken[stream] += isNew.length;
        if (isNew.length > 0) take(stream, isNew);
      });
      const query = { follow: `${follow}`, stdout: "true", stderr: "true" };
      // A container may be silent for as long as it likes.
      const log = await engine.client.stream("GET", `/containers/${id}/logs`, { query, timeoutMs: 0 });
      log.on("data", (chunk: Buffer) => parts.push(chunk));
      await closed(log, until);
    };
    const enough = new AbortController();
    const following = read(true, AbortSignal.any([signal, enough.signal]));
    const firstEnd = attached ? [following, closed(attached.resume(), signal)] : [following];
    try {
      await Promise.race(firstEnd);
      // Either connection may break while the container runs on.
      for (let waitMs = 10; !signal.aborted && (await readState(engine, id)).Running; waitMs *= 1.5)
        await sleep(Math.min(waitMs, 1_000));
    } finally {
      enough.abort();
      attached?.destroy();
    }
    await following;
    // A log that is followed ends before its last lines, now and then, on both engines.
    if (!signal.aborted) await read(false, signal);
  };

/** Until the last byte was read, the connection broke, or nobody waits. It ends as an end in every case. */
const closed = (stream: Readable, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const stop = () => stream.destroy();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    // Also of a stream that is over already: a short run ends while the engine still answers that it starts.
    finished(stream, { writable: false }, () => {
      signal.removeEventListener("abort", stop);
      // The last byte may come before the connection is closed from the other side.
      stream.destroy();
      resolve();
    });
  });
