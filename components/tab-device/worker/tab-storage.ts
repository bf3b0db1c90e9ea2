import type { Journal } from "@/lib/agent/outbox";
import type { AgentLog } from "@/lib/agent/machine";
import { isSignedVoucher, type Voucher, type VoucherBook } from "@/lib/agent/voucher-book";
import type { AgentEvent } from "@/lib/api/agent";
import type { Benchmark } from "@/lib/devices/benchmark";
import type { Signing } from "@/lib/orders/order-proof";

/** What the device keeps in its browser: this page's IndexedDB holds it until the operator clears the site's data. */
export type TabStorage = {
  key: () => Promise<CryptoKeyPair | undefined>;
  keepKey: (pair: CryptoKeyPair) => Promise<void>;
  measured: () => Promise<Measured | undefined>;
  keepMeasured: (measured: Measured) => Promise<void>;
  journal: (log: AgentLog) => Promise<Journal>;
  vouchers: (deployment: Signing, log: AgentLog) => Promise<VoucherBook>;
};

/** What the gateway found of this tab the last time, and with how many cores. */
type Measured = { cores: number; benchmark: Benchmark };

const stores = ["one", "ends", "vouchers"] as const;
type Store = (typeof stores)[number];

export async function openTabStorage(name = "ambit-tab-device"): Promise<TabStorage> {
  const opening = indexedDB.open(name, 1);
  opening.addEventListener("upgradeneeded", () => {
    for (const store of stores) opening.result.createObjectStore(store);
  });
  const database = await answerOf(opening);
  const read = <T>(store: Store, key: string): Promise<T | undefined> =>
    answerOf(database.transaction(store).objectStore(store).get(key) as IDBRequest<T | undefined>);
  const write = (store: Store, change: (open: IDBObjectStore) => void): Promise<void> => {
    // Strict: what is acknowledged has reached the disk, as a journal must.
    const transaction = database.transaction(store, "readwrite", { durability: "strict" });
    change(transaction.objectStore(store));
    return ended(transaction);
  };
  return {
    key: () => read<CryptoKeyPair>("one", "key"),
    keepKey: (pair) => write("one", (one) => one.put(pair, "key")),
    measured: () => read<Measured>("one", "measured"),
    keepMeasured: (measured) => write("one", (one) => one.put(measured, "measured")),
    journal: async (log) => {
      const all = database.transaction("ends").objectStore("ends").getAll() as IDBRequest<AgentEvent[][]>;
      const tell = (error: unknown) =>
        log.error({ error: String(error) }, "the browser did not write down the end of a lease");
      return {
        kept: (await answerOf(all)).flat(),
        keep: (id, events) => write("ends", (ends) => ends.put(events, id)).catch(tell),
        forget: (id) => void write("ends", (ends) => ends.delete(id)).catch(tell),
      };
    },
    vouchers: async (deployment, log) => {
      let cursor = (await read<number>("one", "vouchers-cursor")) ?? 0;
      return {
        cursor: () => cursor,
        add: async (vouchers, next) => {
          for (const voucher of vouchers) {
            if (await isSignedVoucher(deployment, voucher))
              await write("vouchers", (kept) => kept.put(voucher, tabOf(voucher)));
            else log.warn({}, "a voucher is not signed by its session key and was not kept");
          }
          if (next !== cursor) await write("one", (one) => one.put(next, "vouchers-cursor"));
          cursor = next;
        },
      };
    },
  };
}

/** A voucher is about everything that one customer owes one operator, so the newest takes the older one's place. */
const tabOf = ({ customer, operator }: Voucher) => `${customer} ${operator}`;

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB gave no answer")));
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    for (const event of ["error", "abort"])
      transaction.addEventListener(event, () =>
        reject(transaction.error ?? new Error("IndexedDB took nothing")),
      );
  });
}
