import { readFileSync } from "node:fs";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

test("a sealed order: this browser reads what comes home, the gateway and another browser do not", async ({
  page,
}) => {
  await openReady(page);
  await page.getByRole("textbox", { name: "Script" }).fill('console.log("secret", args[0]); output(input);');
  await page.getByRole("textbox", { name: "Arguments" }).fill("argument");
  await page.getByRole("textbox", { name: "Input" }).fill("secret input");
  await page.getByRole("switch", { name: "Seal it" }).click();
  await page.getByRole("button", { name: "Run it" }).click();

  const lease = page.getByRole("region", { name: "Lease", exact: true });
  await expect(lease.getByRole("log")).toContainText("secret argument");
  await expect(
    lease.getByRole("term").filter({ hasText: "Hash of the output" }).locator("xpath=.."),
  ).toContainText("checked here");
  const href = await lease.getByRole("link", { name: "Open the lease" }).getAttribute("href");
  const id = href!.split("/").at(-1)!;
  const { stdout } = (await (await page.request.get(`/api/leases/${id}/result`)).json()) as {
    stdout: string;
  };
  expect(Buffer.from(stdout, "base64").toString("latin1")).not.toContain("secret");

  await test.step("its own page opens it again, with nothing but the session key of this browser", async () => {
    await page.goto(href!);
    await expect(lease.getByRole("log")).toContainText("secret argument");
    const saved = page.waitForEvent("download");
    await lease.getByRole("button", { name: "Download the output" }).click();
    const text = readFileSync(await (await saved).path(), "utf8");
    expect(text).toContain("secret input");
    await expectSound(page);
  });

  await test.step("without the session key it stays closed, and the page says so", async () => {
    await page.evaluate(() => {
      for (const name of Object.keys(localStorage))
        if (name.startsWith("ambit.session-keys")) localStorage.removeItem(name);
    });
    await page.reload();
    await expect(lease).toContainText("this browser does not hold the session key that ordered it");
    await expect(lease.getByRole("log")).not.toContainText("secret");
  });
});
