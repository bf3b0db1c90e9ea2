import { expect, type Page } from "@playwright/test";

/** Puts the chain's clock forward, as the button on a proposal does. The page's wallet is signed in. */
export async function skipTime(page: Page, seconds: number): Promise<void> {
  const status = await page.evaluate(async (by) => {
    const body = JSON.stringify({ seconds: by });
    const headers = { "content-type": "application/json" };
    return (await fetch("/api/time-warp", { method: "POST", headers, body })).status;
  }, seconds);
  expect(status).toBe(200);
  await page.reload();
}
