import { readFileSync } from "node:fs";
import { join } from "node:path";
import { approve, finish } from "./demo-wallet";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

const home = process.env.AMBIT_E2E_HOME;

test("a chain that stops is told over every page, a form that sends says what to do, and all goes on when it is back", async ({
  page,
  browser,
}) => {
  test.skip(!home, "AMBIT_E2E_HOME names the folder of the market whose chain is stopped");
  test.setTimeout(300_000);
  await openReady(page);
  await page.goto("/account");
  const figures = await (await browser.newContext()).newPage();
  await figures.goto("/network");
  const banner = figures.getByRole("complementary", { name: "Behind the chain" });
  await expect(banner).toHaveCount(0);
  const chain = Number(readFileSync(join(home!, "parts/chain"), "utf8"));
  try {
    process.kill(chain, "SIGSTOP");
    await test.step("the page that is open says so, and keeps what its gateway knows", async () => {
      await expect(banner).toContainText("the chain does not answer, and nothing can be sent to it");
      await expect(figures.getByRole("heading", { level: 1 })).toContainText("Network");
      await expectSound(figures);
    });
    await test.step("a deposit says it before anything is asked of the wallet", async () => {
      await page.getByRole("button", { name: /^Deposit 20 USDC$/ }).click();
      const flow = page.getByRole("dialog", { name: /^Deposit / });
      await expect(flow.getByRole("alert")).toContainText("The chain does not answer.");
      await expectSound(page);
    });
  } finally {
    process.kill(chain, "SIGCONT");
  }
  await test.step("back again, the banner leaves and the deposit is made", async () => {
    await expect(banner).toHaveCount(0);
    const flow = page.getByRole("dialog", { name: /^Deposit / });
    await flow.getByRole("button", { name: "Try again" }).click();
    await flow.getByRole("button", { name: "Sign with your wallet" }).click();
    await approve(page, /^Let the escrow take 20/);
    await finish(page, "in the escrow and free to spend.");
  });
});
