import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recoverAddress } from "viem";
import type { z } from "zod";
import type { voucherSchema } from "@/lib/api/agent";
import { digestOf, domain } from "@/lib/chain/typed-data";
import { toJson } from "@/lib/to-json";
import { lowerAddress } from "@/lib/wire";
import type { Signing } from "@/lib/orders/order-proof";
import type { Log } from "./log";

type Voucher = z.output<typeof voucherSchema>;

/** What customers signed for, kept on the device: with it the operator is paid whatever becomes of the gateway. */
export type VoucherBook = {
  cursor: () => number;
  add: (vouchers: readonly Voucher[], cursor: number) => Promise<void>;
};

/** One line per voucher; the last line of a tab is worth the most. A voucher whose signature does not hold is not written. */
export function openVoucherBook(home: string, deployment: Signing, log: Log): VoucherBook {
  const file = join(home, "vouchers.jsonl");
  let cursor = lastCursor(file);
  return {
    cursor: () => cursor,
    add: async (vouchers, next) => {
      for (const voucher of vouchers) {
        const { customer, operator, cumulative, sessionKey, signature } = voucher;
        const hash = digestOf("Tab", domain(deployment.chainId, deployment.contracts.escrow), {
          customer,
          operator,
          cumulative,
        });
        const signer = await recoverAddress({ hash, signature }).then(lowerAddress, () => undefined);
        if (signer !== sessionKey) {
          log.warn(
            { customer, cumulative: cumulative.toString() },
            "a voucher is not signed by its session key and was not kept",
          );
          continue;
        }
        appendFileSync(file, `${toJson({ ...voucher, cursor: next })}\n`, { mode: 0o600 });
      }
      cursor = next;
    },
  };
}

/** A line that a crash cut in two is dropped: the gateway gives it again. */
function lastCursor(file: string): number {
  if (!existsSync(file)) return 0;
  const text = readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) writeFileSync(file, whole, { mode: 0o600 });
  const last = whole.trimEnd().split("\n").at(-1);
  return last ? (JSON.parse(last) as { cursor: number }).cursor : 0;
}
