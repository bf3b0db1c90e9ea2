import { createStore } from "@/components/ui/store";
import type { DemoAccount } from "./demo-accounts";
import type { Described } from "./describe-request";

/** What the demo wallet asks its owner. */
export type DemoPrompt = { account: DemoAccount; described: Described; answer: (approved: boolean) => void };

/** The prompt that is open, if any. The wallet asks one thing at a time. */
export const demoPromptStore = createStore<DemoPrompt | undefined>(undefined);

/** Opens a prompt and waits for its answer. One that was open before is answered with no. */
export function askOwner(account: DemoAccount, described: Described): Promise<boolean> {
  return new Promise((resolve) => {
    demoPromptStore.get()?.answer(false);
    const answer = (approved: boolean) => {
      demoPromptStore.set(undefined);
      resolve(approved);
    };
    demoPromptStore.set({ account, described, answer });
  });
}
