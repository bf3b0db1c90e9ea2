import type { Page } from "@playwright/test";
import { hexToBytes } from "viem";
import { RunRecord } from "@/agent/sandbox/run-record";
import { leaseDetailSchema, receiptSchema } from "@/lib/api/leases";
import { limitsOf } from "@/lib/sandbox/limits";
import type { Outcome } from "@/lib/sandbox/outcome";
import { prepareRun } from "@/lib/sandbox/prepare-run";
import type { WasmRun } from "@/lib/sandbox/run-input";
import { command } from "@/lib/sandbox/testing/assemble";
import { approve, finish, signInWith } from "./demo-wallet";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

/** Writes eight bytes of the run's chance and its time, so that an answer that is equal is equal in these too. */
const chanceAndTime = command(
  `i32.const 64 i32.const 8 call random_get drop
   i32.const 0 i64.const 1 i32.const 72 call clock_time_get drop
   i32.const 1 i32.const 16 i32.const 1 i32.const 40 call fd_write drop`,
  { imports: ["random_get", "clock_time_get", "fd_write"], data: { 16: words(64, 16) } },
);

/** Says a word, and then never ends. */
const endless = command(
  `i32.const 1 i32.const 16 i32.const 1 i32.const 40 call fd_write drop loop br 0 end`,
  {
    imports: ["fd_write"],
    data: { 16: words(64, 7), 64: "begins\n" },
  },
);

function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

test("a browser tab is lent, works for a customer as any device would, and loses its lease when it is closed", async ({
  page,
  browser,
}) => {
  test.setTimeout(360_000);
  const own = page.getByRole("region", { name: "This tab" });
  const customer = await (await browser.newContext()).newPage();
  const lease = customer.getByRole("region", { name: "Lease", exact: true });

  await test.step("an operator lends the tab and signs for it once", async () => {
    await page.goto("/operate/tab");
    const main = page.getByRole("main");
    await expect(async () => {
      await main.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("dialog", { name: "Sign in" })).toBeVisible({ timeout: 5_000 });
    }).toPass();
    await signInWith(page);
    await own.getByRole("textbox", { name: "Name" }).fill("a tab");
    await own.getByRole("textbox", { name: "One vCPU" }).fill("0.001");
    await own.getByRole("textbox", { name: "One GiB of memory" }).fill("0.001");
    await own.getByRole("button", { name: "Lend this tab" }).click();
    await own.getByRole("button", { name: "Sign for it" }).click();
    const flow = page.getByRole("dialog", { name: "Sign for a tab" });
    await flow.getByRole("button", { name: "Sign with your wallet" }).click();
    await approve(page, /^Become the operator of a device/);
    await finish(page, "a tab is enrolled and takes leases.");
    await expect(own).toContainText("Lent: waits for a lease");
  });

  const match = customer.getByRole("region", { name: "Your match" });
  await test.step("a customer sees what it is before ordering, and who wants more never gets it", async () => {
    await openReady(customer);
    await customer.getByText("WebAssembly", { exact: true }).click();
    await upload(customer, chanceAndTime);
    await expect(match).toContainText("a tab");
    await expect(match).toContainText("isolation 0");
    await customer.getByText("More limits").click();
    await customer.getByRole("combobox", { name: "Isolation" }).selectOption("1");
    await expect(match).not.toContainText("a tab");
    await customer.getByRole("combobox", { name: "Isolation" }).selectOption("0");
    await expect(match).toContainText("a tab");
  });

  await test.step("it runs there, and comes out byte for byte as in Node", async () => {
    await customer.getByRole("button", { name: "Run it" }).click();
    await expect(lease).toContainText("a tab");
    await expect(lease).toContainText("Completed");
    const address = await lease.getByRole("link", { name: "Open the lease" }).getAttribute("href");
    const [inTab, inNode] = await bothOutcomes(customer, address!.split("/").at(-1)!);
    expect(inTab).toEqual(inNode);
    await expect(own).toContainText("Lent: waits for a lease");
    await expect(own).toContainText(/Earned by this tab\$0\.0/);
  });

  await test.step("loaded again, the tab is the same device and asks for no signature", async () => {
    const device = await own.getByRole("link", { name: /^Its page/ }).getAttribute("href");
    await page.reload();
    await own.getByRole("button", { name: "Lend this tab" }).click();
    await expect(own).toContainText("Lent: waits for a lease");
    await expect(own.getByRole("link", { name: /^Its page/ })).toHaveAttribute("href", device!);
  });

  await test.step("closed in the middle of a lease, it is silent, and the lease begins anew elsewhere", async () => {
    await upload(customer, endless);
    await expect(match).toContainText("a tab");
    await customer.getByRole("button", { name: "Run it" }).click();
    await expect(lease).toContainText("Running");
    await expect(own).toContainText("Works for a customer");
    await page.close({ runBeforeUnload: false });
    await expect(lease).not.toContainText("a tab", { timeout: 90_000 });
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

type Answer = Pick<Outcome, "resultRoot" | "fuelUsed"> & { stdoutSha256: string };

/** What the tab reported of a lease, and what this process makes of the same order. */
async function bothOutcomes(page: Page, id: string): Promise<[tab: Answer, node: Answer]> {
  const read = async (path: string) =>
    (await page.request.get(`/api/leases/${path}`)).json() as Promise<unknown>;
  const { orderId, outcome, spec } = leaseDetailSchema.parse(await read(id));
  const { order } = receiptSchema.parse(await read(`${id}/receipt`));
  const { memoryMib, diskMib } = spec.resources;
  const run: WasmRun = {
    kind: "wasm",
    module: chanceAndTime,
    sha256: spec.workload.kind === "wasm" ? spec.workload.module : "",
    args: spec.args,
    env: {},
    files: [],
    input: new Uint8Array(),
    seed: hexToBytes(orderId),
    startsAtMs: order.terms.startBy * 1000,
    limits: limitsOf({ memoryMib, diskMib, wallMs: order.terms.maxSeconds * 1000 }),
  };
  const record = new RunRecord(run, () => undefined);
  const start = prepareRun(run, noEngine, (stream, bytes) => record.output(stream, bytes));
  const { resultRoot, fuelUsed, stdout } = record.close(start(), 0);
  return [
    {
      resultRoot: outcome!.resultRoot,
      fuelUsed: outcome!.fuel,
      stdoutSha256: outcome!.stdoutSha256,
    },
    { resultRoot, fuelUsed, stdoutSha256: stdout.sha256 },
  ];
}

function noEngine(): never {
  throw new Error("A module needs no script engine.");
}
