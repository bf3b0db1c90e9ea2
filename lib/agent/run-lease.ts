import { hexToBytes, type Hex } from "viem";
import type { Assignment } from "@/lib/api/agent";
import { refusalOf } from "@/lib/api/client";
import { base64Of } from "@/lib/base64";
import { offerDigest } from "@/lib/leases/offer";
import { noExecResult, type ExecResult } from "@/lib/leases/exec";
import { reportDigest } from "@/lib/leases/report";
import { MarketError } from "@/lib/errors";
import { deviceReasons } from "@/lib/leases/device-reasons";
import type { LeaseSeal, SealedContents } from "@/lib/orders/seal";
import type { SealedKey } from "@/lib/orders/seal-key";
import type { Spec } from "@/lib/orders/spec";
import type { ReasonCode, ReasonFacts } from "@/lib/reasons";
import { limitsOf, type SandboxLimits } from "@/lib/sandbox/limits";
import { reasonOfOutcome, type Outcome } from "@/lib/sandbox/outcome";
import type { RunInput } from "@/lib/sandbox/run-input";
import { checkAssignment } from "./check-assignment";
import type { Agent } from "./agent";
import { openSealedLease, sealKeysOf, sealOutcome, withoutWords, type OpenedLease } from "./sealed-lease";
import { splitUtf8, type Piece } from "./split-utf8";
import type { OutputChunk, WorkloadRun } from "./workload-run";

/** A lease that this agent works on. */
export type ActiveLease = {
  /** Ends the workload; what ran is reported with this reason. */
  stop: (reason: ReasonCode) => void;
  /** Ends the workload and says nothing: somebody else holds the lease now, or nobody. */
  abandon: () => void;
  /** The customer wants these run beside the workload; each is, once. */
  exec: (asked: Assignment["execs"]) => void;
  /** The customer of a sealed order handed its key over. */
  bringKey: (key: SealedKey) => void;
  done: Promise<void>;
};

/** A workload that runs, and where its log goes. */
type Begun = { run: WorkloadRun; log: ShippedLog; opened?: OpenedLease | undefined };

/**
 * Takes a lease from the offer to its end, or from where it stands if its workload runs already. Whatever goes
 * wrong becomes a refusal or an end with a reason; it never throws.
 */
export function runLease(agent: Agent, assignment: Assignment, found?: Begun): ActiveLease {
  let run: WorkloadRun | undefined;
  let stopReason: ReasonCode | undefined;
  let abandoned = false;
  const halted = Promise.withResolvers<void>();
  const key = Promise.withResolvers<SealedKey>();
  if (assignment.sealedKey) key.resolve(assignment.sealedKey);
  const isSealed = assignment.order.spec.sealed !== undefined;
  const halt = () => {
    halted.resolve();
    run?.stop();
  };
  const at = { leaseId: assignment.leaseId, epoch: assignment.epoch };
  const refuse = (reason: ReasonCode, facts: ReasonFacts) =>
    !abandoned && agent.outbox.send({ type: "refused", ...at, reason, facts });
  const limits = limitsOfOrder(assignment);
  const exec = execOnce(agent, at, () => run);
  // Nobody knows how far these came before the agent was started again.
  if (found) for (const { id } of assignment.execs) exec.answer(id, noExecResult(startedAgain));
  /** Undefined if it was halted before. */
  const begin = async (): Promise<Begun | undefined> => {
    const refuseHalted = () =>
      void (stopReason && refuse("NODE_REFUSED", { detail: "it was stopped before it began" }));
    await checkAssignment(agent.deployment, agent.identity.device, assignment, agent.machine.wallMs());
    if (isSealed) sealKeysOf(agent.identity);
    const accepting = agent.outbox.sendAndHear({
      type: "accepted",
      ...at,
      offerSignature: await countersign(agent, assignment),
    });
    const opened = await openIfSealed(agent, assignment, key.promise, halted.promise);
    if (opened === halting) return refuseHalted();
    const prepared = await agent.prepare(await fetchInput(agent, assignment, limits, opened?.contents));
    // Until the gateway has heard, it may give the lease to another device: nothing begins before.
    if ((await Promise.race([accepting, halted.promise])) === false) abandoned = true;
    if (abandoned || stopReason) {
      await prepared.discard();
      return refuseHalted();
    }
    const deadlineMs = agent.machine.monotonicMs() + limits.wallMs;
    const log = shipLog(agent, at, opened?.seal);
    return { run: await prepared.start({ ...at, deadlineMs }, log.sink), log, opened };
  };
  const work = async (): Promise<void> => {
    try {
      const begun = found ?? (await begin());
      if (!begun) return;
      const { log, opened } = begun;
      run = begun.run;
      if (!found || assignment.state === "starting") agent.outbox.send({ type: "started", ...at });
      if (stopReason || abandoned) run.stop();
      const outcome = await run.collect();
      await log.flush();
      const told = opened ? await sealOutcome(outcome, opened.seal, agent.machine.sha256) : outcome;
      if (!abandoned) await report(agent, at, told, limits, stopReason);
    } catch (error) {
      const { code, facts } = reasonFor(error, run !== undefined, isSealed);
      agent.log.warn({ ...at, code, error: wordsOf(error) }, run ? "lease failed" : "lease refused");
      if (!run) refuse(code, facts);
      else if (!abandoned)
        agent.outbox.send({ type: "ended", ...at, reason: code, facts, ...withoutOutcome });
    } finally {
      // What came of it is written down by now: a sandbox that cannot be removed costs nobody the result.
      await run
        ?.destroy()
        .catch((error: unknown) =>
          agent.log.warn({ ...at, error: wordsOf(error) }, "the sandbox of a lease was not removed"),
        );
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
    exec: exec.run,
    bringKey: key.resolve,
    done: work(),
  };
}

const startedAgain = "The device's agent was started again meanwhile: it may have run, and is not run twice.";

/** Runs what a customer asked for beside the workload, each once, and sends what came of it. */
function execOnce(agent: Agent, at: { leaseId: Hex; epoch: number }, run: () => WorkloadRun | undefined) {
  const heard = new Set<string>();
  const answer = (id: string, result: ExecResult) => {
    heard.add(id);
    agent.outbox.send({ type: "exec", ...at, exec: id, result });
  };
  const begin = async (id: string, command: string[]) => {
    const result = await run()?.exec?.(command);
    answer(id, result ?? noExecResult("There is no container that runs here."));
  };
  return {
    answer,
    run: (asked: Assignment["execs"]) => {
      for (const { id, command } of asked) {
        if (heard.has(id)) continue;
        heard.add(id);
        void begin(id, command);
      }
    },
  };
}

async function countersign(agent: Agent, { orderId, ratePerHour, offer }: Assignment): Promise<Hex> {
  const terms = { device: agent.identity.device, order: orderId, ratePerHour, ...offer };
  return agent.identity.signDigest(offerDigest(agent.deployment, terms));
}

const halting = Symbol("halted before the key of a sealed order came");

/** Waits for the customer's key and opens the order with it; undefined for an order that is not sealed. */
async function openIfSealed(
  agent: Agent,
  assignment: Assignment,
  key: Promise<SealedKey>,
  halted: Promise<void>,
): Promise<OpenedLease | typeof halting | undefined> {
  const { sealed } = assignment.order.spec;
  if (!sealed) return undefined;
  const ciphertext = await fetchBlob(agent, sealed);
  const sealedKey = await Promise.race([key, halted]);
  return sealedKey
    ? openSealedLease(sealKeysOf(agent.identity), assignment, { sealedKey, ciphertext })
    : halting;
}

function limitsOfOrder({ order: { spec, terms } }: Assignment): SandboxLimits {
  const { memoryMib, diskMib } = spec.resources;
  return limitsOf({ memoryMib, diskMib, wallMs: terms.maxSeconds * 1000 });
}

/**
 * Looks for what ran before this agent was started again. Only containers outlive an agent; of a sealed order
 * nothing is taken up again, because the key to what it prints went with the agent.
 */
export async function findLeases(
  agent: Agent,
  assignments: readonly Assignment[],
): Promise<Map<Hex, ActiveLease>> {
  const begun = assignments.filter(
    ({ state, order: { spec } }) =>
      state !== "offered" && spec.workload.kind === "container" && spec.sealed === undefined,
  );
  const candidates = (await Promise.all(begun.map((assignment) => candidateOf(agent, assignment)))).flat();
  const found = await agent.find(candidates.map(({ before }) => before));
  return new Map(
    found.map(({ leaseId, run }) => {
      const { assignment, log } = candidates.find(({ before }) => before.leaseId === leaseId)!;
      agent.log.info({ leaseId }, "a lease of before goes on");
      return [assignment.leaseId, runLease(agent, assignment, { run, log })];
    }),
  );
}

/** None where the gateway no longer has what the workload is made of. One that does not answer is asked again. */
async function candidateOf(agent: Agent, assignment: Assignment) {
  const { leaseId, epoch, logOffsets: offsets } = assignment;
  try {
    const input = await fetchInput(agent, assignment, limitsOfOrder(assignment), undefined);
    const log = shipLog(agent, { leaseId, epoch }, undefined);
    return [{ assignment, log, before: { leaseId, epoch, input, offsets, sink: log.sink } }];
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    const { code, message } = refusal;
    agent.log.warn({ leaseId, epoch, code, error: message }, "a lease of before cannot be taken up");
    return [];
  }
}

/** What the workload is made of: what was sealed, or each piece fetched by its hash and checked against it. */
async function fetchInput(
  agent: Agent,
  { order, orderId }: Assignment,
  limits: SandboxLimits,
  sealed: SealedContents | undefined,
): Promise<RunInput> {
  const { spec, terms } = order;
  const { resources } = spec;
  const stdin = sealed?.input ?? (spec.input ? await fetchBlob(agent, spec.input) : new Uint8Array());
  // The same on every device that runs or replays this order: chance and time begin at what was signed.
  const repeatable = { seed: hexToBytes(orderId), startsAtMs: terms.startBy * 1000 };
  const given = { args: sealed?.args ?? spec.args, input: stdin, limits, ...repeatable };
  const fetchMain = async (sha256: string) =>
    sealed
      ? { bytes: sealed.main, sha256: agent.machine.sha256(sealed.main) }
      : { bytes: await fetchBlob(agent, sha256), sha256 };
  return inputOf(fetchMain, spec.workload, given, resources);
}

async function inputOf(
  fetchMain: (sha256: string) => Promise<{ bytes: Uint8Array; sha256: string }>,
  workload: Spec["workload"],
  given: { args: string[]; input: Uint8Array; limits: SandboxLimits; seed: Uint8Array; startsAtMs: number },
  { cpuMillis, gpus }: Spec["resources"],
): Promise<RunInput> {
  switch (workload.kind) {
    case "wasm": {
      const { bytes: module, sha256 } = await fetchMain(workload.module);
      return { kind: "wasm", ...given, module, sha256, env: {}, files: [] };
    }
    case "script": {
      if (workload.language !== "javascript")
        throw new MarketError("WORKLOAD_UNSUPPORTED", { detail: `${workload.language} scripts` });
      const { bytes: source, sha256 } = await fetchMain(workload.source);
      return { kind: "script", language: "javascript", ...given, source, sha256 };
    }
    case "container": {
      const { args, input, limits } = given;
      const { image } = workload;
      return { kind: "container", args, input, limits, image, command: [], env: {}, cpuMillis, gpus };
    }
  }
}

async function fetchBlob(agent: Agent, sha256: string): Promise<Uint8Array> {
  const blob = await agent.link.agent.blob({ sha256 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const found = agent.machine.sha256(bytes);
  if (found !== sha256)
    throw new MarketError("NODE_REFUSED", { detail: `the gateway sent ${found} for ${sha256}` });
  return bytes;
}

type ShippedLog = { sink: (chunk: OutputChunk) => void; flush: () => Promise<void> };

/** Sends output as it happens, in pieces that do not cut a character in two, sealed if the order is. */
function shipLog(agent: Agent, at: { leaseId: Hex; epoch: number }, seal: LeaseSeal | undefined): ShippedLog {
  const held = { stdout: splitUtf8(), stderr: splitUtf8() };
  const sendPiece = (stream: OutputChunk["stream"], offset: number, bytes: Uint8Array) =>
    agent.outbox.send({
      type: "log",
      ...at,
      stream,
      offset,
      data: base64Of(bytes),
    });
  // Sealing takes its time, and pieces leave in the order in which they came.
  let sealing = Promise.resolve();
  const send = (stream: OutputChunk["stream"], pieces: Piece[]) => {
    for (const { offset, bytes } of pieces) {
      if (!seal) sendPiece(stream, offset, bytes);
      else
        sealing = sealing.then(async () => sendPiece(stream, offset, await seal.seal(stream, offset, bytes)));
    }
  };
  return {
    sink: ({ stream, offset, bytes }) => send(stream, held[stream].push(offset, bytes)),
    flush: () => {
      send("stdout", held.stdout.rest());
      send("stderr", held.stderr.rest());
      return sealing;
    },
  };
}

async function report(
  agent: Agent,
  at: { leaseId: Hex; epoch: number },
  outcome: Outcome,
  limits: SandboxLimits,
  stopReason: ReasonCode | undefined,
): Promise<void> {
  const ranMs = Math.round(outcome.wallMs);
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
    reportSignature: await agent.identity.signDigest(
      reportDigest(agent.deployment, {
        lease: at.leaseId,
        resultRoot: outcome.resultRoot,
        stdoutSha256: outcome.stdout.sha256,
        ranMs,
      }),
    ),
    stdout: base64Of(outcome.result),
  });
  agent.log.info({ ...at, reason: why.code, ranMs }, "lease ended");
}

/** What the end of a lease says of whose run nothing is known. */
export const withoutOutcome = { ranMs: 0, outcome: null, reportSignature: null, stdout: null } as const;

/** Before it began, a fault of the workload is told as what it is; anything else is the device's own. */
function reasonFor(
  error: unknown,
  hasBegun: boolean,
  isSealed: boolean,
): { code: ReasonCode; facts: ReasonFacts } {
  const tell = isSealed ? withoutWords : (facts: ReasonFacts) => facts;
  if (!hasBegun && error instanceof MarketError && error.code === "SEAL_WRONG")
    return { code: error.code, facts: error.facts };
  if (!hasBegun && error instanceof MarketError && deviceReasons.refused.includes(error.code))
    return { code: error.code, facts: tell(error.facts) };
  return { code: "SANDBOX_FAILED", facts: tell({ detail: wordsOf(error) }) };
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 300);
