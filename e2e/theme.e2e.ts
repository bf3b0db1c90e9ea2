import { expect, test } from "./fixtures";

test("the colours follow the system until somebody chooses, and then stay chosen", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.getByRole("button", { name: "Colours: as the system" }).click();
  await expect(page.getByRole("button", { name: "Colours: light" })).toBeVisible();
  await expect.poll(ground).not.toBe(dark);

  // The server sends the page in the chosen colours, so that the others never flash.
  const html = await page.request.get("/rent").then((response) => response.text());
  expect(html).toContain('data-theme="light"');
  await page.goto("/rent");
  expect(await ground()).not.toBe(dark);

  await page.getByRole("button", { name: "Colours: light" }).click();
  await expect.poll(ground).toBe(dark);
});
