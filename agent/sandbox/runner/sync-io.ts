import { readSync, writeSync } from "node:fs";
import { frameHeaderBytes, framePayloadMax, type FrameType } from "./frames";

/** Reads exactly so many bytes, waiting for them. Null when the other side is gone. */
export function readExactly(fd: number, length: number): Buffer | null {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length;) {
    const count = whenReady(() => readSync(fd, bytes, at, length - at, null));
    if (count === 0) return null;
    at += count;
  }
  return bytes;
}

const buffer = Buffer.allocUnsafe(frameHeaderBytes + framePayloadMax);

/**
 * Writes a frame, waiting until the pipe took it. The wait is what keeps a workload that writes faster
 * than the agent reads from filling anybody's memory.
 */
export function writeFrame(fd: number, type: FrameType, payload: Uint8Array): void {
  if (payload.length > framePayloadMax)
    throw new RangeError(`A frame holds ${framePayloadMax} bytes, not ${payload.length}.`);
  buffer[0] = type;
  buffer.writeUInt32LE(payload.length, 1);
  buffer.set(payload, frameHeaderBytes);
  const end = frameHeaderBytes + payload.length;
  for (let at = 0; at < end;) at += whenReady(() => writeSync(fd, buffer, at, end - at));
}

const never = new Int32Array(new SharedArrayBuffer(4));

function whenReady(attempt: () => number): number {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(never, 0, 0, 1);
    }
  }
}
