import { createStore } from "@/components/ui/store";

/** Whether the gateway of this page answered when it was asked last. */
export const gatewayAnswers = createStore(true);

/** Asks the gateway for the smallest thing that it has, which needs neither its database nor the chain. */
export async function askGateway(): Promise<boolean> {
  const answers = await fetch("/icon.svg", { method: "HEAD", cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );
  gatewayAnswers.set(answers);
  return answers;
}
