import type { Hex } from "viem";
import { contractNames } from "./contract-names";
import { failureOf, FlowError, relayError } from "./failure-of";
import type { FlowProgress } from "./flow-progress";
import type { FlowContext, Relay, Step, StepResult } from "./flow-types";

const pollMs = 700;

/**
 * Runs the steps that are left and tells each change of where the flow stands. Never throws: what goes
 * wrong is part of the progress, with what to do about it.
 */
export async function runFlow<Input>(
  steps: readonly Step<Input>[],
  context: FlowContext,
  input: Input,
  from: FlowProgress,
  tell: (progress: FlowProgress) => void,
): Promise<FlowProgress> {
  let progress = from.phase === "failed" ? retryOf(steps, from) : from;
  const move = (change: Partial<FlowProgress>) => {
    const { failure: _failure, ...rest } = progress;
    progress = { ...rest, since: context.now(), ...change };
    tell(progress);
  };
  const enter: Enter = (phase, waiting) => move({ phase, ...(waiting && { waiting }) });

  try {
    for (let index = progress.results.length; index < steps.length; index += 1) {
      const result = await runStep(steps[index]!, context, input, progress, enter);
      const { waiting: _waiting, ...rest } = progress;
      progress = rest;
      move({ results: [...progress.results, result], phase: "pending" });
    }
    move({ phase: "done" });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.lost) progress = { results: progress.results, phase: "failed", since: progress.since };
    move({ phase: "failed", failure });
  }
  return progress;
}

type Enter = (phase: "wallet" | "pending", waiting?: FlowProgress["waiting"]) => void;

async function runStep<Input>(
  step: Step<Input>,
  context: FlowContext,
  input: Input,
  { results, waiting }: FlowProgress,
  enter: Enter,
): Promise<StepResult> {
  switch (step.kind) {
    case "sign": {
      const { request, kept } = await step.ask(context, input, results);
      enter("wallet");
      const signature = await context.sign(request);
      return kept ? { signature, kept } : { signature };
    }
    case "send": {
      const hash =
        waiting && "hash" in waiting ? waiting.hash : await send(step, context, input, results, enter);
      enter("pending", { hash });
      const mined = await context.mined(hash);
      if (mined.replaced) throw new FlowError("replaced", { hash: mined.hash });
      if (mined.reverted) throw new FlowError("reverted", { lost: true, hash: mined.hash });
      const kept = step.keep?.(mined);
      return { hash: mined.hash, block: mined.block, ...(kept && { kept }) };
    }
    case "relay": {
      enter("pending");
      const relay =
        waiting && "relay" in waiting ? { id: waiting.relay } : await step.hand(context, input, results);
      if (!relay) return {};
      enter("pending", { relay: relay.id });
      return followRelay(relay.id, context);
    }
    case "wait-indexed": {
      enter("pending");
      while (!(await step.arrived(context, input, results))) await context.sleep(pollMs);
      return {};
    }
    default:
      return step satisfies never;
  }
}

async function send<Input>(
  step: Extract<Step<Input>, { kind: "send" }>,
  context: FlowContext,
  input: Input,
  results: readonly StepResult[],
  enter: Enter,
): Promise<Hex> {
  const call = await step.call(context, input, results);
  // Refused here, it costs nothing; refused on the chain, it costs gas.
  await context.simulate(call);
  enter("wallet");
  return context.send(call);
}

async function followRelay(id: string, context: FlowContext): Promise<StepResult> {
  for (;;) {
    const relay: Relay = await context.api.account.relay({ id });
    if (relay.state === "failed") throw relayError(relay.failure, contractNames(context.market.contracts));
    if (relay.state === "mined" && relay.hash)
      return { hash: relay.hash, ...(relay.block !== null && { block: BigInt(relay.block) }) };
    await context.sleep(pollMs);
  }
}

/**
 * Where to go on after a failure. What the gateway refused was signed for a state that has passed, so it
 * is signed again; everything else goes on with the step that failed.
 */
function retryOf<Input>(steps: readonly Step<Input>[], failed: FlowProgress): FlowProgress {
  const at = failed.results.length;
  const signedBefore = steps[at]?.kind === "relay" && !failed.waiting && steps[at - 1]?.kind === "sign";
  return signedBefore ? { ...failed, results: failed.results.slice(0, -1) } : failed;
}
