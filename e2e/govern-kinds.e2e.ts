import type { Page } from "@playwright/test";
import { encodeFunctionData, parseEther, stringToHex, zeroAddress, type Address, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type LocalAccount } from "viem/accounts";
import { local } from "@/contracts/script/parameters";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { committeeAbi } from "@/lib/chain/abi/committee";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { governorAbi } from "@/lib/chain/abi/governor";
import { guardianAbi } from "@/lib/chain/abi/guardian";
import { leasesAbi } from "@/lib/chain/abi/leases";
import { paramsAbi } from "@/lib/chain/abi/params";
import { testFaucetAbi } from "@/lib/chain/abi/test-faucet";
import { tokenAbi } from "@/lib/chain/abi/token";
import { treasuryAbi } from "@/lib/chain/abi/treasury";
import { readArtifacts } from "@/scripts/contracts/artifacts";
import { deploymentSteps } from "@/scripts/contracts/plan";
import { distanceKm, rttMicrosPerKm, type Place } from "@/lib/place/place";
import { timezonePlace } from "@/lib/place/timezone-place";
import { finishByKeyboard, press, tabTo, walk, write } from "./by-keyboard";
import { anyone, giveVotes, openChain, type Chain } from "./chain";
import { finish, sendFlow, signInWith } from "./demo-wallet";
import { startDevice, type RunningDevice } from "./device";
import { expectSound } from "./expect-sound";
import { expect, test } from "./fixtures";
import { openReady } from "./get-ready";
import { reportLiar } from "./report-liar";
import { skipTo } from "./skip-to";

/** Where the second device is, and where the customer wants to be near. */
const harbour = "Pacific/Auckland";

let running: RunningDevice | undefined;
test.afterEach(() => running?.stop());

/** What is typed into the form of one kind, by the label of the field. */
type Filled = Record<string, string>;
type Proposed = { title: string; id: bigint };

test("one proposal of each kind, from its form to what it changes", async ({ page, browser }) => {
  test.setTimeout(900_000);
  const chain = await openChain();
  const { contracts, reader, send } = chain;
  const key = generatePrivateKey();
  const member = privateKeyToAccount(key);
  const payee = privateKeyToAccount(generatePrivateKey()).address;
  const verifier = privateKeyToAccount(generatePrivateKey());
  const device = await bringHarbour(page, member.address, key);
  const customer = await (await browser.newContext()).newPage();
  const before = await readBefore(chain);
  // Each figure goes to another value than it has, so that the test can run twice on one market.
  const next = {
    price: before.price === 2n ? 1n : 2n,
    delay: before.delay === 60n ? 90n : 60n,
    outflow: before.outflowBps === 2_000n ? "15" : "20",
    grace: before.grace + 60,
  };
  const mark = payee.slice(2, 8);
  const code = await deployLeases(chain, next.grace);
  const votes = await giveVotes(chain, member.address);
  // The harbour is nearer and dearer: it wins for as long as its price weighs one point, and not two.
  const [wins, winsThen] = next.price === 2n ? ["harbour", "local"] : ["local", "harbour"];

  await test.step("somebody rents the nearest device, by the weights of before", async () => {
    await openReady(customer, "10");
    await rentNearest(customer, wins);
  });

  await test.step("a member with votes signs in", async () => {
    await send(member, contracts.token, delegateTo(member.address));
    await giveSeatStake(chain, verifier.address);
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
      { Verifiers: verifier.address, "Sign a root together": "1", "Measure each device": "1" },
      "Makes 1 verifiers the committee",
    ],
    [
      "Change a figure",
      { "Which figure": "Nearest: price", "New value": `${next.price}` },
      `Sets nearest: price to ${next.price}.`,
    ],
    [
      "Change how votes run",
      { "Which rule": "Voting delay", "New value": `${next.delay}` },
      "Votes begin 1 min",
    ],
    [
      "Extend or end the guardian’s powers",
      { "Its powers last from now": "30" },
      "Lets the guardian act until",
    ],
    [
      "Change the treasury’s limit",
      { "At most leaves in one window": next.outflow },
      `Lets at most ${next.outflow} % of the treasury`,
    ],
    ["Name another council", { "Who holds the guardian’s brake": payee }, "Hands the guardian’s brake to"],
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
      proposed.push(await propose(page, kind, filled, says, `${kind}, ${mark}`));
      // On a slow machine the first vote may be over before the last is proposed.
      await voteWhereOpen(chain, member, proposed.slice(0, -1));
    }
  });
  const others = proposed.slice(0, -1);

  await test.step("they are voted on, here without a pointer; new code shows what it is", async () => {
    const checks = page.getByRole("region", { name: "Checks of the new code" });
    await expect(checks.getByText("yes", { exact: true })).toHaveCount(2);
    await skipTo(page, "Skip to the vote", "Vote");
    // First the others: their votes began before and end before.
    await voteWhereOpen(chain, member, others);
    await tabTo(page, /^For$/);
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("ArrowRight");
    await write(page, /^For$/, `${votes - 1_000}`);
    await write(page, /^Abstain$/, "1000");
    await walk(page, "cast-vote", /^Vote$/);
    await expect(page.getByRole("table", { name: "Votes, the newest first" })).toContainText("1,000 AMB");
  });

  await test.step("anyone queues and carries out what has passed", async () => {
    await skipTo(page, "Skip to the end of the vote", "Queue it");
    for (const { id } of others) await governor(chain, anyone, "queue", id);
    await walk(page, "queue-proposal", /^Queue it$/);
    await skipTo(page, "Skip the wait in the timelock", "Carry it out");
    for (const { id } of others) await governor(chain, anyone, "execute", id);
    await walk(page, "execute-proposal", /^Carry it out$/);
  });

  await test.step("new code runs after the second timelock, and not before", async () => {
    const grace = () =>
      reader.readContract({ address: contracts.leases, abi: leasesAbi, functionName: "finaliseGrace" });
    await expect(page.getByText("It waits in the upgrade timelock")).toBeVisible();
    expect(await grace()).toBe(before.grace);
    await skipTo(page, "Skip the wait in the upgrade timelock", "Carry out the further act");
    await walk(page, "execute-operation", /^Carry out the further act$/);
    await expect(page.getByText("It is carried out and in force.")).toBeVisible();
    expect(await grace()).toBe(next.grace);
  });

  await test.step("the treasury's limit waited as long, and anyone ends its wait", async () => {
    await page.goto(`/govern/proposals/${proposed.find(({ title }) => title.includes("limit"))!.id}`);
    await page.getByRole("button", { name: "Carry out the further act" }).click();
    await sendFlow(page, "Carry it out after the further delay", /^Carry out what was decided/);
    await finish(page, "It is carried out.");
  });

  await test.step("what each of them changed is there", async () => {
    await page.goto("/govern/treasury");
    const row = (table: string, text: string) =>
      page.getByRole("table", { name: table }).getByRole("row").filter({ hasText: text }).first();
    await expect(row("What votes paid out, the newest first", "audit")).toContainText("1,500 AMB");
    await expect(page.getByText(`no more than ${next.outflow} %`)).toBeVisible();
    await expectSound(page);
    await page.goto("/govern/rules");
    await expect(row("Figures that members vote on", "Nearest: price")).toContainText(`${next.price}`);
    await expect(row("What votes have changed, the newest first", "Voting delay")).toContainText("1 min");
    await page.goto("/govern");
    await page.getByRole("link", { name: "All proposals" }).click();
    const find = page.getByRole("search");
    await find.getByText("Carried out", { exact: true }).click();
    await expect(page).toHaveURL(/standing=carried-out/);
    for (const { title } of proposed)
      await expect(row("Proposals, the newest first", title)).toContainText("Carried out");
    await find.getByRole("searchbox", { name: "Find a proposal" }).fill(`treasury’s LIMIT, ${mark}`);
    await find.getByRole("button", { name: "Find" }).click();
    await expect(page.getByRole("table").getByRole("row")).toHaveCount(2);
    await expectSound(page);

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
    const guardian = { address: contracts.guardian, abi: guardianAbi } as const;
    expect(await reader.readContract({ ...guardian, functionName: "council" })).toBe(payee);
    const [, seats] = await reader.readContract({
      address: contracts.committee,
      abi: committeeAbi,
      functionName: "committeeOf",
      args: [0],
    });
    expect(seats).toEqual([verifier.address]);
  });

  await test.step("a verifier contradicts itself, and who reports it collects what the slash owes them", async () => {
    await reportLiar(chain, verifier, member);
    await page.goto("/operate/stake");
    const debt = page.getByRole("region", { name: "What slashes owe you" });
    await expect(debt).toContainText("Slashes owe you 200 AMB.");
    await expectSound(page);
    await walk(page, "collect", /^Collect it$/);
    await expect(debt).toBeHidden();
  });

  await test.step("the device is of the tier that was voted, and its page says what that promises", async () => {
    await expect
      .poll(async () => (await readJson<{ tier: number }>(page, `/api/devices/${device}`)).tier)
      .toBe(1);
    await page.goto(`/operate/devices/${device}`);
    await expect(page.getByRole("term").filter({ hasText: "Tier" }).locator("xpath=..")).toContainText(
      "1, up 99",
    );
    await expectSound(page);
  });

  await test.step("the next match goes by the voted weight, to another device", async () => {
    await customer.reload();
    await rentNearest(customer, winsThen);
    const match = customer.getByRole("region", { name: "Your match" });
    await match.getByText("Why this one").click();
    await expect(match.locator(`[data-hint*="${next.price} point"]`).first()).toBeVisible();
    await customer.context().close();
  });

  await test.step("without a pointer: a text is proposed, and withdrawn by its proposer before its vote", async () => {
    await page.goto("/govern/propose");
    await tabTo(page, /^What to do$/);
    await page.keyboard.press("End");
    await write(page, /^Title$/, `Not like this ${mark}`);
    await press(page, /^Propose it$/);
    await finishByKeyboard(page, "propose");
    await walk(page, "cancel-proposal", /^Withdraw it$/);
    await expect(page.getByText("It was withdrawn.")).toBeVisible();
  });

  await test.step("votes go to somebody else", async () => {
    await page.goto("/govern");
    const panel = page.getByRole("region", { name: "Your votes" });
    await press(page, /^Let another wallet vote for you$/);
    await write(page, /^Its address/, payee);
    await walk(page, "delegate", /^Delegate$/);
    await expect(panel.getByText("Your votes", { exact: true }).locator("xpath=..")).toContainText(
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
  title: string,
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

async function readJson<T>(page: Page, path: string): Promise<T> {
  return (await (await page.request.get(path)).json()) as T;
}

/**
 * Starts a device at the harbour, which belongs to this wallet, and waits until it is in the market. Its price is
 * three quarters of what the way to the first device weighs.
 */
async function bringHarbour(page: Page, operator: Address, key: Hex): Promise<Hex> {
  const first = await readJson<Listed>(page, "/api/devices?search=local");
  const { latE6, lngE6 } = timezonePlace(harbour)!.place;
  const way =
    distanceKm({ latE6, lngE6 }, first.items.find(({ name }) => name === "local")!.place) * rttMicrosPerKm;
  running = startDevice({
    AMBIT_DEVICE_NAME: "harbour",
    AMBIT_COUNTRY: "NZ",
    AMBIT_PLACE: `${latE6 / 1e6},${lngE6 / 1e6}`,
    AMBIT_PRICE_VCPU_HOUR: String(Math.round(way * 750)),
    AMBIT_OPERATOR_KEY: key,
  });
  const own = async () => (await readJson<Listed>(page, `/api/devices?operator=${operator}`)).items;
  await expect.poll(async () => (await own())[0]?.presence).toBe("online");
  return (await own())[0]!.id;
}
type Listed = { items: { id: Hex; name: string; place: Place; presence: string }[] };

/**
 * Orders the nearest device to the harbour, for more than the harbour can ask and far longer than it takes, and sees
 * that the lease is on this one.
 */
async function rentNearest(customer: Page, device: string): Promise<void> {
  await customer.getByRole("combobox", { name: "Near" }).selectOption(harbour);
  await customer.getByText("Nearest", { exact: true }).click();
  await customer.getByRole("textbox", { name: "Price limit" }).fill("240");
  await customer.getByRole("textbox", { name: "Longest run" }).fill("1");
  await customer.getByRole("textbox", { name: "Script" }).fill('console.log("near");\n');
  await customer.getByRole("button", { name: "Run it" }).click();
  const lease = customer.getByRole("region", { name: "Lease", exact: true });
  await expect(lease.getByRole("link").filter({ hasText: device })).toBeVisible();
  await expect(lease).toContainText("Completed");
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

/** The governor's number for a proposal that can be voted on. */
const active = 1;

/** Votes for each of these that can be voted on and was not yet. */
async function voteWhereOpen(
  chain: Chain,
  member: LocalAccount,
  proposals: readonly Proposed[],
): Promise<void> {
  const asked = { address: chain.contracts.governor, abi: governorAbi } as const;
  for (const { id } of proposals) {
    const [state, voted] = await Promise.all([
      chain.reader.readContract({ ...asked, functionName: "state", args: [id] }),
      chain.reader.readContract({ ...asked, functionName: "hasVoted", args: [id, member.address] }),
    ]);
    if (state === active && !voted) await governor(chain, member, "vote", id);
  }
}

/** A seat in the committee takes a stake: this one has 1,000 AMB, of which a day lets 200 be slashed. */
async function giveSeatStake(
  { contracts: { bonds, faucet, token }, send }: Chain,
  to: Address,
): Promise<void> {
  const stake = parseEther("1000");
  for (const [contract, data] of [
    [faucet, encodeFunctionData({ abi: testFaucetAbi, functionName: "faucet", args: [anyone.address] })],
    [token, encodeFunctionData({ abi: tokenAbi, functionName: "approve", args: [bonds, stake] })],
    [bonds, encodeFunctionData({ abi: bondsAbi, functionName: "stake", args: [to, stake] })],
  ] as const)
    await send(anyone, contract, data);
}

/** What some of the figures are that are voted on here. */
async function readBefore({ contracts, reader }: Chain) {
  const [price, delay, outflowBps, grace] = await Promise.all([
    reader.readContract({
      address: contracts.params,
      abi: paramsAbi,
      functionName: "get",
      args: [stringToHex("nearest.price", { size: 32 })],
    }),
    reader.readContract({ address: contracts.governor, abi: governorAbi, functionName: "votingDelay" }),
    reader.readContract({ address: contracts.treasury, abi: treasuryAbi, functionName: "outflowBps" }),
    reader.readContract({ address: contracts.leases, abi: leasesAbi, functionName: "finaliseGrace" }),
  ]);
  return { price, delay, outflowBps, grace };
}

/** Puts lease code on the chain that differs from what was deployed in one clock, and gives back where it stands. */
async function deployLeases({ contracts, send }: Chain, finaliseGrace: number): Promise<Address> {
  const parameters = { ...local, leases: { ...local.leases, finaliseGrace } };
  const artifacts = await readArtifacts();
  const steps = deploymentSteps({ artifacts, parameters, at: contracts, addressOf: () => zeroAddress });
  const { initCode } = steps.find(({ name }) => name === "leases.code")!;
  const { contractAddress } = await send(anyone, undefined, initCode);
  return contractAddress!;
}
