import {
  decodeFunctionData,
  ExecutionRevertedError,
  keccak256,
  parseTransaction,
  type Address,
  type Hex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { Db } from "@/db/client";
import { chainFigures, chainHeads, chainTabPayments, chainTabTotals } from "@/db/schema/chain";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { isSameTab, tabName, type Tab } from "@/lib/leases/tab";
import { lowerAddress } from "@/lib/wire";
import type { Chain } from "@/server/chain/chain";
import { pause, world } from "./schedule";

type Sent = { hash: Hex; nonce: number; data: Hex; bytes: Hex };
type Payment = Tab & {
  key: Address;
  cumulative: bigint;
  paid: bigint;
  hash: Hex;
  block: number;
};
type Mined = Sent & { succeeded: boolean; payment: Payment | undefined };

const relayer = privateKeyToAccount(keccak256("0x01"));

/**
 * What the settling code reads of a chain and sends to it: nonces in order, a pool that may forget, blocks
 * that may be taken back, and of the escrow the one rule that counts here: a tab pays what its cumulative
 * amount adds to what was paid before, and the same amount never twice.
 */
export class ModelChain {
  private readonly pool: Sent[] = [];
  private blocks: Mined[][] = [];
  /** Transactions a thousand that the pool forgets. */
  forgets = 0;
  isDown = false;
  /** The protocol's part of what is agreed on from now on. */
  feeBps = 500;

  get height(): number {
    return this.blocks.length;
  }

  payments(): Payment[] {
    return this.blocks.flat().flatMap(({ payment }) => payment ?? []);
  }

  /** A block every two seconds, with what is next in line. */
  async mine(): Promise<void> {
    for (;;) {
      await pause(2_000, "block");
      if (this.isDown) continue;
      const block: Mined[] = [];
      this.blocks.push(block);
      for (const sent of this.pool.splice(0).sort((a, b) => a.nonce - b.nonce)) {
        if (sent.nonce < this.nonce) continue;
        if (sent.nonce > this.nonce) this.pool.push(sent);
        else if (!world().random.chance(this.forgets, 1_000)) block.push(this.execute(sent));
      }
    }
  }

  /** Takes the newest blocks back. What was in them is in the pool again, or lost. */
  reorg(depth: number): void {
    const gone = this.blocks.splice(Math.max(0, this.blocks.length - depth)).flat();
    this.pool.push(...gone.filter(() => world().random.chance(1, 2)));
    for (let at = 0; at < depth; at++) this.blocks.push([]);
  }

  private get nonce(): number {
    return this.blocks.flat().length;
  }

  private execute(sent: Sent): Mined {
    const payment = this.redeem(sent.data, sent.hash);
    return { ...sent, succeeded: payment !== undefined, payment };
  }

  private redeem(data: Hex, hash: Hex): Payment | undefined {
    const { args } = decodeFunctionData({ abi: escrowAbi, data });
    const [{ customer, operator, feeBps, cumulative }, key] = args as [
      Tab & { cumulative: bigint },
      Address,
      Hex,
    ];
    const tab = { customer: lowerAddress(customer), operator: lowerAddress(operator), feeBps };
    const before = this.payments().filter((paid) => isSameTab(paid, tab));
    const redeemed = before.at(-1)?.cumulative ?? 0n;
    if (cumulative <= redeemed) return undefined;
    return {
      ...tab,
      key: lowerAddress(key),
      cumulative,
      paid: cumulative - redeemed,
      hash,
      block: this.height,
    };
  }

  private find(hash: Hex): { transaction: Mined; block: number } | undefined {
    for (const [at, block] of this.blocks.entries()) {
      const transaction = block.find((mined) => mined.hash === hash);
      if (transaction) return { transaction, block: at + 1 };
    }
    return undefined;
  }

  /** The client that the gateway's code is given. Everything takes a while, and nothing answers when the node is down. */
  client(): Chain {
    const ask = async <T>(answer: () => T): Promise<T> => {
      await pause(1 + world().random.below(40), "chain");
      if (this.isDown) throw new Error("HTTP request failed.");
      return answer();
    };
    const receiptOf = (hash: Hex) => {
      const found = this.find(hash);
      if (!found) throw new Error("Transaction receipt could not be found.");
      return {
        status: found.transaction.succeeded ? "success" : "reverted",
        blockNumber: BigInt(found.block),
      };
    };
    const wouldPay = (data: Hex) => {
      if (!this.redeem(data, "0x")) throw new ExecutionRevertedError({ message: "TabStale" });
      return 100_000n;
    };
    const client = {
      estimateGas: ({ data }: { data: Hex }) => ask(() => wouldPay(data)),
      call: ({ data }: { data: Hex }) => ask(() => wouldPay(data)),
      estimateFeesPerGas: () => ask(() => ({ maxFeePerGas: 2n, maxPriorityFeePerGas: 1n })),
      getTransactionCount: () => ask(() => this.nonce),
      getTransactionReceipt: ({ hash }: { hash: Hex }) => ask(() => receiptOf(hash)),
      waitForTransactionReceipt: async ({ hash, timeout }: { hash: Hex; timeout: number }) => {
        for (let waited = 0; waited < timeout; waited += 1_000) {
          await pause(1_000, "receipt");
          if (!this.isDown && this.find(hash)) return ask(() => receiptOf(hash));
        }
        throw new Error(`Timed out while waiting for ${hash}.`);
      },
      sendRawTransaction: ({ serializedTransaction }: { serializedTransaction: Hex }) =>
        ask(() => this.take(serializedTransaction)),
    };
    return { id: 31337, public: client as unknown as Chain["public"], relayer };
  }

  private take(bytes: Hex): Hex {
    const { nonce = 0, data } = parseTransaction(bytes);
    const hash = keccak256(bytes);
    if (nonce < this.nonce) throw new Error("nonce too low");
    if (!this.pool.some((sent) => sent.hash === hash)) this.pool.push({ hash, nonce, data: data!, bytes });
    return hash;
  }

  /** The indexer: its tables are what the blocks say now, some time later. */
  async index(db: Db): Promise<void> {
    let shown = "";
    for (;;) {
      await pause(1_000 + world().random.below(2_000), "indexer");
      const payments = this.payments();
      const now = `${this.feeBps} ${payments.map(({ hash, block }) => `${hash}${block}`).join()}`;
      if (this.isDown || now === shown) continue;
      shown = now;
      await show(db, payments, this);
    }
  }
}

async function show(db: Db, payments: Payment[], { height, feeBps }: ModelChain): Promise<void> {
  const totals = new Map(payments.map((payment) => [`${payment.customer}:${tabName(payment)}`, payment]));
  await db.transaction(async (tx) => {
    await tx.delete(chainTabPayments);
    await tx.delete(chainTabTotals);
    await tx.delete(chainHeads);
    await tx.delete(chainFigures);
    await tx.insert(chainFigures).values({ contract: "escrow", name: "feeBps", value: `${feeBps}` });
    await tx.insert(chainHeads).values({ chainId: 31337, number: height, timestamp: 0 });
    for (const { customer, operator, feeBps, cumulative } of totals.values())
      await tx
        .insert(chainTabTotals)
        .values({ customer, operator, feeBps, redeemed: cumulative, paid: cumulative, fees: 0n });
    for (const { hash, block, paid, ...payment } of payments)
      await tx.insert(chainTabPayments).values({
        ...payment,
        id: hash,
        redeemed: payment.cumulative,
        paid,
        fee: 0n,
        transaction: hash,
        block,
        at: 0,
      });
  });
}
