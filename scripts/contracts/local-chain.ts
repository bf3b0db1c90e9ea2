import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createTestClient, http, publicActions, walletActions, type Hex } from "viem";
import { anvil } from "viem/chains";
import { freePort } from "@/db/free-port";
import { toolBinary } from "./tool-binary";

/** The first accounts of anvil's well-known mnemonic; they have ether on a local chain and nothing anywhere else. */
export const anvilKeys = [
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
] as const satisfies Hex[];

/** A chain for one test: its own process, its own port, gone when the test is over. */
export type LocalChain = Awaited<ReturnType<typeof startLocalChain>>;

/** Starts anvil itself, not its npm shim: the shim does not pass on a kill and would leave a chain running. */
export async function startLocalChain() {
  const port = await freePort();
  const process = spawn(toolBinary("anvil"), ["--port", String(port), "--silent"], { stdio: "ignore" });
  const rpcUrl = `http://127.0.0.1:${port}`;
  const client = createTestClient({
    chain: anvil,
    mode: "anvil",
    transport: http(rpcUrl),
    pollingInterval: 50,
  })
    .extend(publicActions)
    .extend(walletActions);
  await untilItAnswers(client, process);
  return { rpcUrl, client, stop: () => stop(process), [Symbol.asyncDispose]: () => stop(process) };
}

async function untilItAnswers(
  client: { getBlockNumber: () => Promise<bigint> },
  process: ChildProcess,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.getBlockNumber();
      return;
    } catch (error) {
      if (process.exitCode !== null || attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

async function stop(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  process.kill("SIGKILL");
  await once(process, "exit");
}
