import type { Page } from "@playwright/test";
import { done, press, pressIn, tabTo } from "./by-keyboard";
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
    const flow = page.getByRole("dialog", { name: "Sign in", exact: true });
    // A press that comes before the page listens is lost, as it would be to a person, who presses again.
    await expect(async () => {
      if (!(await flow.isVisible())) await press(page, /^Sign in$/);
      await expect(flow).toBeVisible({ timeout: 5_000 });
    }).toPass();
    await press(page, /^Connect a wallet$/);
    await pressIn(page, "Connect a Wallet", /^New demo wallet$/);
    await pressIn(page, "Sign in", /^Sign with your wallet$/);
    await pressIn(page, /^Sign in to /, /^Approve$/);
    await done(page, "You are signed in.");
    await expect(tile("Staked")).toContainText("0 AMB");
  });

  await test.step("stakes with one prompt, which names AMB", async () => {
    await press(page, /^Get AMB$/);
    await pressIn(page, "Get AMB", /^Do it$/);
    await done(page, "The AMB are in your wallet.");
    await press(page, /^Stake 100 AMB$/);
    await pressIn(page, "Stake 100 AMB", /^Sign with your wallet$/);
    await pressIn(page, "Let the bonds take 100 AMB", /^Approve$/);
    await done(page, "100 AMB are staked.");
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
    await press(page, /^Keep it staked$/);
    await pressIn(page, "Keep it staked", /^Send with your wallet$/);
    await pressIn(page, "Keep it staked", /^Approve$/);
    await done(page, "It stays staked.");
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
    await press(page, /^Withdraw 40 AMB$/);
    await pressIn(page, "Withdraw your stake", /^Send with your wallet$/);
    await pressIn(page, "Withdraw your stake", /^Approve$/);
    await done(page, "It is in your wallet.");
    await expect(tile("Staked")).toContainText("60 AMB");
    await expect(thawing).toBeHidden();
    await expect(page.getByText("Your wallet holds 9,940 AMB.")).toBeAttached();
  });
});

/** Writes the amount into the form of the tab beside the first one, and sees the flow through. */
async function unstake(page: Page, amb: string): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  // The first of this name is the page's own link, the second the form's tab.
  await tabTo(page, /^Stake$/);
  await tabTo(page, /^(Stake|Unstake)$/);
  if (
    await page
      .getByRole("tab", { name: "Stake", exact: true })
      .evaluate((tab) => tab === document.activeElement)
  )
    await page.keyboard.press("ArrowRight");
  await tabTo(page, /^Amount/);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(amb);
  await press(page, /^Start to unstake$/);
  await pressIn(page, "Start to unstake", /^Send with your wallet$/);
  await pressIn(page, "Start to unstake", /^Approve$/);
  await done(page, "It thaws.");
}

const row = (page: Page, table: string, text: string) =>
  page.getByRole("table", { name: table }).getByRole("row").filter({ hasText: text });
