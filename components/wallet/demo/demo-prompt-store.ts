import type { Address } from "viem";
import { createStore } from "@/components/ui/store";
import type { DemoAccount } from "./demo-accounts";
import type { Described } from "./describe-request";

/** What the demo wallet asks its owner. */
export type DemoPrompt =
  | {
      kind: "choose";
      accounts: readonly DemoAccount[];
      answer: (chosen: Address | "new" | undefined) => void;
    }
  | { kind: "approve"; account: DemoAccount; described: Described; answer: (approved: boolean) => void };

/** The prompt that is open, if any. The wallet asks one thing at a time. */
export const demoPromptStore = createStore<DemoPrompt | undefined>(undefined);

/** Opens a prompt and waits for its answer. */
export function askOwner<Answer>(prompt: (answer: (given: Answer) => void) => DemoPrompt): Promise<Answer> {
  return new Promise((resolve) => {
    demoPromptStore.get()?.answer(undefined as never);
    const answer = (given: Answer) => {
      demoPromptStore.set(undefined);
      resolve(given);
    };
    demoPromptStore.set(prompt(answer));
  });
}
