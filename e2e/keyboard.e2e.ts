import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

/** Goes on with Tab until what has the focus has this name, as somebody without a pointer does. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element) return "";
      const labels = (element as HTMLInputElement).labels;
      return (
        element.getAttribute("aria-label") ??
        (labels?.length ? [...labels].map((label) => label.textContent).join(" ") : element.innerText) ??
        ""
      ).trim();
    });
    if (name.test(focused)) return;
    passed.push(focused.split("\n")[0]!);
  }
  throw new Error(`Tab never reached ${String(name)}. It passed: ${passed.join(" | ")}`);
}

async function press(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}

test("a newcomer rents without a pointer", async ({ page }) => {
  const dialog = (name: string | RegExp) => page.getByRole("dialog", { name });
  /** Presses it in the dialog that stands in front, once that is there. */
  const pressIn = async (title: string | RegExp, button: RegExp) => {
    await expect(dialog(title)).toBeVisible();
    await press(page, button);
  };
  const done = async (words: string) => {
    await expect(page.getByRole("dialog").filter({ hasText: words })).toBeVisible();
    await press(page, /^Done$/);
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };

  await page.goto("/");
  await press(page, /^Skip to the content$/);
  await press(page, /^Rent a device$/);
  await expect(page.getByRole("heading", { name: "Rent", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "Before the first run" })).toBeVisible();

  await press(page, /^Skip to the content$/);
  await press(page, /^Sign in$/);
  await pressIn("Sign in", /^Connect a wallet$/);
  await pressIn("Connect a Wallet", /^New demo wallet$/);
  await pressIn("Sign in", /^Sign with your wallet$/);
  await pressIn(/^Sign in to /, /^Approve$/);
  await done("You are signed in.");

  await press(page, /^Get test USDC$/);
  await pressIn("Get test USDC", /^Do it$/);
  await done("The test USDC is in your wallet.");

  await press(page, /^Deposit 20 USDC$/);
  await pressIn(/^Deposit/, /^Sign with your wallet$/);
  await pressIn(/^Let the escrow take/, /^Approve$/);
  await done("in the escrow and free to spend.");

  await press(page, /^Allow it$/);
  await pressIn(/^Let this browser sign orders/, /^Sign with your wallet$/);
  await pressIn(/^Let a browser key spend/, /^Approve$/);
  await done("This browser can sign orders.");

  await press(page, /^Run it$/);
  const lease = page.getByRole("region", { name: "Lease", exact: true });
  await expect(lease).toContainText("Completed");
  await expect(lease.getByRole("log")).toContainText("primes below 1000000");
});
