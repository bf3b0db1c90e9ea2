import { readFileSync } from "node:fs";
import { createPublicClient, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import { deploymentSchema } from "@/lib/chain/deployment";
import { localKey } from "./plan";

/** Gives each demo wallet test dollars once, so that trying things out needs no detour. */
export async function fundLocalWallets(rpcUrl: string, deploymentFile: string): Promise<void> {
  const { contracts } = deploymentSchema.parse(JSON.parse(readFileSync(deploymentFile, "utf8")));
  const transport = http(rpcUrl);
  const client = createPublicClient({ chain: foundry, transport, pollingInterval: 50 });
  const wallet = createWalletClient({
    chain: foundry,
    transport,
    account: privateKeyToAccount(localKey("deployer").key),
  });
  const usdc = { abi: testUsdcAbi, address: contracts.usdc } as const;
  for (const who of ["customer", "operator", "member"] as const) {
    const { address } = localKey(who);
    if ((await client.readContract({ ...usdc, functionName: "balanceOf", args: [address] })) > 0n) continue;
    const hash = await wallet.writeContract({ ...usdc, functionName: "faucet", args: [address] });
    await client.waitForTransactionReceipt({ hash });
  }
}
