import { command } from "@/lib/sandbox/testing/assemble";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

/** Writes its first argument and a line break, then its standard input: what a module needs to show that it got both. */
const echo = command(
  `i32.const 0 i32.const 4 call args_sizes_get drop
   i32.const 16 i32.const 256 call args_get drop
   i32.const 80 i32.const 20 i32.load i32.store
   i32.const 84 i32.const 4 i32.load i32.const 255 i32.add i32.const 20 i32.load i32.sub i32.store
   i32.const 1 i32.const 80 i32.const 2 i32.const 40 call fd_write drop
   i32.const 0 i32.const 96 i32.const 1 i32.const 100 call fd_read drop
   i32.const 108 i32.const 100 i32.load i32.store
   i32.const 1 i32.const 104 i32.const 1 i32.const 40 call fd_write drop`,
  {
    imports: ["args_sizes_get", "args_get", "fd_read", "fd_write"],
    // A line break at 48; vectors at 80 (argument, line break) and at 96 (where the input goes) and 104 (what came).
    data: { 48: "\n", 88: words(48, 1), 96: words(1024, 512), 104: words(1024, 0) },
  },
);

function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

test("a module is uploaded and runs with its argument and its input", async ({ page }) => {
  await openReady(page);
  await page.getByText("WebAssembly", { exact: true }).click();
  await expect(page.getByRole("button", { name: "Run it" })).toHaveAttribute("aria-disabled", "true");
  await page
    .getByLabel("Module")
    .setInputFiles({ name: "echo.wasm", mimeType: "application/wasm", buffer: Buffer.from(echo) });
  await expect(page.getByText("echo.wasm")).toBeVisible();
  await page.getByRole("textbox", { name: "Arguments" }).fill("'one argument'");
  await page.getByRole("textbox", { name: "Input" }).fill("and some input");
  await page.getByRole("button", { name: "Run it" }).click();

  const lease = page.getByRole("region", { name: "Lease", exact: true });
  await expect(lease.getByRole("log")).toContainText("one argument");
  await expect(lease.getByRole("log")).toContainText("and some input");
  await expect(lease).toContainText("Completed");

  await lease.getByRole("link", { name: "Open the lease" }).click();
  const receipt = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the receipt" }).click();
  expect((await receipt).suggestedFilename()).toMatch(/\.json$/);
  await expect(page.getByRole("list", { name: "Timeline of the lease" })).toContainText("Completed");
});
