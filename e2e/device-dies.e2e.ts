import { generatePrivateKey } from "viem/accounts";
import { startDevice, type RunningDevice } from "./device";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

const devices: RunningDevice[] = [];
test.afterEach(() => Promise.all(devices.splice(0).map((device) => device.stop())));

/**
 * A device in a place where no other is, and dearer than the first one: no other test gets it, also not while the market
 * still believes that it is there. It signs for itself, with a wallet of its own.
 */
function bring(name: string, vcpuHour: number): RunningDevice {
  const device = startDevice({
    AMBIT_DEVICE_NAME: name,
    AMBIT_COUNTRY: "FO",
    AMBIT_PLACE: "62.01,-6.77",
    AMBIT_PRICE_VCPU_HOUR: String(vcpuHour),
    AMBIT_OPERATOR_KEY: generatePrivateKey(),
  });
  devices.push(device);
  return device;
}

test("a lease whose device dies begins anew on another, and dead time is not billed", async ({ page }) => {
  test.setTimeout(240_000);
  const first = bring("ford", 20_000);
  bring("skerry", 30_000);
  const lease = page.getByRole("region", { name: "Lease", exact: true });
  const runsOn = (name: string) => lease.getByRole("link").filter({ hasText: name });

  await test.step("it runs on the cheaper one", async () => {
    await openReady(page);
    await page.getByText("More limits").click();
    await page.getByRole("textbox", { name: "Only in these countries" }).fill("FO");
    await page.getByRole("textbox", { name: "Script" }).fill('console.log("at work");\nfor (;;);\n');
    const match = page.getByRole("region", { name: "Your match" });
    await expect(match).toContainText("The best of 2 devices");
    await expect(match).toContainText("ford");
    await page.getByRole("button", { name: "Run it" }).click();
    await expect(runsOn("ford")).toBeVisible();
    await expect(lease.getByRole("log")).toContainText("at work");
  });
  const dead = await lease.getByRole("link", { name: "Open the lease" }).getAttribute("href");

  await test.step("the power is cut, and the other takes it over", async () => {
    first.cut();
    await expect(runsOn("skerry")).toBeVisible({ timeout: 90_000 });
    await expect(lease.getByRole("log")).toContainText("at work");
    await lease.getByRole("button", { name: "Stop it" }).click();
    await expect(lease).toContainText("The customer cancelled");
    await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible();
  });

  await test.step("its page tells of both devices, and why", async () => {
    await lease.getByRole("link", { name: "Open the lease" }).click();
    const tried = page.getByRole("listitem").filter({ hasText: "ford" });
    await expect(tried).toContainText("Nothing was heard from the device");
    await expect(page.getByRole("listitem").filter({ hasText: "skerry" }).first()).toBeVisible();
    await expectSound(page);
  });

  await test.step("the time on the dead one costs nothing, and the escrow paid once", async () => {
    const id = dead!.split("/").at(-1)!;
    const answer = await page.request.get(`/api/leases/${id}`);
    expect(await answer.json()).toMatchObject({ reason: "HEARTBEAT_LOST", billedSeconds: 0, cost: "0" });
    await page.goto(dead!);
    await expect(page.getByRole("list", { name: "Timeline of the lease" })).toContainText(
      "Dead time is not billed",
    );
    await page.goto("/account");
    const payments = page.getByRole("table", { name: /movement/i }).getByRole("row");
    await expect(payments.filter({ hasText: "Payment to an operator" })).toHaveCount(1);
  });
});
