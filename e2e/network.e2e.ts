import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

const view = (page: Page) => page.getByRole("img", { name: /^Map of the devices/ }).getAttribute("viewBox");

test("the map tells what is in a cell, comes nearer, and is left by its buttons alone", async ({ page }) => {
  await page.goto("/network");
  const map = page.getByRole("img", { name: /^Map of the devices/ });
  await expect(map.locator("path[data-key]").first()).toBeAttached();
  const world = await view(page);

  await test.step("by keyboard", async () => {
    await page.getByRole("button", { name: "Next place" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText(/ of \d+ devices? online\. /)).toBeVisible();
    const finer = page.waitForResponse((response) => response.url().includes("/api/network/cells"));
    for (const _ of [1, 2, 3, 4, 5]) await page.keyboard.press("+");
    expect((await finer).ok()).toBe(true);
    const near = await view(page);
    expect(near).not.toBe(world);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => view(page)).not.toBe(near);
    await expect(map.locator("path[data-key]").first()).toBeAttached();
    await page.getByRole("button", { name: "The whole world" }).click();
    await expect.poll(() => view(page)).toBe(world);
  });

  await test.step("by mouse", async () => {
    const cell = map.locator("path[data-key]").first();
    await cell.click();
    await expect(page.getByText(/ of \d+ devices? online\. /)).toBeVisible();
    await page.mouse.wheel(0, -600);
    await expect.poll(() => view(page)).not.toBe(world);
  });
});

test("two fingers zoom the map on a phone", async ({ browser, baseURL }) => {
  const phone = { hasTouch: true, viewport: { width: 390, height: 844 }, baseURL: baseURL! };
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await page.goto("/network");
  const map = page.getByRole("img", { name: /^Map of the devices/ });
  // Hints come with the scripts, and so do fingers.
  await expect(map.locator("path[data-hint]").first()).toBeAttached();
  await map.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await map.boundingBox())!;
  const [middle, level] = [x + width / 2, y + height / 2];
  const devtools = await context.newCDPSession(page);
  const fingers = (type: "touchStart" | "touchMove", apart: number) =>
    devtools.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: [-apart, apart].map((from, id) => ({ x: middle + from, y: level, id })),
    });
  const across = async () => Number((await view(page))!.split(" ")[2]);
  const world = await across();
  await fingers("touchStart", 20);
  for (const apart of [30, 50, 80]) await fingers("touchMove", apart);
  await expect.poll(across).toBeCloseTo(world / 4, 0);
  await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await context.close();
});

test("the landing page shows the figures of the network page, and a map without a script", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL! });
  const page = await context.newPage();
  await page.goto("/");
  const online = /^([\d,]+) of ([\d,]+) devices? online$/;
  const [, here] = online.exec(await page.getByText(online).innerText())!;
  await expect(
    page
      .getByRole("img", { name: /^Map of the devices/ })
      .locator("path[data-key]")
      .first(),
  ).toBeAttached();
  await page.goto("/network");
  await expect(page.getByText("Devices online").locator("..")).toContainText(here!);
  await context.close();
});

test("prices are compared with dated ones of others, and a machine that nobody offers is said to be missing", async ({
  page,
}) => {
  await page.goto("/network");
  await page.getByRole("link", { name: "Compare with others" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Prices" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "No live offer here has these" })).toBeVisible();
  const missing = page.getByRole("table", { name: "Prices of machines that nobody offers here" });
  await expect(missing.getByRole("row", { name: /^AWS.*H100|^AWS.*p5/ })).toContainText("2025-06");
  await expect(missing.getByRole("row", { name: /^Vast\.ai.*cheapest elsewhere.*H100/ })).toBeVisible();
  const small = page.getByRole("table", { name: "Prices of 2 vCPU and 8 GiB" });
  await expect(small.getByRole("row", { name: /^AWS/ })).toContainText(/\d+ % (less|more)/);
});
