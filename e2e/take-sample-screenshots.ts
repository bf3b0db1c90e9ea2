import { test, type Browser, type Page } from "@playwright/test";
import { signInWith } from "./demo-wallet";
import { expect } from "./fixtures";
import { takePicture } from "./take-picture";

/** A page of somebody who signed in with the demo wallet of this name. */
async function signedIn(browser: Browser, baseURL: string | undefined, wallet: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: baseURL! })).newPage();
  await page.goto("/operate");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await signInWith(page, wallet);
  return page;
}

test("screenshots of a full market", async ({ page, browser, baseURL }) => {
  await page.goto("/network", { waitUntil: "networkidle" });
  await expect(page.getByRole("complementary", { name: "Sample" })).toBeVisible();
  await takePicture(page, "sample-network", ["light", "dark", "phone"]);

  const operator = await signedIn(browser, baseURL, "Demo operator");
  const main = operator.getByRole("main");
  await expect(main.getByRole("table", { name: "Your devices", exact: true })).toBeVisible();
  await takePicture(operator, "sample-devices", ["light", "dark", "phone"]);
  await main.getByRole("button", { name: /^Select all/ }).click();
  await expect(main.getByRole("region", { name: "Change the selected devices" })).toBeVisible();
  await takePicture(operator, "sample-devices-selected", ["light"]);
  await main.getByRole("button", { name: "Select none" }).click();
  await main
    .getByRole("link", { name: /^sample / })
    .first()
    .click();
  await expect(operator.getByRole("heading", { level: 1 })).toContainText("sample ");
  await takePicture(operator, "sample-device", ["light", "phone"]);
  await operator.goto("/operate/earnings");
  await expect(main.getByRole("table", { name: "Earnings by device" })).toBeVisible();
  await takePicture(operator, "sample-earnings", ["light", "dark", "phone"]);

  const member = await signedIn(browser, baseURL, "Demo member");
  const proposals = member.getByRole("table", { name: "Proposals, the newest first" });
  await member.goto("/govern");
  await expect(member.getByRole("region", { name: "Your votes" })).toContainText("AMB in your wallet");
  await takePicture(member, "sample-govern", ["light", "dark", "phone"]);
  await member.goto("/govern/proposals");
  await takePicture(member, "sample-proposals", ["light", "phone"]);
  await proposals
    .getByRole("row")
    .filter({ hasText: "To be voted on" })
    .first()
    .getByRole("link")
    .first()
    .click();
  await expect(member.getByRole("table", { name: "Votes, the newest first" })).toBeVisible();
  await takePicture(member, "sample-proposal", ["light", "dark", "phone"]);
});
