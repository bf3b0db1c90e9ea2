/** A figure that members vote on, as the chain has it: its value and how far a vote may move it. */
export type Figure = {
  key: string;
  value: bigint;
  min: bigint;
  max: bigint;
  /** The largest change of one vote, in basis points of the value before it. */
  maxStepBps: bigint;
};

/**
 * How far one vote may move a figure: within its bounds, and by one step of the value that it has, as
 * `Params._checkStep` works it out. A figure that is zero may go anywhere within its bounds.
 */
export function paramRange({ value, min, max, maxStepBps }: Figure): { least: bigint; most: bigint } {
  if (value === 0n) return { least: min, most: max };
  const stepDown = (value * maxStepBps) / 10_000n;
  const [low, high] = [value - stepDown, value + stepDown];
  return { least: low > min ? low : min, most: high < max ? high : max };
}
