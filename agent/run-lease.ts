import { createHash } from "node:crypto";
import { hexToBytes, type Hex } from "viem";
import type { Assignment } from "@/lib/api/agent";
import { offerDigest } from "@/lib/leases/offer";
import { reportDigest } from "@/lib/leases/report";
import { MarketError } from "@/lib/errors";
import { deviceReasons } from "@/lib/leases/device-reasons";
import type { Spec } from "@/lib/orders/spec";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import { limitsOf, type SandboxLimits } from "@/lib/sandbox/limits";
import { reasonOfOutcome, type Outcome } from "@/lib/sandbox/outcome";
import type { RunInput } from "@/lib/sandbox/run-input";
import { checkAssignment } from "./check-assignment";
import type { Agent } from "./agent";
import { splitUtf8, type Piece } from "./split-utf8";
import type { LogChunk, SandboxRun } from "./sandbox/driver";

/** A lease that this agent works on. */
export type ActiveLease = {
  /** Ends the workload; what ran is reported with this reason. */
  stop: (reason: ReasonCode) => void;
  /** Ends the workload and says nothing: somebody else holds the lease now, or nobody. */
  abandon: () => void;
  done: Promise<void>;
};

/** Takes a lease from the offer to its end. Whatever goes wrong becomes a refusal or an end with a reason; it never throws. */
export function runLease(agent: Agent, assignment: Assignment): ActiveLease {
  let run: SandboxRun | undefined;
  let stopReason: ReasonCode | undefined;
  let abandoned = false;
  const halted = Promise.withResolvers<void>();
  const halt = () => {
    halted.resolve();
    run?.stop();
  };
  const work = async (): Promise<void> => {
    const at = { leaseId: assignment.leaseId, epoch: assignment.epoch };
    const refuse = (reason: ReasonCode, facts: ReasonFacts) =>
      !abandoned && agent.outbox.send({ type: "refused", ...at, reason, facts });
    try {
      await checkAssignment(agent.deployment, agent.identity.device, assignment, Date.now());
      const accepting = agent.outbox.sendAndHear({
        type: "accepted",
        ...at,
        offerSignature: countersign(agent, assignment),
      });
      const { input, limits } = await fetchInput(agent, assignment);
      const prepared = await agent.prepare(input);
      // Until the gateway has heard, it may give the lease to another device: nothing begins before.
      if ((await Promise.race([accepting, halted.promise])) === false) abandoned = true;
      if (abandoned || stopReason) {
        await prepared[Symbol.asyncDispose]();
        if (stopReason) refuse("NODE_REFUSED", { detail: "it was stopped before it began" });
        return;
      }
      const startedMs = performance.now();
      const log = shipLog(agent, at);
      run = await prepared.start({ ...at, deadlineMs: startedMs + limits.wallMs }, log.sink);
      agent.outbox.send({ type: "started", ...at });
      if (stopReason) run.stop();
      const outcome = await run.collect();
      const ranMs = Math.round(performance.now() - startedMs);
      await run.destroy();
      log.flush();
      if (!abandoned) report(agent, at, outcome, limits, ranMs, stopReason);
    } catch (error) {
      const { code, facts } = reasonFor(error);
      agent.log.warn(
        { ...at, code, error: error instanceof Error ? error.message : String(error) },
        "lease refused",
      );
      refuse(code, facts);
    }
  };
  return {
    stop: (reason) => {
      stopReason ??= reason;
      halt();
    },
    abandon: () => {
      abandoned = true;
      halt();
    },
    done: work(),
  };
}

function countersign(agent: Agent, { orderId, ratePerHour, offer }: Assignment): Hex {
  const terms = { device: agent.identity.device, order: orderId, ratePerHour, ...offer };
  return agent.identity.signDigest(offerDigest(agent.deployment, terms));
}

/** What the workload is made of, each piece fetched by its hash and checked against it. */
async function fetchInput(
  agent: Agent,
  { order, orderId }: Assignment,
): Promise<{ input: RunInput; limits: SandboxLimits }> {
  const { spec, terms } = order;
  const { resources, args } = spec;
  const { memoryMib, diskMib } = resources;
  const limits = limitsOf({ memoryMib, diskMib, wallMs: terms.maxSeconds * 1000 });
  const stdin = spec.input ? await fetchBlob(agent, spec.input) : new Uint8Array();
  // The same on every device that runs or replays this order: chance and time begin at what was signed.
  const repeatable = { seed: hexToBytes(orderId), startsAtMs: terms.startBy * 1000 };
  const given = { args, input: stdin, limits };
  return { limits, input: await inputOf(agent, spec.workload, { ...given, ...repeatable }, resources) };
}

async function inputOf(
  agent: Agent,
  workload: Spec["workload"],
  given: { args: string[]; input: Uint8Array; limits: SandboxLimits; seed: Uint8Array; startsAtMs: number },
  { cpuMillis, gpus }: Spec["resources"],
): Promise<RunInput> {
  switch (workload.kind) {
    case "wasm":
      return {
        kind: "wasm",
        ...given,
        module: await fetchBlob(agent, workload.module),
        sha256: workload.module,
        env: {},
        files: [],
      };
    case "script": {
      if (workload.language !== "javascript")
        throw new MarketError("WORKLOAD_UNSUPPORTED", { detail: `${workload.language} scripts` });
      return {
        kind: "script",
        language: "javascript",
        ...given,
        source: await fetchBlob(agent, workload.source),
        sha256: workload.source,
      };
    }
    case "container":
      return {
        kind: "container",
        args: given.args,
        input: given.input,
        limits: given.limits,
        image: workload.image,
        command: [],
        env: {},
        cpuMillis,
        gpus,
      };
  }
}

async function fetchBlob(agent: Agent, sha256: string): Promise<Uint8Array> {
  const blob = await agent.link.agent.blob({ sha256 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256)
    throw new MarketError("NODE_REFUSED", { detail: `the gateway sent ${found} for ${sha256}` });
  return bytes;
}

/** Sends output as it happens, in pieces that do not cut a character in two. */
function shipLog(
  agent: Agent,
  at: { leaseId: Hex; epoch: number },
): { sink: (chunk: LogChunk) => void; flush: () => void } {
  const held = { stdout: splitUtf8(), stderr: splitUtf8() };
  const send = (stream: LogChunk["stream"], pieces: Piece[]) => {
    for (const { offset, bytes } of pieces)
      agent.outbox.send({ type: "log", ...at, stream, offset, data: Buffer.from(bytes).toString("base64") });
  };
  return {
    sink: ({ stream, offset, bytes }) => send(stream, held[stream].push(offset, bytes)),
    flush: () => {
      send("stdout", held.stdout.rest());
      send("stderr", held.stderr.rest());
    },
  };
}

function report(
  agent: Agent,
  at: { leaseId: Hex; epoch: number },
  outcome: Outcome,
  limits: SandboxLimits,
  ranMs: number,
  stopReason: ReasonCode | undefined,
): void {
  const why = reasonOfOutcome(outcome, limits) ?? {
    code: stopReason ?? "SANDBOX_FAILED",
    facts: stopReason ? {} : { detail: "it was stopped for no reason" },
  };
  agent.outbox.send({
    type: "ended",
    ...at,
    reason: why.code,
    facts: why.facts,
    ranMs,
    outcome: {
      class: outcome.end,
      exitCode: outcome.exitCode,
      fuel: outcome.fuelUsed,
      resultRoot: outcome.resultRoot,
      stdoutSha256: outcome.stdout.sha256,
      stdoutBytes: outcome.stdout.byteLength,
    },
    reportSignature: agent.identity.signDigest(
      reportDigest(agent.deployment, {
        lease: at.leaseId,
        resultRoot: outcome.resultRoot,
        stdoutSha256: outcome.stdout.sha256,
        ranMs,
      }),
    ),
    stdout: Buffer.from(outcome.result).toString("base64"),
  });
  agent.log.info({ ...at, reason: why.code, ranMs }, "lease ended");
}

/** A fault of the workload is told as what it is; anything else is the device's own. */
function reasonFor(error: unknown): { code: ReasonCode; facts: ReasonFacts } {
  if (error instanceof MarketError && deviceReasons.refused.includes(error.code))
    return { code: error.code, facts: error.facts };
  return {
    code: "SANDBOX_FAILED",
    facts: { detail: (error instanceof Error ? error.message : String(error)).slice(0, 300) },
  };
}
