import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";

test("by keys alone a device is found from anywhere, gone to, and found again among the recent", async ({
  page,
}) => {
  await page.goto("/prices");
  const palette = page.getByRole("dialog", { name: "Find or go to" });
  const field = palette.getByRole("combobox");
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(field).toBeFocused({ timeout: 5_000 });
  }).toPass();
  await expect(palette.getByRole("option", { name: "Rent a device" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("ArrowDown");
  await expect(palette.getByRole("option", { name: "Your leases" })).toHaveAttribute("aria-selected", "true");
  await expectSound(page);

  await page.keyboard.type("local");
  const device = palette.getByRole("option", { name: /Device$/ }).first();
  await expect(device).toHaveAttribute("aria-selected", "true");
  const name = await device.locator("span").first().innerText();
  await page.keyboard.press("Enter");
  await expect(palette).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);

  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("group", { name: "Recent" })).toContainText(name);
  await page.keyboard.type("nothing is called like this");
  await expect(palette).toContainText("Nothing here is called that.");
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("Enter goes where the text leads, and not to what was found for another one", async ({ page }) => {
  await page.goto("/prices");
  const palette = page.getByRole("dialog", { name: "Find or go to" });
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(palette.getByRole("combobox")).toBeFocused({ timeout: 5_000 });
  }).toPass();
  await page.keyboard.type("local");
  await expect(palette.getByRole("option", { name: /Device$/ }).first()).toBeVisible();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("treasury");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/govern\/treasury$/);
});

test("by touch it changes the colours, and what cannot be searched does not hide the pages", async ({
  browser,
}) => {
  const page = await (await browser.newContext({ hasTouch: true })).newPage();
  await page.goto("/network");
  const palette = page.getByRole("dialog", { name: "Find or go to" });
  await page.getByRole("button", { name: /^Find or go to/ }).tap();
  await palette.getByRole("option", { name: "Colours: dark" }).tap();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(palette).toBeHidden();

  await page.route("**/api/network/search*", (route) => route.abort());
  await page.getByRole("button", { name: /^Find or go to/ }).tap();
  await palette.getByRole("combobox").fill("treasury");
  await expect(palette.getByRole("alert")).toContainText("Pages and settings are found without it.");
  await palette.getByRole("option", { name: "Treasury" }).tap();
  await expect(page).toHaveURL(/\/govern\/treasury$/);
});
