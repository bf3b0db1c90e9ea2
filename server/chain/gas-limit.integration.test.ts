import { expect, test } from "vitest";
import { newAccount, startWorld } from "@/indexer/testing/world";
import { abiOf } from "@/lib/chain/abi-of";
import { gasLimitOf } from "@/lib/chain/gas-limit";

test("a stake that is estimated in one second and mined in the next has the gas it needs", async () => {
  await using world = await startWorld();
  const { client, contracts, send } = world;
  const [first, second] = [newAccount(), newAccount()];
  const amount = 10n ** 21n;
  for (const account of [first, second]) {
    await send(account, "faucet", "faucet", account.address);
    await send(account, "token", "approve", contracts.bonds, amount);
  }
  await client.setBlockTimestampInterval({ interval: 0 });
  await send(first, "bonds", "stake", first.address, amount);
  const request = {
    account: second,
    address: contracts.bonds,
    abi: abiOf["bonds"],
    functionName: "stake",
    args: [second.address, amount],
  };
  const estimate = await client.estimateContractGas(request);
  await client.setBlockTimestampInterval({ interval: 1 });
  const gas = gasLimitOf(estimate);
  const hash = await client.writeContract({ ...request, gas });
  const { status, gasUsed } = await client.waitForTransactionReceipt({ hash });
  expect(status).toBe("success");
  // What the estimate alone would not have paid for.
  expect(gasUsed).toBeGreaterThan((estimate * 12n) / 10n);
}, 120_000);
