import type { Page } from "@playwright/test";
import { generatePrivateKey } from "viem/accounts";
import { startDevice, type RunningDevice } from "./device";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

const devices: RunningDevice[] = [];

test.afterAll(async () => {
  await Promise.all(devices.map(({ stop }) => stop()));
});

test("a customer takes one device in each of two countries at once within a budget, and sees what became of both", async ({
  page,
}) => {
  test.setTimeout(360_000);
  // No other test has devices in these countries.
  startIn("PT", "lighthouse", "38.72,-9.14");
  startIn("NO", "fjord", "59.91,10.75");
  const match = page.getByRole("region", { name: "Your match" });
  const fleet = page.getByRole("region", { name: "Fleet", exact: true });

  await test.step("says what it wants, and is told how much of it there is", async () => {
    await openReady(page);
    await page.getByRole("textbox", { name: "Script" }).fill('console.log("one of two");\n');
    await page.getByText("More limits").click();
    await page.getByRole("textbox", { name: "Only in these countries" }).fill("PT, NO");
    await page.getByRole("textbox", { name: "How many devices" }).fill("3");
    await page.getByRole("combobox", { name: "Spread" }).selectOption("One per country");
    await expect(match).toContainText("2 of 3 devices can be had together.", { timeout: 60_000 });
    await match.getByRole("button", { name: "Order 2" }).click();
    await page.getByRole("textbox", { name: "Budget" }).fill("0.02");
    await expect(match).toContainText("2 devices cost at least $0.0255/h together.");
    await expect(match).toContainText("The budget pays for 1.");
    await match.getByRole("button", { name: "Allow $0.0255/h" }).click();
    const taken = match.getByRole("list", { name: "The devices of the fleet" });
    await expect(taken.getByRole("listitem")).toHaveCount(2);
    await expect(taken).toContainText("lighthouse");
    await expect(taken).toContainText("fjord");
    await expect(match).toContainText("$0.02550/h");
    await expectSound(page);
  });

  await test.step("both run, and both are paid", async () => {
    await page.getByRole("button", { name: "Run it" }).click();
    await expect(fleet).toContainText("2 of 2 ended");
    await expect(fleet).toBeInViewport();
    for (const name of ["lighthouse PT", "fjord NO"])
      await expect(fleet.getByRole("link", { name })).toBeVisible();
    await expect(fleet.getByRole("button", { name: "Completed" })).toHaveCount(2);
    await fleet.getByRole("link", { name: "Fleet of 2 devices" }).click();
    await expect(page.getByRole("heading", { name: "Fleet", level: 1 })).toBeVisible();
    await expect(fleet).toContainText("2 of 2 ended");
    await expect(fleet.getByText("Paid by the contract")).toHaveCount(2, { timeout: 60_000 });
    await expect(fleet.getByRole("button", { name: "Stop" })).toHaveCount(0);
    await expectSound(page);
    await page.goto("/leases");
    const paid = page.getByRole("row").filter({ hasText: "Paid by the contract" });
    await expect(paid).toHaveCount(2, { timeout: 60_000 });
    await page.goto(`/fleets/0x${"0".repeat(64)}`);
    await expect(page.getByRole("heading", { name: "There is nothing at this address." })).toBeVisible();
  });

  await test.step("it runs again without an end, and is stopped as one", async () => {
    await page.goto("/rent");
    // The draft of before stands in the fields by now, and what is written stays.
    await expect(match).toContainText("2 devices");
    await page.getByRole("textbox", { name: "Script" }).fill("for (;;);\n");
    await page.getByRole("button", { name: "Run it" }).click();
    await expect(fleet.getByText("Has a device")).toHaveCount(2);
    await expect(fleet).toContainText("$0.02550/h of at most $0.02550/h");
    await fleet.getByRole("button", { name: "Stop all 2" }).click();
    await expect(fleet).toContainText("2 of 2 ended");
    await expect(fleet.getByRole("button", { name: "Cancelled" })).toHaveCount(2);
  });

  await test.step("three are too many, and wait together, sealed, until a third device joins", async () => {
    await page.goto("/rent");
    // The draft of before stands in the fields by now, and what is written stays.
    await expect(match).toContainText("2 devices");
    await page.getByRole("textbox", { name: "Script" }).fill('console.log("a secret of three");\n');
    await page.getByRole("switch", { name: "Seal it" }).click();
    await page.getByRole("textbox", { name: "Only in these countries" }).fill("PT, NO, FI");
    await page.getByRole("textbox", { name: "How many devices" }).fill("3");
    await page.getByRole("textbox", { name: "Budget" }).fill("");
    await page.getByText("Wait for a device", { exact: true }).click();
    await expect(match).toContainText("2 of 3 devices can be had together.");
    await expect(match).toContainText("it waits until all can be had together.");
    await page.getByRole("button", { name: "Run it" }).click();
    await expect(fleet.getByText("Waits for a device")).toHaveCount(3);
    await expectSound(page);
    await lookAway(page);
    startIn("FI", "sauna", "60.17,24.94");
    await expect(fleet).toContainText("3 of 3 ended", { timeout: 120_000 });
    await expect(fleet.getByRole("button", { name: "Completed" })).toHaveCount(3);
  });

  await test.step("this browser reads what each of them wrote, and the gateway does not", async () => {
    await fleet.getByRole("link", { name: "Fleet of 3 devices" }).click();
    await expect(page.getByRole("heading", { name: "Fleet", level: 1 })).toBeVisible();
    const lease = page.getByRole("region", { name: "Lease", exact: true });
    for (const name of ["lighthouse PT", "sauna FI"]) {
      await fleet.getByRole("link", { name }).click();
      await expect(lease.getByRole("log")).toContainText("a secret of three");
      const id = new URL(page.url()).pathname.split("/").at(-1)!;
      const stored = (await (await page.request.get(`/api/leases/${id}/result`)).json()) as {
        stdout: string;
      };
      expect(Buffer.from(stored.stdout, "base64").toString("latin1")).not.toContain("secret");
      await page.goBack();
      await expect(fleet).toBeVisible();
    }
  });
});

function startIn(country: string, name: string, place: string): void {
  devices.push(
    startDevice({
      AMBIT_DEVICE_NAME: name,
      AMBIT_COUNTRY: country,
      AMBIT_PLACE: place,
      AMBIT_OPERATOR_KEY: generatePrivateKey(),
    }),
  );
}

/** As if the customer turned to another tab. */
const lookAway = (page: Page) =>
  page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden" });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
