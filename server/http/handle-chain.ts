import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { MarketError } from "@/lib/errors";
import { chainAnswerMs } from "@/server/chain/chain";
import { chainUnreachable } from "@/server/chain/unreachable";
import { gateway } from "@/server/gateway";
import { allowedOrigins } from "./allowed-origins";
import { readBody } from "./read-body";
import { refusalResponse } from "./refuse";

const bodyMax = 512 * 1024;

const call = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.number(), z.string(), z.null()]).optional(),
  method: z.string(),
  // A call without parameters may leave them out.
  params: z.unknown().optional(),
});
const calls = z.union([call, z.array(call).min(1).max(50)]);

/** Reading, and sending what is signed already. Nothing that signs, mines or changes the node. */
const open = new Set([
  "eth_chainId",
  "eth_blockNumber",
  "eth_getBlockByNumber",
  "eth_getBlockByHash",
  "eth_getBalance",
  "eth_getCode",
  "eth_getStorageAt",
  "eth_getTransactionCount",
  "eth_getTransactionByHash",
  "eth_getTransactionReceipt",
  "eth_getLogs",
  "eth_call",
  "eth_estimateGas",
  "eth_gasPrice",
  "eth_maxPriorityFeePerGas",
  "eth_feeHistory",
  "eth_sendRawTransaction",
  "net_version",
  "web3_clientVersion",
]);

/**
 * The chain through this gateway, for browsers and wallets: pages then need no other address than ours,
 * and a wallet can add the local chain by the gateway's own name.
 */
export async function handleChain(request: Request): Promise<Response> {
  const requestId = randomUUID();
  try {
    const { env } = await gateway();
    const origin = request.headers.get("origin");
    if (origin !== null && !env.localChain && !allowedOrigins(env).has(origin))
      throw new MarketError("ORIGIN_WRONG", { origin });
    const body = await readBody(request, bodyMax);
    requireOpenMethods(body);
    const answer = await fetch(env.CHAIN_RPC_URL, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(chainAnswerMs)]),
    }).catch((cause: unknown) => {
      throw chainUnreachable(cause);
    });
    return new Response(answer.body, {
      status: answer.status,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
    });
  } catch (error) {
    if (error instanceof MarketError) return refusalResponse(error, requestId);
    throw error;
  }
}

function requireOpenMethods(body: Uint8Array): void {
  const parsed = calls.safeParse(parseJson(body));
  if (!parsed.success)
    throw new MarketError("INPUT_INVALID", { path: "body", detail: "no JSON-RPC 2.0 call" });
  const closed = [parsed.data].flat().find(({ method }) => !open.has(method));
  if (closed) throw new MarketError("CHAIN_METHOD_CLOSED", { method: closed.method });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined; // Refused as no call.
  }
}
