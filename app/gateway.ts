import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import { createClient, type ApiClient } from "@/lib/api/client";
import { handleApi } from "@/server/http/handle-api";

/**
 * The gateway as a page sees it while it is rendered: the same door with the same contract as for everybody
 * else, asked in the name of whoever opened the page, without a way over the network. One for each request.
 */
export const gateway = cache(async (): Promise<ApiClient> => {
  const cookie = (await headers()).get("cookie") ?? "";
  return createClient({
    // Only the path counts: the request goes nowhere.
    url: "http://gateway.invalid",
    fetch: (request) => {
      const asked = new Request(request);
      asked.headers.set("cookie", cookie);
      return handleApi(asked);
    },
  });
});

export const loadMarket = cache(async () => (await gateway()).market.get());
export const loadHealth = cache(async () => (await gateway()).market.health());
export const loadFigures = cache(async () => (await gateway()).network.figures());
export const loadSignedIn = cache(async () => (await gateway()).signIn.who());
export const loadAccount = cache(async () => (await gateway()).account.get());

/**
 * What was asked for, or nothing when it cannot be had: for the frame of a page, which must stand even
 * when a part of the market is down. The page itself says what failed.
 */
export async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  const [result] = await Promise.allSettled([asked]);
  return result.status === "fulfilled" ? result.value : undefined;
}
