import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
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
  await writeSnapshot(file, index.snapshot(), { horizon: "812" });
  const { index: after, mark } = await readSnapshot(file);
  expect(mark).toEqual({ horizon: "812" });
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

test("one whose mark does not fit is refused before anything else is read", async () => {
  await writeSnapshot(file, index.snapshot(), 7);
  truncateSync(file, 2000);
  await expect(readSnapshot<number>(file, (mark) => mark > 7)).rejects.toThrow("too old");
});

test("whoever is killed while writing leaves the one before, whole", async () => {
  for (let kill = 0; kill < 2; kill++) {
    const writer = spawn(process.execPath, ["--import", "tsx", "server/testing/snapshot-writer.ts", file]);
    await once(writer.stdout, "data");
    await vi.waitUntil(() => existsSync(`${file}.new`), { timeout: 50_000, interval: 0 });
    writer.kill("SIGKILL");
    await once(writer, "exit");
    const { index: after, mark } = await readSnapshot<number>(file);
    expect(mark).toBeGreaterThan(0);
    expect(after.size).toBe(5000);
  }
  // What the dead left beside it is in nobody's way.
  await writeSnapshot(file, index.snapshot(), 0);
  expect(readdirSync(folder)).toEqual(["index"]);
});
