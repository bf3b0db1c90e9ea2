import { expect, test } from "./fixtures";

test("a button that is pressed before the page's scripts are there is pressed once they are", async ({
  page,
}) => {
  const scripts = Promise.withResolvers<void>();
  await page.route("**/_next/static/**/*.js", async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await page.goto("/rent", { waitUntil: "commit" });
  const signIn = page.getByRole("button", { name: "Sign in" }).first();
  await signIn.click();
  await expect(signIn).toHaveCSS("opacity", "0.5");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  scripts.resolve();
  await expect(page.getByRole("dialog", { name: "Sign in" })).toBeVisible();
  await expect(signIn).toHaveCSS("opacity", "1");
});
