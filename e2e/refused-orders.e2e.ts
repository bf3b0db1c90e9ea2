import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { authorise, deposit, openReady, readySteps, signIn } from "./get-ready";

const run = (page: Page) => page.getByRole("button", { name: "Run it" });
const match = (page: Page) => page.getByRole("region", { name: "Your match" });

test("what no device would run is refused at its field", async ({ page }) => {
  await openReady(page);
  const script = page.getByRole("textbox", { name: "Script" });

  await test.step("a script with a syntax error, by line", async () => {
    await script.fill('console.log("fine");\nconst 1 = 2;\n');
    await run(page).click();
    await expect(script).toHaveAccessibleDescription(/syntax error at line 2, column \d+/);
    await expect(script).toHaveAttribute("aria-invalid", "true");
  });

  await test.step("the correction takes the error away", async () => {
    await script.fill('console.log("fine");\n');
    await expect(script).not.toHaveAttribute("aria-invalid", "true");
  });

  await test.step("a quote that is not closed", async () => {
    const args = page.getByRole("textbox", { name: "Arguments" });
    await args.fill("'open");
    await expect(args).toHaveAccessibleDescription("A quote is not closed.");
    await expect(run(page)).toHaveAttribute("aria-disabled", "true");
    await args.fill("");
  });

  await test.step("an order above what one order may cost", async () => {
    const minutes = page.getByRole("textbox", { name: "Longest run" });
    await minutes.fill("6000");
    await expect(minutes).toHaveAccessibleDescription(/One order may cost at most \$5/);
    await minutes.fill("10");
  });

  const choose = async (name: string, bytes: readonly number[]) =>
    page
      .getByLabel("Module")
      .setInputFiles({ name, mimeType: "application/wasm", buffer: Buffer.from(bytes) });
  await test.step("a file that is no module, before it is uploaded", async () => {
    await page.getByText("WebAssembly", { exact: true }).click();
    await choose("notes.wasm", [0x68, 0x69, 0x21, 0x21]);
    await expect(page.getByLabel("Module")).toHaveAccessibleDescription(
      /notes\.wasm is no WebAssembly module/,
    );
  });

  await test.step("a module that breaks off, by the gateway", async () => {
    await choose("broken.wasm", [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x7f]);
    await run(page).click();
    await expect(page.getByLabel("Module")).toHaveAccessibleDescription(/no WebAssembly module/);
  });
});

test("an order above the balance or the session key's cap asks for what is missing", async ({ page }) => {
  await page.goto("/rent");
  await signIn(page);
  const rate = page.getByRole("textbox", { name: "Price limit" });
  const minutes = page.getByRole("textbox", { name: "Longest run" });

  await test.step("above the balance: the deposit that is missing", async () => {
    await expect(readySteps(page).getByRole("textbox", { name: "Amount" })).toHaveValue("20");
    await readySteps(page).getByRole("textbox", { name: "Amount" }).fill("0.001");
    await expect(readySteps(page).getByRole("textbox", { name: "Amount" })).toHaveAccessibleDescription(
      /at least/i,
    );
    await expect(run(page)).toHaveAttribute("aria-disabled", "true");
    await readySteps(page).getByRole("textbox", { name: "Amount" }).fill("20");
    await deposit(page);
  });

  await test.step("above the cap: a new key with a higher one", async () => {
    await authorise(page, "0.5");
    await expect(readySteps(page)).toBeHidden();
    await rate.fill("4");
    await minutes.fill("60");
    await expect(readySteps(page).getByRole("button", { name: "Allow it" })).toBeVisible();
    await expect(run(page)).toHaveAttribute("aria-disabled", "true");
    await minutes.fill("6");
    await expect(readySteps(page)).toBeHidden();
    await expect(run(page)).not.toHaveAttribute("aria-disabled", "true");
  });
});

test("an order that no device fits says which limit is in the way, and may wait", async ({ page }) => {
  await openReady(page);
  await page.getByText("More limits").click();
  await page.getByRole("textbox", { name: "Only in these countries" }).fill("AQ");
  await expect(match(page)).toContainText(
    /The only device cannot take it|None of the \d+ devices can take it/,
  );
  await expect(match(page)).toContainText("in other countries");

  await test.step("refused, with the reason", async () => {
    await run(page).click();
    await expect(match(page).getByRole("alert")).toContainText("No device meets all the limits together");
  });

  await test.step("waiting, and cancelled free of charge", async () => {
    await page.getByText("Wait for a device", { exact: true }).click();
    await run(page).click();
    const order = page.getByRole("region", { name: "Order" });
    await expect(order).toContainText("Waits for a device");
    await order.getByRole("button", { name: "Cancel the order" }).click();
    await expect(order).toContainText("Ended");
    await expect(order).toContainText("The customer cancelled.");
  });

  await test.step("one press relaxes the limit", async () => {
    await match(page).getByRole("button", { name: "Allow all" }).click();
    await expect(match(page)).toContainText("local");
  });
});
