import type { RunEnd } from "./outcome";

/** Thrown by the host through the workload's stack to end the run. Workloads cannot catch it. */
export class RunStop extends Error {
  override readonly name = "RunStop";
  constructor(
    readonly end: RunEnd,
    /** Only with `exit`. */
    readonly exitCode: number | null = null,
  ) {
    super(end);
  }
}
