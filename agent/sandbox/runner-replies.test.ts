import { describe, expect, test } from "vitest";
import { limitsOf } from "@/lib/sandbox/limits";
import { RunnerReplies } from "./runner-replies";
import { frame, frameHeaderBytes, framePayloadMax } from "./runner/frames";

const limits = { ...limitsOf({ memoryMib: 16, diskMib: 1, wallMs: 1000 }), outputBytes: 100, fileCount: 2 };
const ended = { end: "exit", exitCode: 0, detail: null, fuelUsed: "12", memoryPeakBytes: 1 };

describe("an honest runner", () => {
  test("is understood, however its bytes are cut", () => {
    const { replies, heard } = listen();
    const before = [bytesOf(frame.ready)];
    const after = [
      bytesOf(frame.stdout, "one"),
      bytesOf(frame.stdout, "two"),
      bytesOf(frame.stderr, "three"),
      bytesOf(frame.file, { path: "a/b", length: 4 }),
      bytesOf(frame.fileBytes, "file"),
      bytesOf(frame.ended, ended),
    ];
    for (const byte of Buffer.concat(before)) replies.push(Uint8Array.of(byte));
    replies.preparing(limits);
    replies.push(bytesOf(frame.prepared));
    replies.running();
    for (const byte of Buffer.concat(after)) replies.push(Uint8Array.of(byte));
    expect(heard.output).toEqual({ stdout: "onetwo", stderr: "three" });
    expect(heard.ended).toMatchObject({ end: "exit", exitCode: 0, fuelUsed: 12n });
    expect(heard.ended?.files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()])).toEqual([
      ["a/b", "file"],
    ]);
  });

  test("refuses with a reason and its facts", () => {
    const { replies, heard } = listen();
    replies.push(bytesOf(frame.ready));
    replies.preparing(limits);
    replies.push(bytesOf(frame.refused, { code: "SCRIPT_SYNTAX", facts: { detail: "no", line: 1 } }));
    expect(heard.refused).toMatchObject({ code: "SCRIPT_SYNTAX", facts: { detail: "no", line: 1 } });
  });
});

describe("a runner that a workload has taken over is not believed", () => {
  const huge = Buffer.alloc(frameHeaderBytes);
  huge[0] = frame.stdout;
  huge.writeUInt32LE(framePayloadMax + 1, 1);

  const lies: Record<string, Uint8Array[]> = {
    "a frame larger than any": [huge],
    "a frame of no known type": [bytesOf(99)],
    "ready a second time": [bytesOf(frame.ready)],
    "prepared while it runs": [bytesOf(frame.prepared)],
    "refused while it runs": [bytesOf(frame.refused, { code: "SCRIPT_SYNTAX", facts: { detail: "" } })],
    "more output than the limit": [
      bytesOf(frame.stdout, "x".repeat(60)),
      bytesOf(frame.stderr, "x".repeat(60)),
    ],
    "more files than the limit": Array.from({ length: 3 }, (_, i) =>
      bytesOf(frame.file, { path: `${i}`, length: 0 }),
    ),
    "more bytes of files than the limit": [bytesOf(frame.file, { path: "a", length: (1 << 20) + 1 })],
    "a file of negative length": [bytesOf(frame.file, { path: "a", length: -1 })],
    "a file outside": [bytesOf(frame.file, { path: "../a", length: 0 })],
    "a file with an absolute path": [bytesOf(frame.file, { path: "/etc/passwd", length: 0 })],
    "bytes of no file": [bytesOf(frame.fileBytes, "x")],
    "more bytes than the file has": [
      bytesOf(frame.file, { path: "a", length: 1 }),
      bytesOf(frame.fileBytes, "xy"),
    ],
    "half a file": [bytesOf(frame.file, { path: "a", length: 2 }), bytesOf(frame.ended, ended)],
    "an end that is none": [bytesOf(frame.ended, { ...ended, end: "won" })],
    "negative fuel": [bytesOf(frame.ended, { ...ended, fuelUsed: "-1" })],
    "no JSON": [bytesOf(frame.ended, "{")],
    "anything after the end": [bytesOf(frame.ended, ended), bytesOf(frame.stdout, "x")],
  };

  test.for(Object.entries(lies))("%s", ([, frames]) => {
    const { replies } = running();
    expect(() => {
      for (const bytes of frames) replies.push(bytes);
    }).toThrow();
  });

  test("output before it was started, also in one piece with an honest beginning", () => {
    const { replies, heard } = listen();
    replies.push(bytesOf(frame.ready));
    replies.preparing(limits);
    expect(() =>
      replies.push(Buffer.concat([bytesOf(frame.prepared), bytesOf(frame.stdout, "x")])),
    ).toThrow();
    expect(heard.output).toEqual({ stdout: "", stderr: "" });
  });
});

function bytesOf(type: number, payload: unknown = ""): Uint8Array {
  const body = Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
  const header = Buffer.alloc(frameHeaderBytes);
  header[0] = type;
  header.writeUInt32LE(body.length, 1);
  return Buffer.concat([header, body]);
}

type Heard = {
  output: Record<"stdout" | "stderr", string>;
  refused?: unknown;
  ended?: Parameters<RunnerReplies["listener"]["ended"]>[0];
};

function listen(): { replies: RunnerReplies; heard: Heard } {
  const heard: Heard = { output: { stdout: "", stderr: "" } };
  const replies = new RunnerReplies({
    ready: () => {},
    prepared: () => {},
    refused: (reason) => (heard.refused = reason),
    output: (stream, bytes) => (heard.output[stream] += Buffer.from(bytes).toString()),
    ended: (run) => (heard.ended = run),
  });
  return { replies, heard };
}

function running() {
  const listening = listen();
  listening.replies.push(bytesOf(frame.ready));
  listening.replies.preparing(limits);
  listening.replies.push(bytesOf(frame.prepared));
  listening.replies.running();
  return listening;
}
