import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { keepGoodState } from "./chain-state";
import type { Home } from "./home";
import { startPart, type Part } from "./part";

/**
 * The local chain: anvil, one block for each transaction, its state on disk after every second. The
 * binary is started itself, because npm's wrapper does not hand on the signals that stop it.
 */
export async function startChainNode(home: Home, port: number, tell: (line: string) => void): Promise<Part> {
  const url = `http://127.0.0.1:${port}`;
  const state = home.path("chain.json");
  const kept = keepGoodState(state);
  const part = await startPart(
    home,
    {
      name: "chain",
      command: anvilBinary(),
      // Of its past it keeps blocks and events, and no states: nobody asks for those, and they are large.
      args: ["--port", String(port), "--state", state, "--state-interval", "1", "--quiet"],
      env: {},
      logFile: home.log("chain"),
      beforeStart: kept.mend,
      stopSignal: "SIGINT",
      isReady: async () => (await rpc(url, "eth_chainId")) === "0x7a69",
    },
    tell,
  );
  await keepTimeRising(url);
  return { ...part, stop: () => part.stop().finally(kept.stop) };
}

/** Calls the chain node. Throws on an error answer. */
export async function rpc(url: string, method: string, params: unknown[] = []): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const answer = (await response.json()) as { result?: unknown; error?: { message: string } };
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}

/** anvil forgets a warp of time when it restarts; without this the next block would be older than the last. */
async function keepTimeRising(url: string): Promise<void> {
  const latest = (await rpc(url, "eth_getBlockByNumber", ["latest", false])) as { timestamp: string };
  const aheadSeconds = Number(latest.timestamp) - Math.floor(Date.now() / 1000);
  if (aheadSeconds > 0) await rpc(url, "evm_increaseTime", [aheadSeconds + 1]);
}

function anvilBinary(): string {
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const wrapper = dirname(require.resolve("@foundry-rs/anvil/package.json"));
    const folder = dirname(
      require.resolve(`@foundry-rs/anvil-${platform}/package.json`, { paths: [wrapper] }),
    );
    return join(folder, "bin", "anvil");
  } catch (cause) {
    throw new Error(
      `There is no chain node for ${platform} in node_modules. Set CHAIN_RPC_URL to a chain of yours.`,
      { cause },
    );
  }
}
