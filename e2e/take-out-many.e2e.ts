import { press, signInByKeyboard, walk, write } from "./by-keyboard";
import { startDevice, type RunningDevice } from "./device";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";

const devices: RunningDevice[] = [];
test.afterEach(async () => {
  for (const device of devices.splice(0)) await device.stop();
});

test("an operator signs once for two devices, and moves both and takes both out with one transaction each, without a pointer", async ({
  page,
}) => {
  test.setTimeout(300_000);
  const main = page.getByRole("main");
  const names = ["left of two", "right of two"];

  await test.step("one command brings both, one signature makes them theirs", async () => {
    await page.goto("/operate/join");
    await signInByKeyboard(page);
    await expect(main).toContainText("Your machines appear here.");
    await write(page, /^For how many machines/, "2");
    await press(page, /^Make the command$/);
    await expect(main).toContainText("Waits for 2 machines to dial in");
    const command = await main.getByText(/^npm run device -- --gateway/).innerText();
    for (const name of names)
      devices.push(startDevice({ AMBIT_DEVICE_NAME: name }, command.split(" -- ")[1]!.split(" ")));
    await expect(main.getByRole("button", { name: "Sign for all 2" })).toBeVisible();
    await walk(page, "sponsor-devices", /^Sign for all 2$/);
  });

  const rows = main.getByRole("table", { name: "Your devices", exact: true }).getByRole("row");
  const selectBoth = async () => {
    await page.goto("/operate");
    for (const name of names) await expect(rows.filter({ hasText: name })).toContainText("Online");
    await press(page, /^Select all 2$/);
    await expect(main).toContainText("2 devices are selected");
  };

  await test.step("the wallet is asked once to move both into a class", async () => {
    await page.goto("/operate/stake");
    await walk(page, "get-amb", /^Get AMB$/);
    await write(page, /^Amount/, "200");
    await walk(page, "stake", /^Stake 200 AMB$/);
    await selectBoth();
    await press(page, /^Set class$/);
    await expect(main.getByRole("combobox", { name: "Their new class" })).toHaveValue("1");
    await expectSound(page);
    await walk(page, "set-class", /^Move them$/);
    await expect(main.getByRole("button", { name: "Select all 2" })).toBeVisible();
    await page.goto("/operate/stake");
    await expect(page.getByText("Locked", { exact: true }).locator("xpath=..")).toContainText("200 AMB");
  });

  await test.step("the wallet is asked once to take both out", async () => {
    await selectBoth();
    await walk(page, "retire-devices", /^Take out$/);
    await expect(main).toContainText("Your devices will be here.");
    for (const { ended } of devices) expect(await ended).toContain("took the device out of the market");
  });
});
