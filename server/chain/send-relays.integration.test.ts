import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { encodeFunctionData, zeroAddress, type Address } from "viem";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { relays } from "@/db/schema/money";
import { abiOf } from "@/lib/chain/abi-of";
import { startTestMarket, type TestMarket } from "@/server/testing/test-market";
import { openChain } from "./chain";
import { queueRelay } from "./queue-relay";
import { sendRelays } from "./send-relays";

let market: TestMarket;
beforeAll(async () => {
  market = await startTestMarket();
});
afterAll(() => market.stop());

test("a relay stays queued while the chain turns its simulation away, and is mined afterwards", async () => {
  await queue("faucet", faucetFor("0x00000000000000000000000000000000000000aa"));
  const busy = await chainThatSimulatesNot(/./, (response) => response.writeHead(429).end());
  const chain = openChain({ ...market.gateway.env, CHAIN_RPC_URL: busy.url });
  await expect(sendRelays({ ...market.ctx(), chain })).rejects.toThrow(/429|Too Many/i);
  expect(await relayOf("faucet")).toMatchObject({ state: "queued", failure: null });
  await busy.close();
  await expect(sendRelays({ ...market.ctx(), chain })).rejects.toThrow();
  expect(await relayOf("faucet")).toMatchObject({ state: "queued", failure: null });
  await sendRelays(market.ctx());
  expect(await relayOf("faucet")).toMatchObject({ state: "mined" });
});

test("a relay that the node cannot simulate holds up none that came after it", async () => {
  await queue("stuck", faucetFor("0x00000000000000000000000000000000000000bb"));
  await queue("behind", faucetFor("0x00000000000000000000000000000000000000cc"));
  const error = { code: -32000, message: "the state of that block is missing" };
  const node = await chainThatSimulatesNot(/0{40}bb"/, (response) =>
    response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, error })),
  );
  const chain = openChain({ ...market.gateway.env, CHAIN_RPC_URL: node.url });
  const warned = vi.spyOn(market.gateway.log, "warn");
  await expect(sendRelays({ ...market.ctx(), chain })).rejects.toThrow(/stuck/);
  const why = expect.stringContaining(error.message) as string;
  expect(warned.mock.calls.map(([facts]) => facts)).toEqual([{ relay: "stuck", error: why }]);
  expect(await relayOf("stuck")).toMatchObject({ state: "queued", failure: null });
  expect(await relayOf("behind")).toMatchObject({ state: "mined" });
  await node.close();
  await sendRelays(market.ctx());
  expect(await relayOf("stuck")).toMatchObject({ state: "mined" });
});

test("a relay that the contract refuses fails, with the contract's words", async () => {
  await queue("refused", faucetFor(zeroAddress));
  await sendRelays(market.ctx());
  expect(await relayOf("refused")).toMatchObject({
    state: "failed",
    failure: { code: "TRANSACTION_FAILED" },
  });
});

test("relays are on their way together, and a revert counts only when nothing is that it may need", async () => {
  const ids = Array.from({ length: 8 }, (_, n) => `together-${n}`);
  for (const [n, id] of ids.entries()) await queue(id, faucetFor(`0x${`${n + 1}`.padStart(40, "7")}`));
  await queue("needs-them", faucetFor("0x00000000000000000000000000000000000000ff"));
  let times = 1;
  const node = await chainThatSimulatesNot(/0{38}ff"/, (response, pass) => {
    const error = { code: 3, message: "execution reverted", data: "0x" };
    if (times-- <= 0) return pass();
    return response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, error }));
  });
  const { client } = market.chain;
  await client.setAutomine(false);
  const sending = sendRelays({
    ...market.ctx(),
    chain: openChain({ ...market.gateway.env, CHAIN_RPC_URL: node.url }),
  });
  await vi.waitUntil(async () => (await client.getTxpoolStatus()).pending === 8, { timeout: 30_000 });
  await client.setAutomine(true);
  await client.mine({ blocks: 1 });
  await sending;
  await node.close();
  const [first, ...others] = await Promise.all(ids.map(relayOf));
  for (const row of others) expect(row).toMatchObject({ state: "mined", block: first!.block });
  const last = await relayOf("needs-them");
  expect(last).toMatchObject({ state: "mined" });
  expect(last!.block).toBeGreaterThan(first!.block!);
});

test("what was in a block that is taken back is mined again, also if that happens while others are sent", async () => {
  await queue("forgotten", faucetFor("0x00000000000000000000000000000000000000dd"));
  await sendRelays(market.ctx());
  const before = await relayOf("forgotten");
  await queue("meanwhile", faucetFor("0x00000000000000000000000000000000000000ee"));
  let times = 1;
  const node = await chainThatSimulatesNot(/0{40}ee"/, async (_, pass) => {
    if (times-- > 0)
      await market.chain.client.request({ method: "anvil_rollback" as never, params: [1] as never });
    await pass();
  });
  const chain = openChain({ ...market.gateway.env, CHAIN_RPC_URL: node.url });
  await sendRelays({ ...market.ctx(), chain });
  await node.close();
  for (const id of ["forgotten", "meanwhile"]) {
    const { hash, state } = (await relayOf(id))!;
    expect(state).toBe("mined");
    expect(await market.chain.client.getTransactionReceipt({ hash: hash! })).toMatchObject({
      status: "success",
    });
  }
  expect((await relayOf("forgotten"))!.hash).toBe(before!.hash);
});

// ---------------------------------------------------------------------------------------------

const faucetFor = (wallet: Address) =>
  encodeFunctionData({ abi: abiOf.faucet, functionName: "faucet", args: [wallet] });

const queue = (id: string, data: `0x${string}`) =>
  queueRelay(market.db, {
    id,
    to: market.deployment.contracts.faucet,
    data,
    at: new Date(Date.UTC(2026, 0, 1) + queued++),
  });

let queued = 0;

const relayOf = async (id: string) => (await market.db.select().from(relays).where(eq(relays.id, id)))[0];

/** The way to the market's chain over a node that answers something else to simulations that contain this. */
async function chainThatSimulatesNot(
  what: RegExp,
  otherwise: (response: ServerResponse, pass: () => Promise<unknown>) => unknown,
) {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    const { rpcUrl } = market.chain;
    const headers = { "content-type": "application/json" };
    const pass = async () => {
      const passedOn = await fetch(rpcUrl, { method: "POST", body, headers });
      return response.writeHead(passedOn.status, headers).end(await passedOn.text());
    };
    const isMeant = /eth_estimateGas|eth_fillTransaction/.test(body) && what.test(body);
    return isMeant ? otherwise(response, pass) : pass();
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
