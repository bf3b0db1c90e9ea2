import { expect, type Locator, type Page } from "@playwright/test";
import { approve, finish, signInWith } from "./demo-wallet";

/** The three things that a first run needs, as the rent page asks for them. */
export function readySteps(page: Page): Locator {
  return page.getByRole("region", { name: "Before the first run" });
}

/** Signs in on the rent page with a wallet that nobody has seen before. */
export async function signIn(page: Page): Promise<void> {
  await readySteps(page).getByRole("button", { name: "Sign in" }).click();
  await signInWith(page);
}

/** Gets test dollars and deposits 20 of them with a permit. */
export async function deposit(page: Page): Promise<void> {
  const steps = readySteps(page);
  await steps.getByRole("button", { name: "Get test USDC" }).click();
  await page.getByRole("dialog", { name: "Get test USDC" }).getByRole("button", { name: "Do it" }).click();
  await finish(page, "The test USDC is in your wallet.");

  await steps.getByRole("button", { name: "Deposit 20 USDC" }).click();
  await sign(page, /^Deposit/);
  await approve(page, /^Let the escrow take 20/);
  await finish(page, "in the escrow and free to spend.");
}

/** Lets this browser sign orders, for at most so many dollars. */
export async function authorise(page: Page, capUsd = "5"): Promise<void> {
  const steps = readySteps(page);
  await steps.getByRole("textbox", { name: "At most" }).fill(capUsd);
  await steps.getByRole("button", { name: "Allow it" }).click();
  await sign(page, /^Let this browser sign orders/);
  await approve(page, /^Let a browser key spend/);
  await finish(page, "This browser can sign orders.");
}

/** Opens the rent page as somebody who has done the three things; the browser may spend at most so many dollars. */
export async function openReady(page: Page, capUsd?: string): Promise<void> {
  await page.goto("/rent");
  await signIn(page);
  await deposit(page);
  await authorise(page, capUsd);
  await expect(readySteps(page)).toBeHidden();
}

async function sign(page: Page, title: RegExp): Promise<void> {
  await page
    .getByRole("dialog", { name: title })
    .getByRole("button", { name: "Sign with your wallet" })
    .click();
}
