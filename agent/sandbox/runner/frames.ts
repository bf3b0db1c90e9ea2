/**
 * What a runner says to its agent: frames of a type, a length and so many bytes. The runner executes a
 * stranger's code, so the agent believes none of it: see `RunnerReplies`.
 */
export const frame = {
  /** The runner waits for work. */
  ready: 1,
  /** The input is compiled and waits to be started. */
  prepared: 2,
  /** The input is not for any device: a reason and its facts as JSON. */
  refused: 3,
  stdout: 4,
  stderr: 5,
  /** A file that the run wrote: its path and length as JSON. Its bytes follow. */
  file: 6,
  fileBytes: 7,
  /** How the run ended, as JSON. The last frame. */
  ended: 8,
} as const;

export type FrameType = (typeof frame)[keyof typeof frame];

export const frameHeaderBytes = 5;
export const framePayloadMax = 1 << 20;

/** Calls `take` with each whole frame of a stream. Throws when a frame is larger than any may be. */
export class FrameParser {
  #held: Uint8Array = new Uint8Array(0);

  constructor(readonly take: (type: number, payload: Uint8Array) => void) {}

  push(chunk: Uint8Array): void {
    let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    for (;;) {
      if (bytes.length < frameHeaderBytes) break;
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1, true);
      if (length > framePayloadMax) throw new Error(`a frame of ${length} bytes`);
      const end = frameHeaderBytes + length;
      if (bytes.length < end) break;
      this.take(bytes[0]!, bytes.subarray(frameHeaderBytes, end));
      bytes = bytes.subarray(end);
    }
    this.#held = bytes;
  }
}
