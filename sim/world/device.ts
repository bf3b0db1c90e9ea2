import { createHash, createPrivateKey } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import { keccak256, toHex, type Hex } from "viem";
import { loadIdentity } from "@/agent/identity";
import { openJournal } from "@/agent/journal";
import type { Log } from "@/agent/log";
import { nodeMachine } from "@/agent/node-machine";
import { openVoucherBook } from "@/agent/voucher-book";
import { followGateway, type Agent } from "@/lib/agent/agent";
import { openOutbox } from "@/lib/agent/outbox";
import type { ApiClient } from "@/lib/api/client";
import { leaseClocks } from "@/lib/leases/lease";
import type { Signing } from "@/lib/orders/order-proof";
import type { PreparedWorkload } from "@/lib/agent/workload-run";
import { Random } from "@/lib/sandbox/testing/random";
import type { RunInput } from "@/lib/sandbox/run-input";
import { smallReport } from "@/server/testing/small-report";
import { lifeNow, pause, world, type Life } from "./schedule";
import { toldLog } from "./told-log";

/** What a workload does, as a function of its order alone: every device that runs it writes the same. */
export type Workload = { lines: string[]; everyMs: number; exitCode: number };

/** One run of a workload, as the world sees it and nobody in it can. */
export type Run = {
  order: Hex;
  lease: Hex;
  epoch: number;
  device: string;
  life: Life;
  sinceMs: number;
  endMs?: number;
  /** It ended by itself, and its device was there to know. */
  isDone?: true;
};

export type Runs = Run[];

const silent = () => undefined;

export function workloadOf(order: Hex): Workload {
  const random = new Random(Number.parseInt(order.slice(2, 10), 16));
  // Some outlast the silence after which another device may have the order.
  const isSlow = random.chance(1, 3);
  const everyMs = isSlow ? 5_000 + random.below(14_000) : 100 + random.below(6_000);
  const count = 1 + random.below(isSlow ? 4 : 6);
  const lines = random.many(count, () => `${order.slice(2, 8)} ${random.below(1_000)}\n`);
  return { lines, everyMs, exitCode: random.chance(1, 10) ? 1 : 0 };
}

/** A device's key, the same for a seed in every run, as it would lie on its disk. */
export function keyFile(secret: string): Uint8Array {
  const bytes = Buffer.from(keccak256(toHex(secret)).slice(2), "hex");
  const point = p256.getPublicKey(bytes, false);
  const part = (from: number) => Buffer.from(point.slice(from, from + 32)).toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", d: bytes.toString("base64url"), x: part(1), y: part(33) };
  return Buffer.from(createPrivateKey({ key: jwk, format: "jwk" }).export({ type: "pkcs8", format: "pem" }));
}

/** One life of an agent, as `lib/agent/live.ts` puts it together, with a sandbox of the world. */
export async function runAgent(
  linkOf: (identity: ReturnType<typeof loadIdentity>) => ApiClient,
  signing: Signing,
  runs: Runs,
): Promise<void> {
  const log = toldLog as unknown as Log;
  const identity = loadIdentity("home");
  const link = linkOf(identity);
  for (;;) {
    const answered = await link.agent.hello({ report: smallReport, pause: null }).then(
      () => true,
      () => false,
    );
    if (answered) break;
    await pause(1_000, "hello");
  }
  const outbox = openOutbox({
    machine: nodeMachine,
    journal: openJournal("home", log),
    link,
    log,
    heartbeatMs: leaseClocks.silenceMs / 3,
    onRefused: silent,
  });
  const agent: Agent = {
    machine: nodeMachine,
    identity,
    link,
    deployment: signing,
    outbox,
    vouchers: openVoucherBook("home", signing, log),
    prepare: async (input) => prepare(input, identity.device, runs),
    find: async () => [],
    pause: () => null,
    onLeases: silent,
    log,
  };
  const never = new AbortController().signal;
  void outbox.run(never);
  await followGateway(agent, { stop: never, drain: never });
}

/** In place of the sandbox: writes the workload's lines at its pace, and is gone with its agent. */
async function prepare(input: RunInput, device: string, runs: Runs): Promise<PreparedWorkload> {
  if (input.kind !== "script") throw new Error(`no driver for ${input.kind}`);
  const order = toHex(input.seed);
  const { lines, everyMs, exitCode } = workloadOf(order);
  const life = lifeNow()!;
  await pause(20 + world().random.below(2_000), "prepare");
  return {
    start: async ({ leaseId, epoch }, sink) => {
      const run: Run = { order, lease: leaseId as Hex, epoch, device, life, sinceMs: world().now };
      runs.push(run);
      let stopped = false;
      let written = "";
      const work = async () => {
        for (const line of lines) {
          await pause(everyMs, "work");
          if (stopped) break;
          sink({ stream: "stdout", offset: written.length, bytes: new TextEncoder().encode(line) });
          written += line;
        }
        run.endMs = world().now;
        if (!stopped) run.isDone = true;
        const stdout = { byteLength: written.length, sha256: sha256(written) };
        return {
          end: stopped ? ("stopped" as const) : ("exit" as const),
          exitCode: stopped ? null : exitCode,
          detail: null,
          fuelUsed: 1n,
          wallMs: 0,
          memoryPeakBytes: null,
          stdout,
          stderr: { byteLength: 0, sha256: sha256("") },
          result: new TextEncoder().encode(written),
          files: [],
          resultRoot: sha256(`${order}${written}`),
        };
      };
      const outcome = work();
      return {
        leaseId,
        epoch,
        stats: async () => ({ cpuMs: 0, memoryBytes: 0, outputBytes: written.length }),
        stop: () => {
          stopped = true;
          run.endMs ??= world().now;
        },
        collect: () => outcome,
        destroy: async () => undefined,
      };
    },
    discard: async () => undefined,
  };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
