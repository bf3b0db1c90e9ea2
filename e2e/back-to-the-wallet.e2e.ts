import { openTab, walk, write } from "./by-keyboard";
import { expect, test } from "./fixtures";
import { deposit, signIn } from "./get-ready";
import { skipTime } from "./skip-time";

const thawSeconds = 60;

test("money comes back to the wallet without a pointer: it thaws, may be kept, and is withdrawn", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await page.goto("/rent");
  await signIn(page);
  await deposit(page);
  await page.goto("/account");
  const balance = page.getByRole("region", { name: "Balance" });
  await expect(balance).toContainText("$20.00");

  const begin = async (usd: string) => {
    await openTab(page, "Withdraw");
    await write(page, /^Amount/, usd);
    await walk(page, "thaw", /^Start to withdraw$/);
    await expect(balance).toContainText(/thaws, \d+ s left/);
  };

  await test.step("it can be kept after all", async () => {
    await begin("5");
    await walk(page, "cancel-thaw", /^Keep it in the escrow$/);
    await expect(balance).not.toContainText("thaws");
  });

  await test.step("after the thaw it goes to the wallet", async () => {
    await begin("12.5");
    await expect(balance).not.toContainText("can be withdrawn");
    await skipTime(page, thawSeconds);
    await expect(balance).toContainText("can be withdrawn");
    await walk(page, "withdraw", /^Withdraw$/);
    await expect(balance).toContainText("$7.50");
    await expect(page.getByRole("table", { name: /movement/i })).toContainText("−$12.50");
  });
});
