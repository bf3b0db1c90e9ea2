import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isSignedVoucher, type VoucherBook } from "@/lib/agent/voucher-book";
import type { Signing } from "@/lib/orders/order-proof";
import { toJson } from "@/lib/to-json";
import type { Log } from "./log";

/** One line per voucher; the last line of a tab is worth the most. A voucher whose signature does not hold is not written. */
export function openVoucherBook(home: string, deployment: Signing, log: Log): VoucherBook {
  const file = join(home, "vouchers.jsonl");
  let cursor = lastCursor(file);
  return {
    cursor: () => cursor,
    add: async (vouchers, next) => {
      for (const voucher of vouchers) {
        if (await isSignedVoucher(deployment, voucher)) {
          appendFileSync(file, `${toJson({ ...voucher, cursor: next })}\n`, { mode: 0o600 });
          continue;
        }
        const { customer, cumulative } = voucher;
        log.warn(
          { customer, cumulative: cumulative.toString() },
          "a voucher is not signed by its session key and was not kept",
        );
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
