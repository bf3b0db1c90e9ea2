import { expectSound, fourLooks } from "./expect-sound";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

/** Every page of the site, with what says that it is there. */
const pages = {
  "/": "Rent the nearest idle machine",
  "/rent": "Rent",
  "/leases": "Leases",
  "/account": "Account",
  "/operate": "Operate",
  "/govern": "Govern",
  "/govern/treasury": "Govern",
  "/govern/rules": "Govern",
  "/govern/delegates": "Govern",
  "/govern/propose": "Propose",
  "/govern/proposals": "Proposals",
  "/operate/join": "Bring a device",
  "/operate/tab": "Lend this tab",
  "/network": "Network",
  "/prices": "Prices",
  "/reference": "API reference",
  "/nowhere": "There is nothing at this address",
};

/** What an operator's pages say to a wallet without a device. */
const emptyForOperators = {
  "/operate": "Your devices will be here.",
  "/operate/earnings": "Earnings by day will be here.",
  "/operate/leases": "No device of yours has had a lease yet.",
  "/operate/stake": "Your wallet holds 0 AMB.",
  "/operate/tab": "Later you change name and prices on",
};

for (const [path, heading] of Object.entries(pages))
  test(`${path} is sound for somebody who is not signed in`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(heading);
    if (path === "/rent")
      await expect(page.getByRole("region", { name: "Your match" })).toContainText("can take it");
    // The reference is one long list of the same: half the looks find as much.
    await expectSound(page, path === "/reference" ? undefined : fourLooks);
  });

test("the page of a device and that of its operator's wallet are sound", async ({ page }) => {
  const answer = await page.request.get("/api/devices");
  const { items } = (await answer.json()) as { items: { id: string; operator: string }[] };
  for (const path of [`/operate/devices/${items[0]!.id}`, `/network/wallets/${items[0]!.operator}`]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectSound(page, fourLooks);
  }
});

test("the pages of a customer are sound, empty and full", async ({ page }) => {
  test.setTimeout(300_000);
  await openReady(page);
  await test.step("no lease yet", async () => {
    await page.goto("/leases");
    await expect(page.getByText("Your leases will be here.")).toBeVisible();
    await expectSound(page);
    for (const [path, says] of Object.entries(emptyForOperators)) {
      await page.goto(path);
      await expect(page.getByText(says)).toBeVisible();
      await expectSound(page);
    }
  });

  await test.step("after a run", async () => {
    await page.goto("/rent");
    await page.getByRole("button", { name: "Run it" }).click();
    const lease = page.getByRole("region", { name: "Lease", exact: true });
    await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible();
    await expectSound(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await lease.getByRole("link", { name: "Open the lease" }).click();
    await expect(page.getByRole("list", { name: "Timeline of the lease" })).toBeVisible();
    await expectSound(page, fourLooks);
    await page.getByRole("link", { name: "Paid by the contract" }).click();
    await expect(page.getByText("Confirmed")).toBeVisible();
    await expectSound(page, fourLooks);
  });

  for (const path of ["/leases", "/account"])
    await test.step(`${path} with what happened`, async () => {
      await page.goto(path);
      await expect(page.getByRole("table").first()).toBeVisible();
      await expectSound(page, fourLooks);
    });
});

test("who says where they are sees the way to the device", async ({ page }) => {
  await page.goto("/rent");
  await page.getByRole("combobox", { name: "Near" }).selectOption({ label: "Tokyo, JP" });
  await expect(page.getByRole("img", { name: /^Map of the way from you to / })).toBeVisible();
  await expectSound(page);
});

test("a dialog is sound", async ({ page }) => {
  await page.goto("/rent");
  await page.getByRole("button", { name: "Sign in" }).first().click();
  await expect(page.getByRole("dialog", { name: "Sign in" })).toBeVisible();
  await expectSound(page);
});

test("a gateway that does not answer is told, keeps what was written, and can be asked again", async ({
  page,
}) => {
  const preview = "**/api/orders/preview";
  await page.route(preview, (route) => route.abort());
  await page.goto("/rent");
  const match = page.getByRole("region", { name: "Your match" });
  await expect(match.getByRole("alert")).toContainText("What you wrote is kept.");
  await expectSound(page);
  const asked = page.waitForRequest(preview);
  await match.getByRole("button", { name: "Try again" }).click();
  await asked;
  // From here it answers; it is asked again without a press, too.
  await page.unroute(preview);
  await expect(match).toContainText("can take it");
});

test("a page whose gateway goes away stays, says so, and is drawn anew when it is back", async ({ page }) => {
  await openReady(page);
  const said = page.getByText("This gateway does not answer.");
  // Scripts that are still on their way come: the wallet's libraries break without theirs, which is not the matter here.
  const gateway = (url: URL) => !url.pathname.startsWith("/_next/static/");
  // The server draws the first again every so often; the second asks by itself.
  for (const [path, there] of [
    ["/network", "Where devices are"],
    ["/operate/join", "Your machines appear here."],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(there)).toBeVisible();
    await page.route(gateway, (route) => route.abort());
    await expect(said).toBeVisible();
    await expect(page.getByText(there)).toBeVisible();
    await expectSound(page);
    const drawn = page.waitForRequest((request) => {
      const { rsc, "next-router-prefetch": ahead } = request.headers();
      return rsc === "1" && ahead === undefined;
    });
    await page.unroute(gateway);
    await expect(said).toBeHidden();
    await drawn;
  }
});

test("while the first match is looked for, the page keeps its place", async ({ page }) => {
  let answer = () => undefined as void;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/orders/preview", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/rent");
  const match = page.getByRole("region", { name: "Your match" });
  await expect(match.getByText("Looking for devices")).toBeAttached();
  await expectSound(page);
  answer();
  await expect(match).toContainText("can take it");
});

test("before its scripts are there a page takes nothing that it would forget", async ({ page }) => {
  const code = page.getByRole("textbox", { name: "Script" });
  const near = page.getByRole("combobox", { name: "Near" });
  const kind = page.getByRole("radio", { name: "WebAssembly" });
  await page.goto("/rent");
  await code.fill("print('kept')");
  let answer = () => undefined as void;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/_next/static/**/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await expect(code).toBeVisible();
  await expect(code).not.toBeEditable();
  await expect(near).toBeDisabled();
  await expect(kind).toBeDisabled();
  answer();
  await expect(code).toHaveValue("print('kept')");
  await code.fill("print('written anew')");
  await expect(code).toHaveValue("print('written anew')");
  await expect(near).toBeEnabled();
  await expect(kind).toBeEnabled();
});
