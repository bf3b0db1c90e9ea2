import { done, press, pressIn } from "./by-keyboard";
import { expect, test } from "./fixtures";

test("a newcomer rents without a pointer", async ({ page }) => {
  await page.goto("/");
  await press(page, /^Skip to the content$/);
  await press(page, /^Rent a device$/);
  await expect(page.getByRole("heading", { name: "Rent", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "Before the first run" })).toBeVisible();

  await press(page, /^Skip to the content$/);
  await press(page, /^Sign in$/);
  await pressIn(page, "Sign in", /^Connect a wallet$/);
  await pressIn(page, "Connect a Wallet", /^New demo wallet$/);
  await pressIn(page, "Sign in", /^Sign with your wallet$/);
  await pressIn(page, /^Sign in to /, /^Approve$/);
  await done(page, "You are signed in.");

  await press(page, /^Get test USDC$/);
  await pressIn(page, "Get test USDC", /^Do it$/);
  await done(page, "The test USDC is in your wallet.");

  await press(page, /^Deposit 20 USDC$/);
  await pressIn(page, /^Deposit/, /^Sign with your wallet$/);
  await pressIn(page, /^Let the escrow take/, /^Approve$/);
  await done(page, "in the escrow and free to spend.");

  await press(page, /^Allow it$/);
  await pressIn(page, /^Let this browser sign orders/, /^Sign with your wallet$/);
  await pressIn(page, /^Let a browser key spend/, /^Approve$/);
  await done(page, "This browser can sign orders.");

  await press(page, /^Run it$/);
  const lease = page.getByRole("region", { name: "Lease", exact: true });
  await expect(lease).toContainText("Completed");
  await expect(lease.getByRole("log")).toContainText("primes below 1000000");
});
