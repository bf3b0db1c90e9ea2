import { erc20Abi } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { finishByKeyboard, openTab, press, signInByKeyboard, tabTo, walk, write } from "./by-keyboard";
import { openChain } from "./chain";
import { startDevice, type RunningDevice } from "./device";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

const devices: RunningDevice[] = [];
// The second lives in the folder of the first, which is wiped last.
test.afterEach(async () => {
  for (const device of devices.splice(0).reverse()) await device.stop();
});

test("an operator joins with a second device, undercuts the first, is paid, takes it out and brings it back, all without a pointer", async ({
  page,
  browser,
}) => {
  test.setTimeout(600_000);
  const main = page.getByRole("main");

  await test.step("the page gives one command, with a token for one machine", async () => {
    await page.goto("/operate/join");
    await signInByKeyboard(page);
    await expect(main).toContainText("Your machines appear here.");
    await press(page, /^Make the command$/);
    await expect(main).toContainText("Waits for one machine to dial in");
  });

  await test.step("a command that went astray is revoked, and another made", async () => {
    const open = main.getByRole("list", { name: "Open commands" });
    await expect(open).toContainText("0 of 1 machine came with it");
    await press(page, /^Revoke$/);
    await expect(main).toContainText("No further machine can come with that command");
    await expect(open).toBeHidden();
    await expect(main.getByText(/^npm run device -- --gateway/)).toBeHidden();
    await press(page, /^Make another command$/);
    await expect(open).toContainText("0 of 1 machine came with it");
  });

  const card = main.getByRole("listitem", { name: "attic" });
  const flagsShown = async () =>
    (await main.getByText(/^npm run device -- --gateway/).innerText()).split(" -- ")[1]!.split(" ");
  await test.step("run on a machine, it brings the machine to the page, with what was measured", async () => {
    devices.push(startDevice({ AMBIT_DEVICE_NAME: "attic" }, await flagsShown()));
    await expect(card).toContainText("Waits for your signature");
    await expect(card).toContainText(/rounds\/s/);
    await expect(main).not.toContainText("Waits for one machine");
    await expectSound(page);
  });

  await test.step("one signature makes it theirs", async () => {
    await walk(page, "sponsor-devices", /^Sign for attic$/);
    await press(page, /^Open the device$/);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("attic");
  });

  await test.step("its prices are set below all others", async () => {
    await write(page, /^One vCPU/, "0.009");
    await write(page, /^One GiB of memory/, "0.002");
    await expect(main).toContainText(/None of \d+ other offers? asks less/);
    await press(page, /^Save$/);
    await expect(main).toContainText("Saved. It holds for the next match");
    await expect(page.getByText("Online", { exact: true })).toBeVisible();
    await expectSound(page);
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

  await test.step("they stake, which also brings the wallet its first gas, and the device rises a class", async () => {
    await page.goto("/operate/stake");
    await walk(page, "get-amb", /^Get AMB$/);
    await walk(page, "stake", /^Stake 100 AMB$/);
    await openTab(page, "Class of a device");
    await walk(page, "set-class", /^Move it$/);
    await expect(page.getByText("Locked", { exact: true }).locator("xpath=..")).toContainText("100 AMB");
  });

  await test.step("what it earned is withdrawn to another address of theirs, and it goes on working", async () => {
    const payout = privateKeyToAccount(generatePrivateKey()).address;
    await press(page, /^Earnings$/);
    await write(page, /^Another payout address/, payout);
    await walk(page, "set-payout", /^Change it$/);
    await walk(page, "withdraw-earnings", /^Withdraw$/);
    const { contracts, reader } = await openChain();
    const paid = {
      address: contracts.usdc,
      abi: erc20Abi,
      functionName: "balanceOf",
      args: [payout],
    } as const;
    expect(await reader.readContract(paid)).toBeGreaterThan(0n);
    await expectSound(page);
  });

  await test.step("selected in the list, it is drained", async () => {
    await press(page, /^Devices$/);
    const own = main.getByRole("table", { name: "Your devices", exact: true }).getByRole("row");
    await expect(own.filter({ hasText: "attic" })).toContainText("Online");
    await tabTo(page, /^Select attic$/);
    await page.keyboard.press("Space");
    await press(page, /^Drain$/);
    await expect(main.getByRole("region", { name: "Change the selected devices" })).toBeHidden();
    await expect(main.locator(":focus")).toContainText("1 device drains.");
    await expect(own.filter({ hasText: "attic" })).toContainText("Draining");
  });

  await test.step("taken out, it is gone from the list, and its agent ends and says why", async () => {
    await press(page, /^attic$/);
    await walk(page, "retire-devices", /^Take attic out$/);
    await expect(page.getByText("Taken out", { exact: true })).toBeVisible();
    expect(await devices[0]!.ended).toContain("took the device out of the market");
    await page.goto("/operate");
    await expect(main).toContainText("Your devices will be here.");
  });

  await test.step("with a new token the same machine comes back, and is signed for again", async () => {
    await page.goto("/operate/join");
    await expect(main).toContainText("Your machines appear here.");
    await press(page, /^Make the command$/);
    await expect(main).toContainText("Waits for one machine to dial in");
    const sameKey = { AMBIT_DEVICE_HOME: devices[0]!.home, AMBIT_DEVICE_NAME: "attic" };
    devices.push(startDevice(sameKey, await flagsShown()));
    await expect(card).toContainText("Waits for your signature");
    await press(page, /^Sign for attic$/);
    await finishByKeyboard(page, "sponsor-devices");
    await page.goto("/operate");
    const own = main.getByRole("table", { name: "Your devices", exact: true }).getByRole("row");
    await expect(own.filter({ hasText: "attic" })).toContainText("Online");
  });
});
