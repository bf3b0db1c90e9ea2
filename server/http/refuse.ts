import "server-only";
import { ORPCError } from "@orpc/server";
import { ValidationError } from "@orpc/contract";
import { isUnreachable } from "@/db/unreachable";
import { MarketError } from "@/lib/errors";
import { statusOf } from "@/lib/api/status";
import { reasons, type ReasonCode, type ReasonFacts } from "@/lib/reasons";
import type { Logger } from "@/server/logger";

/** The one place where an error becomes an answer: expected refusals keep their code and facts, anything else is our fault and is logged. */
export function toApiError(error: unknown, log: Logger, requestId: string): ORPCError<string, unknown> {
  if (error instanceof MarketError) return refusal(error);
  if (error instanceof ORPCError) {
    if (error.code in reasons) return error;
    if (error.cause instanceof ValidationError && error.code === "BAD_REQUEST")
      return refusal(invalidInput(error.cause));
    if (error.code === "BAD_REQUEST")
      return refusal(new MarketError("INPUT_INVALID", { path: "body", detail: error.message }));
    if (error.code === "NOT_FOUND") return refusal(new MarketError("NOT_FOUND", { noun: "route", id: "" }));
  }
  // An answer that our own contract refuses: which field, and why.
  const cause = error instanceof Error ? error.cause : undefined;
  const issues = cause instanceof ValidationError ? cause.issues : undefined;
  if (isUnreachable(error)) {
    log.warn({ err: error, requestId }, "Postgres does not answer");
    return refusal(new MarketError("REGISTRY_UNREACHABLE"));
  }
  log.error({ err: error, requestId, issues }, "request failed");
  return refusal(new MarketError("PLATFORM_FAULT", { requestId }));
}

/** A refusal outside the API's handler, as the same JSON. */
export function refusalResponse(error: MarketError, requestId: string): Response {
  const body = {
    defined: false,
    code: error.code,
    status: statusOf(error.code),
    message: error.message,
    data: dataOf(error),
  };
  return Response.json(body, { status: body.status, headers: { "x-request-id": requestId } });
}

const refusal = (error: MarketError) =>
  new ORPCError(error.code, { status: statusOf(error.code), message: error.message, data: dataOf(error) });

const dataOf = (error: MarketError): { facts: ReasonFacts; next: string } => ({
  facts: error.facts,
  next: error.next,
});

/** The first thing that is wrong, with the path to it. Sizes that only an attack has get their own code. */
function invalidInput(error: ValidationError): MarketError {
  const issue = error.issues[0];
  const path =
    (issue?.path ?? [])
      .map((part) => (typeof part === "object" ? String(part.key) : String(part)))
      .join(".") || "body";
  return new MarketError("INPUT_INVALID" satisfies ReasonCode, {
    path,
    detail: issue?.message ?? "not understood",
  });
}
