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
