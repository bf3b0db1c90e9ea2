import { reasonNext, reasonText, type ReasonCode, type ReasonFacts } from "./reasons";

/**
 * A refusal that the market expects: a reason code and its facts. Each door maps it once
 * (HTTP status, page, agent); anything else that is thrown is a fault of ours.
 */
export class MarketError extends Error {
  override readonly name = "MarketError";
  constructor(
    readonly code: ReasonCode,
    readonly facts: ReasonFacts = {},
    options?: ErrorOptions,
  ) {
    super(reasonText(code, facts), options);
  }
  /** What the reader can do now. */
  get next(): string {
    return reasonNext(this.code, this.facts);
  }
}

/** Crashes the request when something holds that cannot: a fault in our code, never in the input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
