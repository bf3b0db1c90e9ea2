import { signInWith } from "./demo-wallet";
import { expect, test } from "./fixtures";
import { authorise, openReady, readySteps } from "./get-ready";

/** Runs for a few seconds on two cores, so that the browser can be gone before it ends. */
const long = 'let n = 0; for (let i = 0; i < 4e6; i += 1) n += i; console.log("done", n);';

test("what a browser that is gone ordered is paid for by the wallet's next key", async ({
  page,
  browser,
}) => {
  await openReady(page);
  await page.getByRole("textbox", { name: "Script" }).fill(long);
  await page.getByRole("button", { name: "Run it" }).click();
  const lease = page.getByRole("region", { name: "Lease", exact: true });
  const address = await lease.getByRole("link", { name: "Open the lease" }).getAttribute("href");
  const { origins } = await page.context().storageState();
  const kept = origins.map(({ origin, localStorage }) => ({
    origin,
    localStorage: localStorage.filter(({ name }) => name === "ambit.demo-wallet"),
  }));
  await page.close();

  const context = await browser.newContext({ storageState: { cookies: [], origins: kept } });
  const other = await context.newPage();
  await other.goto("/rent");
  await readySteps(other).getByRole("button", { name: "Sign in" }).click();
  await signInWith(other, "My demo wallet 1");
  const due = async () => (await (await other.request.get("/api/tabs/due")).json()) as unknown[];
  await expect.poll(async () => (await due()).length).toBe(1);
  await authorise(other);
  await expect(readySteps(other)).toBeHidden();
  await other.goto(address!);
  await expect(other.getByRole("link", { name: "Paid by the contract" })).toBeVisible();
  await context.close();
});
