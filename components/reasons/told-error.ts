import { refusalOf } from "@/lib/api/client";
import { reasons, type ReasonCode, type ReasonFacts } from "@/lib/reasons";

/** An error in the words of the house: what happened, what to do, and the field it belongs to, if any. */
export type ToldError = {
  text: string;
  next: string;
  code?: ReasonCode;
  facts?: ReasonFacts;
  /** Whether the same again may work. */
  again: boolean;
};

/** Tells any error: a refusal by its reason, a lost connection as such, anything else as our fault. */
export function tellError(error: unknown): ToldError {
  const refusal = refusalOf(error);
  if (refusal) {
    const { code, facts, message, next } = refusal;
    return {
      text: message,
      next,
      code,
      facts,
      again: reasons[code].fault === "platform" || reasons[code].retried,
    };
  }
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message))
    return {
      text: "The gateway cannot be reached.",
      next: "Check your connection. It is tried again when you ask.",
      again: true,
    };
  return {
    text: "The gateway gave an answer that this page does not understand.",
    next: "Reload the page. If it stays, tell the operator of this gateway.",
    again: true,
  };
}
