import { encodeFunctionData, toHex, zeroHash } from "viem";
import { createSiweMessage } from "viem/siwe";
import { expect, test } from "vitest";
import { devicesAbi } from "@/lib/chain/abi/devices";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { governorAbi } from "@/lib/chain/abi/governor";
import { manyEnrolments } from "@/lib/chain/many-enrolments";
import { domain, typedData } from "@/lib/chain/typed-data";
import { contractNames } from "@/components/transactions/contract-names";
import {
  describeMessage,
  describeTransaction,
  describeTypedData,
  type TypedDataRequest,
} from "./describe-request";

const at = (digits: string) => `0x${digits.repeat(20)}` as const;
const [escrow, bonds, governor] = [at("e5"), at("b0"), at("60")];
const [usdc, token, devices] = [at("05"), at("a3"), at("de")];
const wallet = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const name = contractNames({ escrow, bonds, governor, usdc, token, devices });

test("a sign-in names the site, also when the wallet gets it as bytes", () => {
  const message = createSiweMessage({
    address: wallet,
    chainId: 31337,
    domain: "localhost:3000",
    uri: "http://localhost:3000",
    version: "1",
    nonce: "abcdefgh1",
    statement: "Hello.",
  });
  const described = describeMessage(toHex(message));
  expect(described.title).toBe("Sign in to localhost:3000");
  expect(described.sentences.join(" ")).toContain("Hello.");
});

test("a message that is no sign-in is shown as it is", () =>
  expect(describeMessage("I owe you")).toMatchObject({ title: "Sign a message", raw: "I owe you" }));

test("one signature for many devices shows every one of them, and where all of them are paid", () => {
  const devices = [1, 2, 3].map((digit) => `0x${String(digit).repeat(64)}` as const);
  const request = manyEnrolments(
    domain(31337, escrow),
    devices.map((device) => ({
      device,
      operator: wallet,
      payout: governor,
      nonce: 0n,
      validUntil: 1_800_000_000,
    })),
  );
  // A wallet gets it as JSON.
  const asked = JSON.parse(
    JSON.stringify(request, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
  ) as TypedDataRequest;
  const { title, sentences, values } = describeTypedData(asked, name);
  expect(title).toBe("Become the operator of 3 devices");
  expect(sentences).toEqual(["These devices become yours. What they earn goes to 0x6060…6060."]);
  expect(values.slice(0, 3).map(({ value }) => value)).toEqual(devices);
  expect(values).toHaveLength(4);
});

test("a session says who may spend how much until when", () => {
  const request = typedData("Session", domain(31337, escrow), {
    customer: wallet,
    key: wallet,
    cap: 5_000_000n,
    validUntil: 1_800_000_000,
    scope: 3,
    salt: 1n,
  });
  const { title, sentences, values } = describeTypedData(request, name);
  expect(title).toBe("Let a browser key spend up to 5 USDC");
  expect(sentences[0]).toContain("until 2027-01-15 08:00 UTC");
  expect(values).toContainEqual({ name: "Checked by", value: "escrow" });
});

test.each([
  [usdc, escrow, "20000000", "Let the escrow take 20 USDC"],
  [token, bonds, "20000000000000000000", "Let the bonds take 20 AMB"],
  [wallet, escrow, "20", "Let the escrow take 20 of the smallest unit"],
] as const)(
  "a permit of %s names who takes it and the amount in its own token, also from JSON",
  (verifyingContract, spender, value, title) => {
    const message = { owner: wallet, spender, value, nonce: "0", deadline: "1800000000" };
    const described = describeTypedData(
      { domain: { verifyingContract }, primaryType: "Permit", message },
      name,
    );
    expect(described.title).toBe(title);
    expect(described.values.find((row) => row.name === "value")?.value).toBe(title.split("take ")[1]);
  },
);

test.each([
  [escrow, 1_500_000n, "1.5 USDC of your balance start to thaw."],
  [bonds, 1_500_000_000_000_000_000n, "1.5 AMB of your stake start to thaw."],
])("a transaction to %s is told by what it does there", (to, amount, sentence) => {
  const data = encodeFunctionData({ abi: escrowAbi, functionName: "thaw", args: [amount] });
  const described = describeTransaction({ to, data }, name);
  expect(described.sentences).toEqual([sentence]);
  expect(described.values).toContainEqual({ name: "Call", value: `thaw(${amount})` });
});

test("a batch says what each of its calls does", () => {
  const ids = ["1", "2"].map((digit) => `0x${digit.repeat(64)}` as const);
  const calls = ids.map((device) =>
    encodeFunctionData({ abi: devicesAbi, functionName: "retire", args: [device, zeroHash] }),
  );
  const data = encodeFunctionData({ abi: devicesAbi, functionName: "batch", args: [calls] });
  const { title, sentences } = describeTransaction({ to: devices, data }, name);
  expect(title).toBe("Retire a device: 2 calls at once");
  expect(sentences.map((sentence) => sentence.slice(0, 22))).toEqual([
    "The device 0x1111…1111",
    "The device 0x2222…2222",
  ]);
});

test("a call that we know, to a contract that we do not know, is not dressed up", () => {
  const data = encodeFunctionData({ abi: escrowAbi, functionName: "thaw", args: [1n] });
  expect(describeTransaction({ to: wallet, data }, name).title).toBe(`Send a transaction to ${wallet}`);
});

test("a proposal and a vote are told by what they are about", () => {
  const propose = encodeFunctionData({
    abi: governorAbi,
    functionName: "propose",
    args: [[escrow], [0n], ["0x"], "# A lower fee\n\nWhy not."],
  });
  expect(describeTransaction({ to: governor, data: propose }, name).sentences).toEqual([
    "One act goes to the vote: “A lower fee”.",
  ]);
  const vote = encodeFunctionData({
    abi: governorAbi,
    functionName: "castVoteWithReason",
    args: [7n, 1, "because"],
  });
  expect(describeTransaction({ to: governor, data: vote }, name).sentences[0]).toContain(
    "All votes of this wallet: for.",
  );
});

test("what it does not know it does not dress up", () => {
  expect(describeTransaction({ to: wallet, data: "0x12345678" }, name)).toMatchObject({
    title: `Send a transaction to ${wallet}`,
    raw: "0x12345678",
  });
  expect(
    describeTypedData({ domain: {}, primaryType: "Odd", message: { a: 1 } }, name).sentences[0],
  ).toContain("no words");
});
