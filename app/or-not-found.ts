import "server-only";
import { notFound } from "next/navigation";
import { refusalOf } from "@/lib/api/client";
import type { MarketError } from "@/lib/errors";

/** What was asked for, or why it is refused. What does not exist becomes the page that says so. */
export async function orNotFound<T>(
  asked: Promise<T>,
): Promise<{ found: T; refused?: undefined } | { refused: MarketError; found?: undefined }> {
  try {
    return { found: await asked };
  } catch (error) {
    const refused = refusalOf(error);
    if (refused?.code === "NOT_FOUND") notFound();
    if (!refused) throw error;
    return { refused };
  }
}
