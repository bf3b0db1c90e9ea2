import type { FlowFailure } from "./failure-of";
import type { Market } from "./flow-types";

/** A button that leads on from a failure. `act` names what it does; the dialog does it. */
export type WayOn = { act: "again" | "switch-network" | "get-gas" | "look" | "reload"; label: string };

/** What can be done after a failure, the likeliest first. There is always something. */
export function waysOn({ way, hash }: FlowFailure, { chain }: Pick<Market, "chain">): readonly WayOn[] {
  switch (way) {
    case "again":
      return [again];
    case "switch-network":
      return [{ act: "switch-network", label: `Switch to ${chain.name}` }];
    case "get-gas":
      // Elsewhere coin comes from where the owner of the wallet gets it.
      return chain.local ? [{ act: "get-gas", label: "Get test coin" }, again] : [again];
    case "look":
      return hash ? [{ act: "look", label: "Look at the transaction" }] : [again];
    case "reload":
      return [{ act: "reload", label: "Reload the page" }];
    default:
      return way satisfies never;
  }
}

const again: WayOn = { act: "again", label: "Try again" };
