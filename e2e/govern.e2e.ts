import { escrowAbi } from "@/lib/chain/abi/escrow";
import { openChain } from "./chain";
import { finish, sendFlow, signInWith } from "./demo-wallet";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";
import { authorise, deposit } from "./get-ready";
import { openLease } from "./lease-on-chain";
import { skipTo } from "./skip-to";

/** Runs until it is stopped at its limit, so that its cost does not hang on how fast the machine is. */
const endless = "for (;;);\n";

test("a member gets votes, changes the fee by a vote, and the next lease pays the new one, running ones the old", async ({
  page,
}) => {
  test.setTimeout(420_000);
  const chain = await openChain();
  const fee = { address: chain.contracts.escrow, abi: escrowAbi, functionName: "feeBps" } as const;
  const was = (await chain.reader.readContract(fee)) / 100;
  // Another fee than it has, so that the test can run twice on one market.
  const voted = was === 2 ? 3 : 2;
  const title = `A fee of ${voted} per cent`;
  const running = await openLease(chain);
  const votes = page.getByRole("region", { name: "Your votes" });

  await test.step("AMB vote once they are delegated, here to oneself", async () => {
    await page.goto("/govern");
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await signInWith(page);
    await expectSound(page);
    await votes.getByRole("button", { name: "Get AMB" }).click();
    await page.getByRole("dialog", { name: "Get AMB" }).getByRole("button", { name: "Do it" }).click();
    await finish(page, "The AMB are in your wallet.");
    await expect(votes).toContainText("Your AMB do not vote yet");
    await votes.getByRole("button", { name: "Vote yourself" }).click();
    await sendFlow(page, "Vote yourself", /^Say who votes for you/);
    await finish(page, "Your AMB vote with you.");
    await expect(votes).toContainText("yourself");
    await expect(votes).not.toContainText("do not vote yet");
  });

  await test.step("a proposal says what it does before it is made, and refuses what a vote may not do", async () => {
    await page.getByRole("link", { name: "Propose", exact: true }).click();
    await page.getByRole("combobox", { name: "Which figure" }).selectOption("feeBps");
    const value = page.getByRole("textbox", { name: "New value" });
    await value.fill("9");
    await expect(page.getByText(`A number from ${was / 2} % to ${was * 1.5} %.`)).toBeVisible();
    await value.fill(`${voted}`);
    await expect(page.getByRole("region", { name: "What happens if it passes" })).toContainText(
      `Sets fee to ${voted} %.`,
    );
    await page.getByRole("textbox", { name: "Title" }).fill(title);
    await page.getByRole("textbox", { name: "Why" }).fill("The treasury pays for audits.");
    await expectSound(page);
    await page.getByRole("button", { name: "Propose it" }).click();
    await sendFlow(page, /^Propose: /, /^Put a proposal to the vote/);
    await finish(page, "It is proposed.");
    await expect(page).toHaveURL(/\/govern\/proposals\/\d+$/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  });

  const acts = page.getByRole("list", { name: "Acts" });
  await test.step("it can be read and voted on", async () => {
    await expect(acts).toContainText(`Sets fee to ${voted} %.`);
    await expect(acts).toContainText(`${was} %`);
    await expect(acts.getByText("nothing hidden").first()).toBeVisible();
    await skipTo(page, "Skip to the vote", "Vote");
    await page.getByRole("textbox", { name: "Your reason" }).fill("Audits are worth it.");
    await page.getByRole("button", { name: "Vote", exact: true }).click();
    await sendFlow(page, "Vote: for", /^Vote on a proposal/);
    await finish(page, "Your vote is counted.");
    const ballots = page.getByRole("table", { name: "Votes, the newest first" });
    await expect(ballots).toContainText("For 10,000 AMB");
    await expect(ballots).toContainText("Audits are worth it.");
    await expect(page.getByText("is reached.")).toBeVisible();
  });

  const proposal = page.url();
  const lease = page.getByRole("region", { name: "Lease", exact: true });
  const run = async (minutes: string) => {
    await page.getByRole("textbox", { name: "Script" }).fill(endless);
    await page.getByText("Medium", { exact: true }).click();
    await page.getByRole("textbox", { name: "Longest run" }).fill(minutes);
    await page.getByRole("button", { name: "Run it" }).click();
  };
  /** What the newest lease paid, and the fee in it. */
  const paid = async () => {
    await expect(lease.getByRole("link", { name: "Paid by the contract" })).toBeVisible({ timeout: 90_000 });
    const { items } = (await (await page.request.get("/api/account/movements")).json()) as {
      items: { kind: string; amount: string; fee: string }[];
    };
    const payment = items.find(({ kind }) => kind === "payment")!;
    const amount = BigInt(payment.amount);
    expect(part(amount, voted), "a payment too small to tell the fees apart").not.toBe(part(amount, was));
    return { amount, fee: BigInt(payment.fee) };
  };

  const onTab = await test.step("a lease on a tab begins before it passes", async () => {
    await page.goto("/rent");
    await deposit(page);
    await authorise(page);
    await run("10");
    return lease.getByRole("link", { name: "Open the lease" }).getAttribute("href");
  });

  await test.step("it passes, waits, and is carried out", async () => {
    await page.goto(proposal);
    await expectSound(page);
    await skipTo(page, "Skip to the end of the vote", "Queue it");
    await page.getByRole("button", { name: "Queue it" }).click();
    await sendFlow(page, "Queue what was decided", /^Queue what was decided/);
    await finish(page, "It waits in the timelock.");
    await skipTo(page, "Skip the wait in the timelock", "Carry it out");
    await page.getByRole("button", { name: "Carry it out" }).click();
    const flow = page.getByRole("dialog", { name: "Carry it out" });
    await expect(flow.getByText("Fee", { exact: true })).toBeVisible();
    await expect(flow).toContainText(`${voted} %`);
    await sendFlow(page, "Carry it out", /^Carry out what was decided/);
    await finish(page, "It is carried out.");
    await expect(page.getByText("It is carried out and in force.")).toBeVisible();
    await expectSound(page);
  });

  await test.step("the figure, its history and the list show it", async () => {
    await page.goto("/govern/rules");
    const row = (table: string, text: string) =>
      page.getByRole("table", { name: table }).getByRole("row").filter({ hasText: text }).first();
    await expect(row("Figures that members vote on", "Fee")).toContainText(`${voted} %`);
    await expect(row("What votes have changed, the newest first", "Fee")).toContainText(`${was} %`);
    await expectSound(page);
    await page.getByRole("link", { name: "Votes", exact: true }).click();
    await expect(row("Proposals, the newest first", title)).toContainText("Carried out");
    await expectSound(page);
  });

  await test.step("the lease on a tab that ran all the while pays what it began with", async () => {
    await page.goto(onTab!);
    // From 15 s of two vCPUs on, two and three per cent are different whole micro-dollars.
    await expect(lease).toContainText(/(1[5-9]|[2-5]\d) s|\d min/);
    await lease.getByRole("button", { name: "Stop it" }).click();
    const { amount, fee } = await paid();
    expect(fee).toBe(part(amount, was));
  });

  await test.step("the next lease pays the new fee", async () => {
    await page.goto("/rent");
    await run("0.25");
    const { amount, fee } = await paid();
    expect(fee).toBe(part(amount, voted));
  });

  await test.step("so does the lease whose deposit the contract held all the while", async () => {
    const { amount, fee } = await running.redeem(1_000_000n);
    expect(amount).toBe(1_000_000n);
    expect(fee).toBe(part(amount, was));
  });
});

const part = (amount: bigint, percent: number) => (amount * BigInt(percent)) / 100n;
