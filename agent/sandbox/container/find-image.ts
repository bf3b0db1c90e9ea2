import { text } from "node:stream/consumers";
import { MarketError } from "@/lib/errors";
import { EngineRefusal } from "./engine-client";
import type { Engine } from "./find-engine";

const pullSecondsMax = 120;

/**
 * Makes sure that the engine has an image that is named by its digest, fetching it if need be. Throws
 * IMAGE_NOT_FOUND, REGISTRY_AUTH, or IMAGE_PULL_TIMEOUT for all that may go better elsewhere.
 */
export async function findImage({ client }: Engine, image: string): Promise<void> {
  if (!/^\S+@sha256:[0-9a-f]{64}$/.test(image))
    throw new MarketError("WORKLOAD_UNSUPPORTED", { detail: "an image that is not named by its digest" });
  if (!(await hasImage({ client }, image))) await pull({ client }, image);
}

/** Whether the engine has an image of this name, without fetching it. */
export async function hasImage({ client }: Pick<Engine, "client">, image: string): Promise<boolean> {
  try {
    await client.call("GET", `/images/${image}/json`);
    return true;
  } catch (error) {
    if (!(error instanceof EngineRefusal) || error.status !== 404) throw error;
    return false;
  }
}

async function pull({ client }: Pick<Engine, "client">, image: string): Promise<void> {
  const said = await pullText({ client }, image).catch((error: unknown) => {
    if (error instanceof EngineRefusal) return `"error" ${error.message}`;
    throw new MarketError("IMAGE_PULL_TIMEOUT", { seconds: pullSecondsMax }, { cause: error });
  });
  if (!said.includes('"error"')) return;
  if (/unauthori[sz]ed|denied|authentication/i.test(said)) throw new MarketError("REGISTRY_AUTH");
  if (/not found|unknown|no such/i.test(said)) throw new MarketError("IMAGE_NOT_FOUND", { image });
  throw new MarketError("IMAGE_PULL_TIMEOUT", { seconds: pullSecondsMax });
}

/** The engine answers at once and tells the progress, and at the end the fault, a line of JSON each. */
async function pullText({ client }: Pick<Engine, "client">, image: string): Promise<string> {
  const timeoutMs = pullSecondsMax * 1000;
  const response = await client.stream("POST", "/images/create", { query: { fromImage: image }, timeoutMs });
  const late = setTimeout(() => response.destroy(new Error("The image does not arrive.")), timeoutMs);
  try {
    return await text(response);
  } finally {
    clearTimeout(late);
  }
}
