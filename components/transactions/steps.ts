import type { Step } from "./flow-types";
import { isIndexed } from "./indexed";

type Send<Input> = Extract<Step<Input>, { kind: "send" }>;

/** The wallet sends one call itself. `to` names the contract within a sentence: "the governor". */
export const sendTo = <Input>(to: string, call: Send<Input>["call"]): Send<Input> => ({
  kind: "send",
  name: "Send the transaction",
  why: `Your wallet sends it to ${to} and pays the network’s fee.`,
  call,
});

/** Waits until our own index has read the block of the last transaction. `name` says where it is seen then. */
export const seeWhenIndexed = (name: string): Step<unknown> => ({
  kind: "wait-indexed",
  name,
  why: "This gateway reads the block.",
  arrived: isIndexed,
});
