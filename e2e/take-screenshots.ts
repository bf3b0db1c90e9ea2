import { test } from "@playwright/test";
import { signInWith } from "./demo-wallet";
import { expect } from "./fixtures";
import { openReady } from "./get-ready";
import { takePicture } from "./take-picture";

test("screenshots", async ({ page, browser }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await takePicture(page, "landing", ["light", "dark", "phone"]);

  await openReady(page);
  const match = page.getByRole("region", { name: "Your match" });
  await expect(match).toContainText("can take it");
  await page.getByText("Why this one").click();
  await takePicture(page, "rent", ["light", "dark", "phone"]);

  const lease = page.getByRole("region", { name: "Lease", exact: true });
  for (const program of ["Count words of an input", "Draw the Mandelbrot set", "Count primes"]) {
    await page.getByRole("button", { name: program }).click();
    await page.getByRole("button", { name: "Run it" }).click();
    await expect(lease.getByRole("log")).toContainText(
      program === "Count primes" ? "primes, the last" : /\S/,
    );
    await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible();
    if (program === "Count primes") await takePicture(page, "run", ["light", "dark", "phone"], lease);
    await page.evaluate(() => scrollTo(0, 0));
  }
  await lease.getByRole("link", { name: "Open the lease" }).click();
  await expect(page.getByRole("list", { name: "Timeline of the lease" })).toBeVisible();
  await expect(page.getByRole("log")).toContainText("primes below");
  await takePicture(page, "lease", ["light", "phone"]);

  for (const name of ["leases", "account"]) {
    await page.goto(`/${name}`);
    await expect(page.getByRole("table").first()).toBeVisible();
    await takePicture(page, name, ["light", "dark", "phone"]);
  }
  for (const name of ["network", "prices", "govern", "reference"]) {
    await page.goto(`/${name}`, { waitUntil: "networkidle" });
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await takePicture(page, name, name === "network" ? ["light", "dark", "phone"] : ["light"]);
  }

  const operator = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
  await operator.goto("/operate");
  await operator.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await signInWith(operator, "Demo operator");
  await expect(operator.getByRole("table", { name: "Your devices", exact: true })).toBeVisible();
  await takePicture(operator, "operate", ["light", "dark", "phone"]);
});
