import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { indexOf } from "@/lib/matching/index/index-builder";
import { device, order } from "@/lib/matching/testing/samples";
import { readSnapshot, writeSnapshot } from "./snapshot-file";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ambit-snapshot-"));
  file = join(folder, "index");
});
afterEach(() => rmSync(folder, { recursive: true }));

const index = indexOf(
  Array.from({ length: 300 }, (_, n) => device(`d${n}`, { holds: n % 7 ? [] : ["image"] })),
);

test("an index that was written is read back with its mark, and nothing lies beside the file", async () => {
  await writeSnapshot(file, index.snapshot(), "812:812:");
  const { index: after, mark } = await readSnapshot(file);
  expect(mark).toBe("812:812:");
  expect(after.size).toBe(300);
  const request = order({ content: "image" });
  expect(after.best(request, 100)).toEqual(index.best(request, 100));
  expect(readdirSync(folder)).toEqual(["index"]);
});

test.each([
  ["its header", () => 200],
  ["its parts", (length: number) => length >> 1],
])("a file with one bit of %s turned is refused", async (_, at) => {
  await writeSnapshot(file, index.snapshot(), "");
  const bytes = readFileSync(file);
  bytes[at(bytes.length)]! ^= 1;
  writeFileSync(file, bytes);
  await expect(readSnapshot(file)).rejects.toThrow("is damaged");
});

test("a file that ends early is refused, and so is one that is no snapshot", async () => {
  await writeSnapshot(file, index.snapshot(), "");
  truncateSync(file, 100_000);
  await expect(readSnapshot(file)).rejects.toThrow("ends early");
  writeFileSync(file, "something else that is long enough to be read");
  await expect(readSnapshot(file)).rejects.toThrow("is none");
});
