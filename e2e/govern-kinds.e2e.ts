import type { Page } from "@playwright/test";
import { encodeFunctionData, parseEther, zeroAddress, type Address, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type LocalAccount } from "viem/accounts";
import { local } from "@/contracts/script/parameters";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { committeeAbi } from "@/lib/chain/abi/committee";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { governorAbi } from "@/lib/chain/abi/governor";
import { leasesAbi } from "@/lib/chain/abi/leases";
import { testFaucetAbi } from "@/lib/chain/abi/test-faucet";
import { tokenAbi } from "@/lib/chain/abi/token";
import { readArtifacts } from "@/scripts/contracts/artifacts";
import { deploymentSteps } from "@/scripts/contracts/plan";
import { anyone, giveVotes, openChain, type Chain } from "./chain";
import { approve, finish, signInWith } from "./demo-wallet";
import { expect, test } from "./fixtures";

/** What is typed into the form of one kind, by the label of the field. */
type Filled = Record<string, string>;
type Proposed = { title: string; id: bigint };

/** The clocks of new lease code, one minute longer than what runs. */
const nextGrace = local.leases.finaliseGrace + 60;

test("one proposal of each kind, from its form to what it changes", async ({ page }) => {
  test.setTimeout(420_000);
  const chain = await openChain();
  const { contracts, reader, send } = chain;
  const key = generatePrivateKey();
  const member = privateKeyToAccount(key);
  const payee = privateKeyToAccount(generatePrivateKey()).address;
  const device = await firstDevice(page);
  const code = await deployNextLeases(chain);

  await test.step("a member with votes signs in", async () => {
    await giveVotes(chain, member.address);
    await send(member, contracts.token, delegateTo(member.address));
    await seatAnyone(chain);
    await page.addInitScript(
      ([address, privateKey]) =>
        localStorage.setItem("ambit.demo-wallet", JSON.stringify([{ address, privateKey }])),
      [member.address.toLowerCase(), key],
    );
    await page.goto("/govern");
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await signInWith(page, "My demo wallet 1");
  });

  const proposed: Proposed[] = [];
  const kinds: [kind: string, filled: Filled, says: string][] = [
    [
      "Pay from the treasury",
      { In: "AMB", "How much": "1500", "To whom": payee, "What for": "audit" },
      "Pays 1,500 AMB from the treasury",
    ],
    ["Approve a device", { Device: device, "Approve it for": "Tier 1", Reason: "seen" }, "for tier 1 (seen)"],
    [
      "Set the rule of a device class",
      { Class: "7", "Stake of one device": "50", "Rises at most to": "Tier 1", "Raised by": "Votes only" },
      "Devices of class 7 stake 50 AMB",
    ],
    [
      "Change the committee",
      { Verifiers: anyone.address, "Sign a root together": "1", "Measure each device": "1" },
      "Makes 1 verifiers the committee",
    ],
    ["Change a figure", { "Which figure": "Nearest: price", "New value": "2" }, "Sets nearest: price to 2."],
    ["Change how votes run", { "Which rule": "Voting delay", "New value": "60" }, "Votes begin 1 min after"],
    [
      "Extend or end the guardian’s powers",
      { "Its powers last from now": "30" },
      "Lets the guardian act until",
    ],
    [
      "Change the treasury’s limit",
      { "At most leaves in one window": "20" },
      "Lets at most 20 % of the treasury",
    ],
    ["Decide about a text alone", {}, "Changes nothing on chain"],
    [
      "Run new code for a contract",
      { "Of which contract": "leases", "Address of the new code": code },
      "Runs new code for leases",
    ],
  ];

  await test.step("each kind has a form that says what it would do", async () => {
    for (const [kind, filled, says] of kinds) {
      await page.goto("/govern/propose");
      proposed.push(await propose(page, kind, filled, says));
    }
  });
  const upgrade = proposed.at(-1)!;

  await test.step("they are voted on; new code shows what it is", async () => {
    const checks = page.getByRole("region", { name: "Checks of the new code" });
    await expect(checks.getByText("yes", { exact: true })).toHaveCount(2);
    await skip(page, "Skip to the vote", "Vote");
    await page.getByText("In parts", { exact: true }).click();
    await page.getByRole("textbox", { name: "For", exact: true }).fill("9000");
    await page.getByRole("textbox", { name: "Abstain" }).fill("1000");
    await page.getByRole("button", { name: "Vote", exact: true }).click();
    await sendFlow(page, "Vote in parts", /^Vote on a proposal in parts/);
    await finish(page, "Your vote is counted.");
    await expect(page.getByRole("table", { name: "Votes, the newest first" })).toContainText("9,000 AMB");
    for (const { id } of proposed) if (id !== upgrade.id) await governor(chain, member, "vote", id);
  });

  await test.step("anyone queues and carries out what has passed", async () => {
    await skip(page, "Skip to the end of the vote", "Queue it");
    for (const { id } of proposed) if (id !== upgrade.id) await governor(chain, anyone, "queue", id);
    await page.getByRole("button", { name: "Queue it" }).click();
    await sendFlow(page, "Queue what was decided", /^Queue what was decided/);
    await finish(page, "It waits in the timelock.");
    await skip(page, "Skip the wait in the timelock", "Carry it out");
    for (const { id } of proposed) if (id !== upgrade.id) await governor(chain, anyone, "execute", id);
    await page.getByRole("button", { name: "Carry it out" }).click();
    await sendFlow(page, "Carry it out", /^Carry out what was decided/);
    await finish(page, "It is carried out.");
  });

  await test.step("new code runs after the second timelock, and not before", async () => {
    const grace = () =>
      reader.readContract({ address: contracts.leases, abi: leasesAbi, functionName: "finaliseGrace" });
    await expect(page.getByText("It waits in the upgrade timelock")).toBeVisible();
    expect(await grace()).toBe(local.leases.finaliseGrace);
    await skip(page, "Skip the wait in the upgrade timelock", "Carry out the further act");
    await page.getByRole("button", { name: "Carry out the further act" }).click();
    await sendFlow(page, "Carry it out after the further delay", /^Carry out what was decided/);
    await finish(page, "It is carried out.");
    await expect(page.getByText("It is carried out and in force.")).toBeVisible();
    expect(await grace()).toBe(nextGrace);
  });

  await test.step("the treasury's limit waited as long, and anyone ends its wait", async () => {
    await page.goto(`/govern/proposals/${proposed.find(({ title }) => title.includes("limit"))!.id}`);
    await page.getByRole("button", { name: "Carry out the further act" }).click();
    await sendFlow(page, "Carry it out after the further delay", /^Carry out what was decided/);
    await finish(page, "It is carried out.");
  });

  await test.step("what each of them changed is there", async () => {
    await page.goto("/govern");
    const row = (table: string, text: string) =>
      page.getByRole("table", { name: table }).getByRole("row").filter({ hasText: text }).first();
    await expect(row("What votes paid out, the newest first", "audit")).toContainText("1,500 AMB");
    await expect(row("Figures that members vote on", "Nearest: price")).toContainText("2");
    await expect(row("What votes have changed, the newest first", "Voting delay")).toContainText("1 min");
    await expect(page.getByText("no more than 20 %")).toBeVisible();
    for (const { title } of proposed)
      await expect(row("Proposals, the newest first", title)).toContainText("Carried out");

    const token = { address: contracts.token, abi: tokenAbi } as const;
    expect(await reader.readContract({ ...token, functionName: "balanceOf", args: [payee] })).toBe(
      parseEther("1500"),
    );
    const devices = { address: contracts.devices, abi: devicesAbi } as const;
    expect(await reader.readContract({ ...devices, functionName: "classRuleOf", args: [7] })).toEqual({
      stake: parseEther("50"),
      maxTier: 1,
      autoApprove: false,
    });
    const [, seats] = await reader.readContract({
      address: contracts.committee,
      abi: committeeAbi,
      functionName: "committeeOf",
      args: [0],
    });
    expect(seats).toEqual([anyone.address]);
  });

  await test.step("the device is of the tier that was voted, and the next match counts with the voted weight", async () => {
    await expect
      .poll(async () => (await readJson<{ tier: number }>(page, `/api/devices/${device}`)).tier)
      .toBe(1);
    await page.goto("/rent");
    await page.getByText("Nearest", { exact: true }).click();
    const match = page.getByRole("region", { name: "Your match" });
    await match.getByText("Why this one").click();
    await expect(match.locator('[data-hint*="2 points for each µ$ an hour"]').first()).toBeVisible();
  });

  await test.step("a proposal is withdrawn by its proposer before its vote", async () => {
    await page.goto("/govern/propose");
    await propose(page, "Decide about a text alone", {}, "Changes nothing on chain", "Not like this");
    await page.getByRole("button", { name: "Withdraw it" }).click();
    await sendFlow(page, "Withdraw your proposal", /^Withdraw your proposal/);
    await finish(page, "Your proposal is withdrawn.");
    await expect(page.getByText("It was withdrawn.")).toBeVisible();
  });

  await test.step("votes go to somebody else and come back", async () => {
    await page.goto("/govern");
    const votes = page.getByRole("region", { name: "Your votes" });
    await votes.getByText("Let another wallet vote for you").click();
    await votes.getByRole("textbox", { name: "Its address" }).fill(payee);
    await votes.getByRole("button", { name: "Delegate", exact: true }).click();
    await sendFlow(page, "Let another wallet vote for you", /^Say who votes for you/);
    await finish(page, "Your AMB vote with that wallet.");
    await expect(votes.getByText("Your votes", { exact: true }).locator("xpath=..")).toContainText(
      /^Your votes0 AMB/,
    );
    // They sleep from here on, so that other tests have an easier quorum.
    await send(member, contracts.token, delegateTo(zeroAddress));
  });
});

async function propose(
  page: Page,
  kind: string,
  filled: Filled,
  says: string,
  title = `${kind}, for a test`,
): Promise<Proposed> {
  await page.getByRole("combobox", { name: "What to do" }).selectOption({ label: kind });
  for (const [label, value] of Object.entries(filled)) await fill(page, label, value);
  await page.getByRole("textbox", { name: "Title" }).fill(title);
  await expect(page.getByRole("region", { name: "What happens if it passes" })).toContainText(says);
  await page.getByRole("button", { name: "Propose it" }).click();
  await sendFlow(page, /^Propose: /, /^Put a proposal to the vote/);
  await finish(page, "It is proposed.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(page.getByRole("list", { name: "Acts" })).toContainText(says);
  return { title, id: BigInt(page.url().split("/").at(-1)!) };
}

async function fill(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  const isSelect = await field.evaluate((element) => element.tagName === "SELECT");
  await (isSelect ? field.selectOption({ label: value }) : field.fill(value));
}

/** Sends the open flow's transaction and approves it in the wallet. */
async function sendFlow(page: Page, flow: string | RegExp, prompt: RegExp): Promise<void> {
  await page
    .getByRole("dialog", { name: flow, exact: true })
    .getByRole("button", { name: "Send with your wallet" })
    .click();
  await approve(page, prompt);
}

/** Puts the clock forward until the next thing can be done. On a slow machine time itself may have done it already. */
async function skip(page: Page, wait: string, next: string): Promise<void> {
  const warp = page.getByRole("button", { name: wait });
  await expect(async () => {
    if (await warp.isVisible()) await warp.click({ timeout: 2_000 });
    await expect(page.getByRole("button", { name: next, exact: true })).toBeVisible({ timeout: 8_000 });
  }).toPass({ timeout: 60_000 });
}

async function readJson<T>(page: Page, path: string): Promise<T> {
  return (await (await page.request.get(path)).json()) as T;
}

async function firstDevice(page: Page): Promise<Hex> {
  const { items } = await readJson<{ items: { id: Hex }[] }>(page, "/api/devices");
  return items[0]!.id;
}

const delegateTo = (to: Address) =>
  encodeFunctionData({ abi: tokenAbi, functionName: "delegate", args: [to] });

/** Moves a proposal on without a page, as any tool may. */
function governor(
  chain: Chain,
  account: LocalAccount,
  functionName: "vote" | "queue" | "execute",
  id: bigint,
) {
  const data =
    functionName === "vote"
      ? encodeFunctionData({ abi: governorAbi, functionName: "castVote", args: [id, 1] })
      : encodeFunctionData({ abi: governorAbi, functionName, args: [id] });
  return chain.send(account, chain.contracts.governor, data);
}

/** A seat in the committee takes a stake, which anybody has after one call of the faucet. */
async function seatAnyone({ contracts, reader, send }: Chain): Promise<void> {
  const bonds = { address: contracts.bonds, abi: bondsAbi } as const;
  const { tokens } = await reader.readContract({ ...bonds, functionName: "bondOf", args: [anyone.address] });
  const stake = parseEther("1000");
  if (tokens >= stake) return;
  const faucet = encodeFunctionData({ abi: testFaucetAbi, functionName: "faucet", args: [anyone.address] });
  const approval = encodeFunctionData({
    abi: tokenAbi,
    functionName: "approve",
    args: [contracts.bonds, stake],
  });
  const staking = encodeFunctionData({ abi: bondsAbi, functionName: "stake", args: [anyone.address, stake] });
  await send(anyone, contracts.faucet, faucet);
  await send(anyone, contracts.token, approval);
  await send(anyone, contracts.bonds, staking);
}

/** Puts lease code on the chain that differs from what runs in one clock, and gives back where it stands. */
async function deployNextLeases({ contracts, send }: Chain): Promise<Address> {
  const parameters = { ...local, leases: { ...local.leases, finaliseGrace: nextGrace } };
  const artifacts = await readArtifacts();
  const steps = deploymentSteps({ artifacts, parameters, at: contracts, addressOf: () => zeroAddress });
  const { initCode } = steps.find(({ name }) => name === "leases.code")!;
  const { contractAddress } = await send(anyone, undefined, initCode);
  return contractAddress!;
}
