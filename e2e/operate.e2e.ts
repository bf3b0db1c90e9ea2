import { signInWith } from "./demo-wallet";
import { startDevice, type RunningDevice } from "./device";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

let device: RunningDevice | undefined;
test.afterEach(() => device?.stop());

test("an operator brings a device, which takes the order that waited for it and earns", async ({
  page: customer,
  browser,
}) => {
  test.setTimeout(300_000);
  // A place where no other device of this market is.
  device = startDevice({ AMBIT_DEVICE_NAME: "snow hut", AMBIT_COUNTRY: "IS", AMBIT_PLACE: "64.15,-21.94" });

  await test.step("a customer orders what no device can take yet, and waits", async () => {
    await openReady(customer);
    await customer.getByText("More limits").click();
    await customer.getByRole("textbox", { name: "Only in these countries" }).fill("IS");
    await customer.getByText("Wait for a device", { exact: true }).click();
    await customer.getByRole("textbox", { name: "Script" }).fill('console.log("warm in here");\n');
    await customer.getByRole("button", { name: "Run it" }).click();
    await expect(customer.getByRole("region", { name: "Order" })).toContainText("Waits for a device");
  });

  const page = await (await browser.newContext()).newPage();
  await test.step("the operator opens the address that the agent printed, and signs", async () => {
    await page.goto(await device!.signAt);
    await expect(page.getByText("snow hut")).toBeVisible();
    await expect(page.getByRole("main")).toContainText("Iceland");
    await expectSound(page);
    const enrolment = page.getByRole("region", { name: "Enrolment" });
    await enrolment.getByRole("button", { name: "Sign in as its operator" }).click();
    await signInWith(page);
    await enrolment.getByRole("button", { name: "Sign for it" }).click();
    const flow = page.getByRole("dialog", { name: "Sign for snow hut" });
    await flow.getByRole("button", { name: "Sign with your wallet" }).click();
    await page
      .getByRole("dialog", { name: "Become the operator of a device" })
      .getByRole("button", { name: "Approve" })
      .click();
    await expect(flow).toContainText("snow hut is enrolled and takes leases.");
    await flow.getByRole("button", { name: "Done" }).click();
    await expect(enrolment).toContainText("snow hut is yours.");
  });

  await test.step("the waiting order runs on it, and is paid", async () => {
    const lease = customer.getByRole("region", { name: "Lease", exact: true });
    await expect(lease.getByRole("log")).toContainText("warm in here");
    await expect(lease).toContainText("snow hut");
    await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible();
  });

  await test.step("the operator's page shows device, lease and earnings", async () => {
    await page.getByRole("link", { name: "Open the device" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("snow hut");
    await page.goto("/operate");
    const row = (table: string, text: string) =>
      page.getByRole("table", { name: table, exact: true }).getByRole("row").filter({ hasText: text });
    await expect(row("Your devices", "snow hut")).toContainText("Online");
    await page.goto("/operate/earnings");
    await expect(row("Earnings by device", "snow hut")).toContainText(/\$0\.00000\d+/);
    await expect(page.getByRole("table", { name: "Payments by the contract" }).getByRole("row")).toHaveCount(
      2,
    );
    await page.goto("/operate/leases");
    await expect(row("Leases on your devices, the newest first", "snow hut")).toContainText("Completed");
  });

  await test.step("switched off, it takes nothing new", async () => {
    await page.goto("/operate");
    await page.getByRole("link", { name: "snow hut" }).first().click();
    await page.getByRole("switch", { name: "Takes new leases" }).click();
    await expect(page.getByText("Draining", { exact: true })).toBeVisible();
  });
});
