import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";

test("an order whose answer is lost on its way is placed once, however often it is pressed", async ({
  page,
}) => {
  await openReady(page);
  const lease = page.getByRole("region", { name: "Lease", exact: true });
  const run = page.getByRole("button", { name: "Run it" });

  await test.step("the first answer is lost: it is sent again, and found to stand", async () => {
    await page.getByRole("textbox", { name: "Script" }).fill('console.log("the first");\n');
    await loseAnswers(page, 1);
    await run.click();
    await expect(lease.getByRole("log")).toContainText("the first");
    await page.unroute(orders);
  });

  await test.step("all are lost: the next press finds it, and places nothing", async () => {
    await page.getByRole("textbox", { name: "Script" }).fill('console.log("the second");\n');
    await loseAnswers(page, Infinity);
    await run.click();
    const match = page.getByRole("region", { name: "Your match" });
    await expect(match.getByRole("alert")).toContainText("the next press finds it");
    await page.unroute(orders);
    await run.click();
    await expect(lease.getByRole("log")).toContainText("the second");
  });

  await test.step("all are lost, and the page is loaded anew: it is there", async () => {
    await page.getByRole("textbox", { name: "Script" }).fill('console.log("the third");\n');
    await loseAnswers(page, Infinity);
    await run.click();
    const match = page.getByRole("region", { name: "Your match" });
    await expect(match.getByRole("alert")).toContainText("the next press finds it");
    await page.unroute(orders);
    await page.reload();
    await expect(lease.getByRole("log")).toContainText("the third");
  });

  await page.goto("/leases");
  await expect(page.getByRole("table").getByRole("link", { name: /^javascript/ })).toHaveCount(3);
});

const orders = "**/api/orders";

/** The gateway has the order and answers; the browser never hears of it, so many times. */
async function loseAnswers(page: Page, times: number): Promise<void> {
  let lost = 0;
  await page.route(orders, async (route) => {
    if (lost++ >= times) return route.continue();
    await route.fetch();
    await route.abort();
  });
}
