import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { approve, finish, signInWith } from "./demo-wallet";
import { startDevice, type RunningDevice } from "./device";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

let device: RunningDevice | undefined;
test.afterEach(() => device?.stop());

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
}

test("an operator joins with a second device, undercuts the first, is paid, and takes it out again", async ({
  page,
  browser,
}) => {
  test.setTimeout(360_000);
  const main = page.getByRole("main");

  await test.step("the page gives one command, with a token for one machine", async () => {
    await page.goto("/operate/join");
    // A press that comes before the page listens is lost, as it would be to a person, who presses again.
    await expect(async () => {
      await main.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("dialog", { name: "Sign in" })).toBeVisible({ timeout: 5_000 });
    }).toPass();
    await signInWith(page);
    await expect(main).toContainText("Your machines appear here.");
    await main.getByRole("button", { name: "Make the command" }).click();
    await expect(main).toContainText("Waits for one machine to dial in");
  });

  await test.step("a command that went astray is revoked, and another made", async () => {
    const open = main.getByRole("list", { name: "Open commands" });
    await expect(open).toContainText("0 of 1 machine came with it");
    await open.getByRole("button", { name: "Revoke" }).click();
    await expect(main).toContainText("No further machine can come with that command");
    await expect(open).toBeHidden();
    await expect(main.getByText(/^npm run device -- --gateway/)).toBeHidden();
    await main.getByRole("button", { name: "Make another command" }).click();
    await expect(open).toContainText("0 of 1 machine came with it");
  });

  const card = main.getByRole("listitem", { name: "attic" });
  await test.step("run on a machine, it brings the machine to the page, with what was measured", async () => {
    const command = await main.getByText(/^npm run device -- --gateway/).innerText();
    device = startDevice({ AMBIT_DEVICE_NAME: "attic" }, command.split(" -- ")[1]!.split(" "));
    await expect(card).toContainText("Waits for your signature");
    await expect(card).toContainText(/rounds\/s/);
    await expect(main).not.toContainText("Waits for one machine");
    await expectNoViolations(page);
  });

  await test.step("one signature makes it theirs", async () => {
    await main.getByRole("button", { name: "Sign for attic" }).click();
    const flow = page.getByRole("dialog", { name: "Sign for attic" });
    await flow.getByRole("button", { name: "Sign with your wallet" }).click();
    await approve(page, /^Become the operator of a device/);
    await finish(page, "attic is enrolled and takes leases.");
    await card.getByRole("link", { name: "Open the device" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("attic");
  });

  await test.step("its prices are set below all others", async () => {
    await main.getByRole("textbox", { name: "One vCPU" }).fill("0.009");
    await main.getByRole("textbox", { name: "One GiB of memory" }).fill("0.002");
    await expect(main).toContainText(/None of \d+ other offers? asks less/);
    await main.getByRole("button", { name: "Save" }).click();
    await expect(main).toContainText("Saved. It holds for the next match");
    await expect(page.getByText("Online", { exact: true })).toBeVisible();
    await expectNoViolations(page);
  });

  await test.step("it wins the next lease because of it, and is paid", async () => {
    const customer = await (await browser.newContext()).newPage();
    await openReady(customer);
    await expect(customer.getByRole("region", { name: "Your match" })).toContainText("attic");
    await customer.getByRole("button", { name: "Run it" }).click();
    const lease = customer.getByRole("region", { name: "Lease", exact: true });
    await expect(lease).toContainText("attic");
    await expect(lease).toContainText("Completed");
    await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible();
    await customer.context().close();
  });

  await test.step("they stake, which also brings the wallet its first gas", async () => {
    await page.goto("/operate/stake");
    await main.getByRole("button", { name: "Get AMB" }).click();
    await page.getByRole("dialog", { name: "Get AMB" }).getByRole("button", { name: "Do it" }).click();
    await finish(page, "The AMB are in your wallet.");
    await main.getByRole("button", { name: "Stake 100 AMB" }).click();
    const flow = page.getByRole("dialog", { name: "Stake 100 AMB" });
    await flow.getByRole("button", { name: "Sign with your wallet" }).click();
    await approve(page, /^Let the bonds take 100 AMB/);
    await finish(page, "100 AMB are staked.");
  });

  await test.step("what it earned is withdrawn, and it goes on working", async () => {
    await main.getByRole("link", { name: "Earnings", exact: true }).click();
    await main.getByRole("button", { name: "Withdraw", exact: true }).first().click();
    const flow = page.getByRole("dialog", { name: "Withdraw what you earned" });
    await flow.getByRole("button", { name: "Send with your wallet" }).click();
    await approve(page, /^Withdraw what you earned/);
    await finish(page, "It is at your payout address.");
    await expectNoViolations(page);
  });

  await test.step("selected in the list, it is drained", async () => {
    await main.getByRole("link", { name: "Devices", exact: true }).click();
    const own = main.getByRole("table", { name: "Your devices", exact: true }).getByRole("row");
    await expect(own.filter({ hasText: "attic" })).toContainText("Online");
    await main.getByRole("checkbox", { name: "Select attic" }).check();
    const bar = main.getByRole("region", { name: "Change the selected devices" });
    await bar.getByRole("button", { name: "Drain" }).click();
    await expect(bar).toBeHidden();
    await expect(own.filter({ hasText: "attic" })).toContainText("Draining");
  });

  await test.step("taken out, it is gone from the list, and its agent ends and says why", async () => {
    await main.getByRole("link", { name: "attic" }).first().click();
    await main.getByRole("button", { name: "Take attic out" }).click();
    const flow = page.getByRole("dialog", { name: "Take attic out" });
    await flow.getByRole("button", { name: "Send with your wallet" }).click();
    await approve(page, /^Retire a device/);
    await finish(page, "attic is taken out.");
    await expect(page.getByText("Taken out", { exact: true })).toBeVisible();
    expect(await device!.ended).toContain("took the device out of the market");
    await page.goto("/operate");
    await expect(main).toContainText("Your devices will be here.");
  });
});
