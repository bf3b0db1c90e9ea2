import { sha256 } from "viem";
import { watchDialogs } from "./demo-wallet";
import { expect, test } from "./fixtures";
import { authorise, deposit, readySteps, signIn } from "./get-ready";

const script = `
console.log("hello", args.join(" "));
for (let n = 1; n <= 3; n += 1) console.log("line", n);
console.log("read", input.length, "letters");
`;
const printed = "hello from a test\nline 1\nline 2\nline 3\nread 5 letters\n";
const hash = sha256(new TextEncoder().encode(printed)).slice(2);

test("a newcomer rents: a wallet, one deposit, one session key, then run after run without a prompt", async ({
  page,
}) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Rent a device" }).click();
  await expect(page.getByRole("heading", { name: "Rent", level: 1 })).toBeVisible();
  const dialogs = await watchDialogs(page);

  await test.step("the match shows while the order is written, before anyone signs in", async () => {
    await page.getByRole("textbox", { name: "Script" }).fill(script);
    await page.getByRole("textbox", { name: "Arguments" }).fill("from 'a test'");
    await page.getByRole("textbox", { name: "Input" }).fill("five!");
    const match = page.getByRole("region", { name: "Your match" });
    await expect(match).toContainText("local");
    await expect(match).toContainText("$0.01275/h");
    await match.getByText("Why this one").click();
    await expect(match.getByRole("img", { name: /^local: .*points$/ })).toBeVisible();
  });

  await signIn(page);
  await deposit(page);
  await authorise(page);
  await expect(readySteps(page)).toBeHidden();
  const asked = await dialogs();
  expect(asked).toContain("Let a browser key spend up to 5 USDC");

  const lease = page.getByRole("region", { name: "Lease", exact: true });
  const fact = (name: string) => lease.getByRole("term").filter({ hasText: name }).locator("xpath=..");
  await test.step("the first run", async () => {
    await page.getByRole("button", { name: "Run it" }).click();
    await expect(lease.getByRole("log")).toContainText("read 5 letters");
    await expect(lease.getByRole("log")).toContainText("hello from a test");
    await expect(fact("Exit code")).toContainText("0");
    await expect(fact("Hash of the output")).toContainText(`${hash.slice(0, 4)}…${hash.slice(-4)}`);
    await expect(fact("Hash of the output")).toContainText("checked here");
    await expect(fact("Hash of the result")).toContainText(/[0-9a-f]{4}…[0-9a-f]{4}/);
    await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible();
    await expect(lease.getByRole("link", { name: /^\$0\.00000\d+$/ })).toBeVisible();
  });

  await test.step("the second run, by its own session key", async () => {
    const first = await lease.getByRole("link", { name: "Open the lease" }).getAttribute("href");
    await page.getByRole("textbox", { name: "Arguments" }).fill("again");
    await page.getByRole("button", { name: "Run it" }).click();
    await expect(lease.getByRole("link", { name: "Open the lease" })).not.toHaveAttribute("href", first!);
    await expect(lease.getByRole("log")).toContainText("hello again");
    await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible();
    expect(await dialogs()).toEqual(asked);
  });

  await test.step("the settling transaction, and what it did", async () => {
    await lease.getByRole("link", { name: "Paid by the contract" }).click();
    await expect(page.getByText("Confirmed")).toBeVisible();
    await expect(page.getByRole("code").filter({ hasText: "redeemTab" })).toBeVisible();
  });

  await test.step("leases and account show the same", async () => {
    await page.goto("/leases");
    await expect(page.getByRole("row").filter({ hasText: "Paid by the contract" })).toHaveCount(2);
    await page.goto("/account");
    const movements = page.getByRole("table", { name: /movement/i });
    await expect(movements.getByRole("row").filter({ hasText: "Payment to an operator" })).toHaveCount(2);
    await expect(movements.getByRole("row").filter({ hasText: "Deposit" })).toContainText("+$20.00");
  });
});
