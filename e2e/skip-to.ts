import { expect, type Page } from "@playwright/test";

/**
 * Puts the chain's clock forward with the button of this name, until the next thing can be done. On a slow machine time
 * itself may have done it already.
 */
export async function skipTo(page: Page, wait: string, next: string): Promise<void> {
  const warp = page.getByRole("button", { name: wait });
  const then = page.getByRole("button", { name: next, exact: true });
  await expect(async () => {
    await expect(warp.or(then).first()).toBeVisible({ timeout: 8_000 });
    if (!(await then.isVisible())) await warp.click({ timeout: 2_000 });
    await expect(then).toBeVisible({ timeout: 8_000 });
  }).toPass({ timeout: 90_000 });
}
