import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { keepGoodState } from "./chain-state";

const block = (number: number, timestamp: number) => ({
  header: { number: `0x${number.toString(16)}`, timestamp: `0x${timestamp.toString(16)}` },
});
const oldest = [block(0, 100), block(1, 101), block(2, 102)];

test("of the first blocks that a chain made at its starts, the oldest is kept, and all else as it is", () => {
  const written = { accounts: { "0x01": { nonce: 1 } }, blocks: [block(0, 300), ...oldest, block(0, 200)] };
  expect(mended(JSON.stringify(written))).toEqual({ ...written, blocks: oldest });
});

test("half a state is put right from the last whole one", () => {
  expect(mended('{"blocks":[', JSON.stringify({ blocks: [block(0, 300), ...oldest] }))).toEqual({
    blocks: oldest,
  });
});

/** What a file with this state says when the chain has been made ready to start. */
function mended(state: string, good?: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "ambit-chain-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "chain.json");
  const kept = keepGoodState(file);
  kept.stop();
  writeFileSync(file, state);
  if (good) writeFileSync(`${file}.good`, good);
  kept.mend();
  return JSON.parse(readFileSync(file, "utf8"));
}
