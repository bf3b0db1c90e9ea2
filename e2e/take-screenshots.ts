import { join } from "node:path";
import { test, type Locator, type Page } from "@playwright/test";
import { signInWith } from "./demo-wallet";
import { expect } from "./fixtures";
import { openReady } from "./get-ready";

const folder = join(import.meta.dirname, "../docs/screenshots");
const screen = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/** Takes the page in these looks; on a phone, where only a part of it is in sight, the part `at`. */
async function take(
  page: Page,
  name: string,
  looks: readonly ("light" | "dark" | "phone")[],
  at?: Locator,
): Promise<void> {
  for (const look of looks) {
    await page.emulateMedia({ colorScheme: look === "dark" ? "dark" : "light", reducedMotion: "reduce" });
    await page.setViewportSize(look === "phone" ? phone : screen);
    await page.evaluate(() => document.fonts.ready);
    await page.mouse.move(0, 0);
    await expect(page.getByRole("tooltip")).toHaveCount(0);
    if (look === "phone" && at) await at.evaluate((part) => part.scrollIntoView());
    await page.screenshot({ path: join(folder, `${name}-${look}.png`), animations: "disabled" });
  }
  await page.setViewportSize(screen);
}

test("screenshots", async ({ page, browser }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await take(page, "landing", ["light", "dark", "phone"]);

  await openReady(page);
  const match = page.getByRole("region", { name: "Your match" });
  await expect(match).toContainText("can take it");
  await page.getByText("Why this one").click();
  await take(page, "rent", ["light", "dark", "phone"]);

  const lease = page.getByRole("region", { name: "Lease", exact: true });
  for (const program of ["Count words of an input", "Draw the Mandelbrot set", "Count primes"]) {
    await page.getByRole("button", { name: program }).click();
    await page.getByRole("button", { name: "Run it" }).click();
    await expect(lease.getByRole("log")).toContainText(
      program === "Count primes" ? "primes, the last" : /\S/,
    );
    if (program === "Count primes") await take(page, "run", ["light", "dark", "phone"], lease);
    await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible();
    await page.evaluate(() => scrollTo(0, 0));
  }
  await lease.getByRole("link", { name: "Open the lease" }).click();
  await expect(page.getByRole("list", { name: "Timeline of the lease" })).toBeVisible();
  await take(page, "lease", ["light", "phone"]);

  for (const name of ["leases", "account"]) {
    await page.goto(`/${name}`);
    await expect(page.getByRole("table").first()).toBeVisible();
    await take(page, name, ["light", "dark", "phone"]);
  }
  for (const name of ["network", "prices", "govern", "reference"]) {
    await page.goto(`/${name}`, { waitUntil: "networkidle" });
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await take(page, name, name === "network" ? ["light", "dark", "phone"] : ["light"]);
  }

  const operator = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
  await operator.goto("/operate");
  await operator.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await signInWith(operator, "Demo operator");
  await expect(operator.getByRole("table", { name: "Earnings by device" })).toBeVisible();
  await take(operator, "operate", ["light", "dark", "phone"]);
});
