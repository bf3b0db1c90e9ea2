import { approve, finish } from "./demo-wallet";
import { expect, test } from "./fixtures";
import { deposit, signIn } from "./get-ready";
import { skipTime } from "./skip-time";

const thawSeconds = 60;

test("money comes back to the wallet: it thaws, may be kept, and is withdrawn", async ({ page }) => {
  await page.goto("/rent");
  await signIn(page);
  await deposit(page);
  await page.goto("/account");
  const balance = page.getByRole("region", { name: "Balance" });
  await expect(balance).toContainText("$20.00");

  const begin = async (usd: string) => {
    await page.getByRole("tab", { name: "Withdraw" }).click();
    await page.getByRole("tabpanel").getByRole("textbox", { name: "Amount" }).fill(usd);
    await page.getByRole("button", { name: "Start to withdraw" }).click();
    await send(/^Start to withdraw/);
    await approve(page, /^Start to withdraw/);
    await finish(page, "It thaws.");
    await expect(balance).toContainText(/thaws, \d+ s left/);
  };
  const send = (title: RegExp) =>
    page.getByRole("dialog", { name: title }).getByRole("button", { name: "Send with your wallet" }).click();

  await test.step("it can be kept after all", async () => {
    await begin("5");
    await balance.getByRole("button", { name: "Keep it in the escrow" }).click();
    await send(/^Keep it in the escrow/);
    await approve(page, /^Keep it in the escrow/);
    await finish(page, "It is yours to spend again.");
    await expect(balance).not.toContainText("thaws");
  });

  await test.step("after the thaw it goes to the wallet", async () => {
    await begin("12.5");
    await expect(balance).not.toContainText("can be withdrawn");
    await skipTime(page, thawSeconds);
    await expect(balance).toContainText("can be withdrawn");
    await balance.getByRole("button", { name: "Withdraw" }).click();
    await send(/^Withdraw to your wallet/);
    await approve(page, /^Withdraw to your wallet/);
    await finish(page, "It is in your wallet.");
    await expect(balance).toContainText("$7.50");
    await expect(page.getByRole("table", { name: /movement/i })).toContainText("−$12.50");
  });
});
