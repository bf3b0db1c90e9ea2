import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLog } from "./log";
import { openVoucherBook } from "./voucher-book";

const signing = {
  chainId: 31337,
  contracts: {
    escrow: "0x0000000000000000000000000000000000000001",
    leases: "0x0000000000000000000000000000000000000002",
  },
} as const;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ambit-vouchers-"));
});
afterEach(() => rmSync(home, { recursive: true }));

test("a book whose last line a crash cut in two opens at the line before it", () => {
  const file = join(home, "vouchers.jsonl");
  writeFileSync(file, '{"cursor":3}\n{"cursor":4}\n{"custom');
  expect(openVoucherBook(home, signing, openLog("silent")).cursor()).toBe(4);
  expect(readFileSync(file, "utf8")).toBe('{"cursor":3}\n{"cursor":4}\n');
});

test("a book whose first line was cut is empty", () => {
  writeFileSync(join(home, "vouchers.jsonl"), '{"cur');
  expect(openVoucherBook(home, signing, openLog("silent")).cursor()).toBe(0);
});
