import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

test("the receipt of a lease is checked in the browser, signature by signature", async ({ page }) => {
  await openReady(page);
  await page.getByRole("textbox", { name: "Script" }).fill('console.log("proof");');
  await page.getByRole("button", { name: "Run it" }).click();
  const lease = page.getByRole("region", { name: "Lease", exact: true });
  await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible();
  await lease.getByRole("button", { name: "Check the receipt" }).click();
  const checks = lease.getByRole("region", { name: "Checks of the receipt" }).getByRole("listitem");
  await expect(checks).toHaveCount(7);
  for (const check of await checks.all()) await expect(check).toContainText("Holds:");
  await expect(checks.last()).toContainText("The escrow paid it in block");
});
