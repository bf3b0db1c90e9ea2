import type { Page } from "@playwright/test";
import { answerInNode, chanceAndTime, words } from "@/agent/sandbox/testing/chance-and-time";
import { leaseDetailSchema, receiptSchema } from "@/lib/api/leases";
import { command } from "@/lib/sandbox/testing/assemble";
import { approve, finish, signInWith } from "./demo-wallet";
import { expect, test as base } from "./fixtures";
import { openFreezable, type FreezablePage } from "./freezable-browser";
import { openReady } from "./get-ready";
import { marketUrl } from "./market-url";

/** Says a word, and then never ends. */
const endless = command(
  `i32.const 1 i32.const 16 i32.const 1 i32.const 40 call fd_write drop loop br 0 end`,
  {
    imports: ["fd_write"],
    data: { 16: words(64, 7), 64: "begins\n" },
  },
);

const test = base.extend<{ lender: FreezablePage }>({
  lender: async ({ watch }, use) => {
    const lender = await openFreezable();
    watch(lender.page.context());
    await use(lender);
    await lender.close();
  },
});

/** No other words of a page have it in them. */
const name = "the lender’s own tab";

test("a browser tab is lent, works for a customer as any device would, and loses its lease when it is closed", async ({
  browser,
  lender,
}) => {
  test.setTimeout(480_000);
  const { page } = lender;
  const own = page.getByRole("region", { name: "This tab" });
  const customer = await (await browser.newContext()).newPage();
  const lease = customer.getByRole("region", { name: "Lease", exact: true });
  const isOnTab = lease.getByRole("link", { name });

  await test.step("an operator lends the tab and signs for it once", async () => {
    await page.goto(`${marketUrl}/operate/tab`);
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await signInWith(page);
    await own.getByRole("textbox", { name: "Name" }).fill(name);
    await own.getByRole("textbox", { name: "One vCPU" }).fill("0.005");
    await own.getByRole("textbox", { name: "One GiB of memory" }).fill("0.005");
    await own.getByRole("button", { name: "Lend this tab" }).click();
    await own.getByRole("button", { name: "Not now" }).click();
    // What was written is there still.
    await own.getByRole("button", { name: "Lend this tab" }).click();
    await own.getByRole("button", { name: "Sign for it" }).click();
    const flow = page.getByRole("dialog", { name: `Sign for ${name}` });
    await flow.getByRole("button", { name: "Sign with your wallet" }).click();
    await approve(page, /^Become the operator of a device/);
    await finish(page, `${name} is enrolled and takes leases.`);
    await expect(own).toContainText("Lent: waits for a lease");
  });

  const match = customer.getByRole("region", { name: "Your match" });
  await test.step("a customer sees what it is before ordering, and who wants more never gets it", async () => {
    await openReady(customer);
    await customer.getByText("WebAssembly", { exact: true }).click();
    await upload(customer, chanceAndTime);
    await expect(match).toContainText(name);
    await expect(match).toContainText("isolation 0");
    await customer.getByText("More limits").click();
    await customer.getByRole("combobox", { name: "Isolation" }).selectOption("1");
    await expect(match).toContainText(/isolation [1-3]/);
    await expect(match).not.toContainText(name);
    await customer.getByRole("combobox", { name: "Isolation" }).selectOption("0");
    await expect(match).toContainText(name);
  });

  await test.step("it runs there, and comes out byte for byte as in Node", async () => {
    await customer.getByRole("button", { name: "Run it" }).click();
    await expect(isOnTab).toBeVisible();
    await expect(lease).toContainText("Completed");
    const address = await lease.getByRole("link", { name: "Open the lease" }).getAttribute("href");
    const [inTab, inNode] = await bothOutcomes(customer, address!.split("/").at(-1)!);
    expect(inTab).toEqual(inNode);
    await expect(own).toContainText("Lent: waits for a lease");
    await expect(own).toContainText(/Earned by this tab\$0\.0*[1-9]/);
    await expect(own).toContainText("The workload ended with exit code 0.");
  });

  await test.step("frozen by its browser in the middle of a lease, it loses it, and says so when it wakes", async () => {
    await upload(customer, endless);
    await expect(match).toContainText(name);
    await customer.getByRole("button", { name: "Run it" }).click();
    await expect(lease).toContainText("Running");
    await expect(own).toContainText("Works for a customer");
    await lender.freeze();
    await expect(isOnTab).toBeHidden({ timeout: 90_000 });
    await expect(lease).toContainText("Running");
    await lender.wake();
    await expect(own).toContainText("Nothing was heard from the device");
    await expect(own).toContainText("Lent: waits for a lease");
    await lease.getByRole("button", { name: "Stop it" }).click();
    await expect(lease).toContainText("The customer cancelled");
  });

  const mine = await page.context().cookies();
  await test.step("stopped and loaded again, it is the same device: only its own wallet lends it, and signs nothing", async () => {
    const device = await own.getByRole("link", { name: /^Its page/ }).getAttribute("href");
    await own.getByRole("button", { name: "Stop now" }).click();
    await expect(own).toContainText("What it reported has reached the gateway.");
    await page.context().addCookies(await customer.context().cookies());
    await page.reload();
    await expect(own).toContainText("This browser’s device belongs to");
    await expect(own.getByRole("button", { name: "Lend this tab" })).toBeHidden();
    await page.context().addCookies(mine);
    await page.reload();
    await expect(own.getByRole("link", { name })).toHaveAttribute("href", device!);
    await expect(own.getByRole("textbox")).toHaveCount(0);
    await own.getByRole("button", { name: "Lend this tab" }).click();
    await expect(own).toContainText("Lent: waits for a lease");
    await expect(own.getByRole("link", { name: /^Its page/ })).toHaveAttribute("href", device!);
  });

  await test.step("who signs out still sees what the tab does, and for whom", async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("option", { name: "Sign out" }).click();
    await expect(own).toContainText("You are not signed in. It works for");
    await expect(own.getByRole("button", { name: "Stop now" })).toBeVisible();
  });

  await test.step("closed in the middle of a lease, it is silent, and the lease begins anew elsewhere", async () => {
    await upload(customer, endless);
    await expect(match).toContainText(name);
    await customer.getByRole("button", { name: "Run it" }).click();
    await expect(lease).toContainText("Running");
    await expect(own).toContainText("Works for a customer");
    await page.close({ runBeforeUnload: false });
    await expect(isOnTab).toBeHidden({ timeout: 90_000 });
    await expect(lease).toContainText("Running");
    await lease.getByRole("button", { name: "Stop it" }).click();
    await customer.context().close();
  });
});

async function upload(page: Page, module: Uint8Array): Promise<void> {
  await page
    .getByLabel("Module")
    .setInputFiles({ name: "run.wasm", mimeType: "application/wasm", buffer: Buffer.from(module) });
}

/** What the tab reported of a lease, and what this process makes of the same order. */
async function bothOutcomes(page: Page, id: string) {
  const read = async (path: string) =>
    (await page.request.get(`/api/leases/${path}`)).json() as Promise<unknown>;
  const { orderId, outcome, spec } = leaseDetailSchema.parse(await read(id));
  const { order } = receiptSchema.parse(await read(`${id}/receipt`));
  const { resultRoot, fuel: fuelUsed, stdoutSha256 } = outcome!;
  return [
    { resultRoot, fuelUsed, stdoutSha256 },
    answerInNode({ id: orderId, args: spec.args, terms: order.terms, resources: spec.resources }),
  ];
}
