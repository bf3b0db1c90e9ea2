import type { Page } from "@playwright/test";
import { openTab, signInByKeyboard, walk, write } from "./by-keyboard";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";
import { skipTime } from "./skip-time";

/** Far more than a thaw takes, so that one told by the wrong clock cannot look right. */
const skippedSeconds = 600;

test("an operator stakes, thaws, keeps and withdraws without a pointer, and the clock of the chain counts", async ({
  page,
}) => {
  test.setTimeout(300_000);
  const tile = (name: string) => page.getByText(name, { exact: true }).locator("xpath=..");
  const thawing = page.getByRole("table", { name: "Stake that thaws" });

  await test.step("signs in", async () => {
    await page.goto("/operate/stake");
    await signInByKeyboard(page);
    await expect(tile("Staked")).toContainText("0 AMB");
  });

  await test.step("stakes", async () => {
    await walk(page, "get-amb", /^Get AMB$/);
    await walk(page, "stake", /^Stake 100 AMB$/);
    for (const [name, amount] of [
      ["Staked", "100 AMB"],
      ["Locked", "0 AMB"],
      ["Free", "100 AMB"],
    ] as const)
      await expect(tile(name)).toContainText(amount);
    await expect(row(page, "Classes of devices", "Class 1")).toContainText("1 more");
    await expect(row(page, "Classes of devices", "Class 2")).toContainText("0 more");
  });

  await test.step("begins to unstake a part, and keeps it after all", async () => {
    await unstake(page, "40");
    await expect(tile("Thawing")).toContainText("40 AMB");
    await expect(tile("Free")).toContainText("60 AMB");
    await walk(page, "cancel-stake-thaw", /^Keep it staked$/);
    await expect(thawing).toBeHidden();
    await expect(tile("Free")).toContainText("100 AMB");
  });

  await test.step("what thaws after the chain was put forward counts down by the chain's clock", async () => {
    await skipTime(page, skippedSeconds);
    await unstake(page, "40");
    await expect(thawing).toContainText(/in (1 min|2 min|\d+ s)/);
    await expectSound(page);
  });

  await test.step("once it has thawed it goes back to the wallet", async () => {
    await skipTime(page, skippedSeconds);
    await expect(thawing).toContainText("now");
    await walk(page, "withdraw-stake", /^Withdraw 40 AMB$/);
    await expect(tile("Staked")).toContainText("60 AMB");
    await expect(thawing).toBeHidden();
    await expect(page.getByText("Your wallet holds 9,940 AMB.")).toBeAttached();
  });
});

/** Writes the amount into the form, and sees the flow through. */
async function unstake(page: Page, amb: string): Promise<void> {
  await openTab(page, "Unstake");
  await write(page, /^Amount/, amb);
  await walk(page, "thaw-stake", /^Start to unstake$/);
}

const row = (page: Page, table: string, text: string) =>
  page.getByRole("table", { name: table }).getByRole("row").filter({ hasText: text });
