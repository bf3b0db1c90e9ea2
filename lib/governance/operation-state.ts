/** Where what a vote put into a timelock can stand. */
export const operationStates = ["waiting", "ready", "done", "cancelled"] as const;
export type OperationState = (typeof operationStates)[number];

type Standing = { state: "waiting" | "done" | "cancelled"; readyAt: number };

/** Where it stands at an instant in Unix seconds: that the wait is over has no event. */
export const operationState = ({ state, readyAt }: Standing, at: number): OperationState =>
  state === "waiting" && at >= readyAt ? "ready" : state;
