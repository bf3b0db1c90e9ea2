import { approve, finish, reject } from "./demo-wallet";
import { expect, test } from "./fixtures";
import { readySteps, signIn } from "./get-ready";

test("a prompt that is rejected costs nothing, says so, and can be tried again", async ({ page }) => {
  await page.goto("/rent");
  await signIn(page);
  const steps = readySteps(page);
  await steps.getByRole("button", { name: "Get test USDC" }).click();
  await page.getByRole("dialog", { name: "Get test USDC" }).getByRole("button", { name: "Do it" }).click();
  await finish(page, "The test USDC is in your wallet.");
  await steps.getByRole("button", { name: "Deposit 20 USDC" }).click();
  const flow = page.getByRole("dialog", { name: /^Deposit/ });
  await flow.getByRole("button", { name: "Sign with your wallet" }).click();
  await reject(page, /^Let the escrow take 20/);
  await expect(flow.getByRole("alert")).toContainText("Nothing was sent and nothing was paid.");

  await flow.getByRole("button", { name: "Try again" }).click();
  await approve(page, /^Let the escrow take 20/);
  await finish(page, "in the escrow and free to spend.");
  await expect(page.getByRole("link", { name: "Your account" })).toContainText("$20.00");
});
