import { deserialize } from "node:v8";
import { MarketError } from "@/lib/errors";
import { prepareRun } from "@/lib/sandbox/prepare-run";
import type { EndedRun } from "@/lib/sandbox/run-metered";
import type { OutputSink } from "@/lib/sandbox/wasi/output-streams";
import { frame, framePayloadMax, type FrameType } from "./frames";
import type { RunnerRequest } from "./requests";
import { scriptEngine } from "./script-engine";
import { readExactly, writeFrame } from "./sync-io";
import { warmUp } from "./warm-up";

/**
 * The process in which one workload runs. It reads requests from descriptor 0 and writes frames to
 * descriptor 3, one after the other and without an event loop, because the workload blocks it. It knows
 * nothing but its input: no keys, no environment, no files, no network. It ends when its agent does.
 */
const [requests, replies] = [0, 3];
const [enginePath, kind] = process.argv.slice(2) as [string, "wasm" | "script"];
const engine = scriptEngine(enginePath);

const say = (type: FrameType, payload: Uint8Array = new Uint8Array()) => writeFrame(replies, type, payload);
const sayJson = (type: FrameType, value: unknown) => say(type, Buffer.from(JSON.stringify(value)));

function sayInPieces(type: FrameType, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += framePayloadMax)
    say(type, bytes.subarray(at, at + framePayloadMax));
}

const sink: OutputSink = (stream, bytes) => sayInPieces(frame[stream], bytes);

function nextRequest(): RunnerRequest {
  const header = readExactly(requests, 4);
  const body = header && readExactly(requests, header.readUInt32LE(0));
  if (!body) process.exit(0);
  return deserialize(body) as RunnerRequest;
}

function prepare(request: RunnerRequest): (() => EndedRun) | undefined {
  if (request.ask !== "prepare") throw new Error(`asked to ${request.ask} before anything was prepared`);
  try {
    const start = prepareRun(request.run, engine, sink);
    say(frame.prepared);
    return start;
  } catch (error) {
    if (!(error instanceof MarketError)) throw error;
    sayJson(frame.refused, { code: error.code, facts: error.facts });
    return undefined;
  }
}

function report({ files, fuelUsed, ...ended }: EndedRun): void {
  for (const { path, bytes } of files) {
    sayJson(frame.file, { path, length: bytes.length });
    sayInPieces(frame.fileBytes, bytes);
  }
  sayJson(frame.ended, { ...ended, fuelUsed: fuelUsed === null ? null : fuelUsed.toString() });
}

warmUp(kind, engine);
say(frame.ready);
const start = prepare(nextRequest());
if (start && nextRequest().ask === "start") report(start());
// One process, one workload: whatever comes, this one runs nothing more.
