import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lastWords, press, signInByKeyboard, tabTo, walk } from "./by-keyboard";
import { expect, test } from "./fixtures";

test("a newcomer rents without a pointer, and takes the browser's key back", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto("/");
  await press(page, /^Skip to the content$/);
  await press(page, /^Rent a device$/);
  await expect(page.getByRole("heading", { name: "Rent", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "Before the first run" })).toBeVisible();

  await press(page, /^Skip to the content$/);
  await signInByKeyboard(page);
  await walk(page, "faucet", /^Get test USDC$/);
  await walk(page, "deposit", /^Deposit 20 USDC$/);
  await walk(page, "authorise-session", /^Allow it$/);
  await press(page, /^Run it$/);
  const lease = page.getByRole("region", { name: "Lease", exact: true });
  await expect(lease).toContainText("Completed");
  await expect(lease.getByRole("log")).toContainText("primes below 1000000");
  await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible();

  await page.goto("/account");
  const keys = page.getByRole("table", { name: "Session keys" });
  await expect(keys).toContainText("In force");
  await walk(page, "revoke-session", /^Revoke$/);
  await expect(keys).toContainText("Revoked");
});

test("the focus stays in a dialog, and goes round in it", async ({ page }) => {
  await page.goto("/rent");
  await page.getByRole("button", { name: "Sign in" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Sign in" });
  await tabTo(page, /^Connect a wallet$/);
  for (const way of ["Tab", "Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab"]) {
    await page.keyboard.press(way);
    await expect(dialog.locator(":focus")).toHaveCount(1);
  }
});

test("what narrows a list keeps the focus while the list changes", async ({ page }) => {
  await page.goto("/govern/delegates");
  const order = (name: string) => page.getByRole("radio", { name, exact: true });
  await expect(async () => {
    await order("Votes").focus();
    await page.keyboard.press("ArrowRight");
    await expect(page).toHaveURL(/sort=wallets/, { timeout: 5_000 });
  }).toPass();
  await expect(order("Wallets")).toBeChecked();
  await expect(order("Wallets")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/sort=taking-part/);
  await expect(order("Taking part")).toBeFocused();
});

test("every flow is walked without a pointer by one of these tests", () => {
  const walked = new Set(
    readdirSync(import.meta.dirname)
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [
        ...readFileSync(join(import.meta.dirname, file), "utf8").matchAll(
          /(?:walk|finishByKeyboard)\(\s*\w+,\s*"([a-z-]+)"/g,
        ),
      ])
      .map(([, flow]) => flow!),
  );
  expect([...walked].sort()).toEqual(Object.keys(lastWords).sort());
});
