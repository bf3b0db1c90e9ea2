import { createStore } from "@/components/ui/store";

/** Whether the gateway of this page answered when it was asked last. */
export const gatewayAnswers = createStore(true);

/** One that holds the line for longer answers nobody. */
const answerMaxMs = 5_000;

let asking: Promise<boolean> | undefined;

/**
 * Asks the gateway for the smallest thing that it has, which needs neither its database nor the chain. Whoever asks
 * before it answered hears the same answer.
 */
export function askGateway(): Promise<boolean> {
  asking ??= ask().finally(() => (asking = undefined));
  return asking;
}

async function ask(): Promise<boolean> {
  const request = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(answerMaxMs) } as const;
  const answers = await fetch("/icon.svg", request).then(
    ({ ok }) => ok,
    () => false,
  );
  gatewayAnswers.set(answers);
  return answers;
}
