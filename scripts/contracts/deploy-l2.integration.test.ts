import { afterAll, beforeAll, expect, test } from "vitest";
import { l2, local } from "@/contracts/script/parameters";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import { deployContracts } from "./deploy";
import { parseL2Settings } from "./l2-settings";
import { anvilKeys, startLocalChain, type LocalChain } from "./local-chain";
import { verifyDeployment } from "./verify-deployment";

let chain: LocalChain;
beforeAll(async () => {
  chain = await startLocalChain();
});
afterAll(() => chain.stop());

test("the parameters of a public chain give the same contracts with its clocks, and no key is left over", async () => {
  const options = { rpcUrl: chain.rpcUrl, deployerKey: anvilKeys[0] };
  const { contracts: elsewhere } = await deployContracts({ ...options, parameters: local });
  const deployment = await deployContracts({ ...options, parameters: l2(settings(elsewhere.usdc)) });
  expect(deployment.contracts.usdc).toBe(elsewhere.usdc);
  expect(deployment.contracts.escrow).not.toBe(elsewhere.escrow);
  expect((await verifyDeployment(chain.rpcUrl, { ...deployment, chainId: 10 })).problems).toEqual([]);

  const day = 24 * 60 * 60;
  const { escrow, timelock, upgradeTimelock } = deployment.contracts;
  const delayOf = (address: typeof timelock) =>
    chain.client.readContract({ address, abi: timelockAbi, functionName: "getMinDelay" });
  const withdrawalDelay = await chain.client.readContract({
    address: escrow,
    abi: escrowAbi,
    functionName: "withdrawalDelay",
  });
  expect(withdrawalDelay).toBe(day);
  expect(await delayOf(timelock)).toBe(BigInt(2 * day));
  expect(await delayOf(upgradeTimelock)).toBe(BigInt(7 * day));
});

test("settings that name no address are refused by name", () => {
  expect(() => parseL2Settings(JSON.stringify({ ...plainSettings("0x12"), council: "me" }))).toThrow(
    /council/,
  );
});

const settings = (usdc: string) => parseL2Settings(JSON.stringify(plainSettings(usdc)));

/** Members out of order, because people write them as they come. */
function plainSettings(usdc: string) {
  return {
    usdc,
    council: local.council,
    verifiers: { ...local.verifiers, members: local.verifiers.members.toReversed() },
    genesis: [{ to: "treasury", amb: "400000000" }],
  };
}
