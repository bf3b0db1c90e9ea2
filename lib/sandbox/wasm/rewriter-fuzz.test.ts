import { expect, test } from "vitest";
import { compareRewritten } from "@/lib/sandbox/testing/compare-rewritten";

/** A slice of `npm run fuzz:rewriter`, which goes on from here. */
const modules = 600;

test("random modules do, show and pay the same when they are rewritten", () => {
  const differences: string[] = [];
  let [returned, trapped] = [0, 0];
  for (let seed = 1; seed <= modules; seed++) {
    const compared = compareRewritten(seed);
    differences.push(...compared.differences);
    returned += compared.returned;
    trapped += compared.trapped;
  }
  expect(differences).toEqual([]);
  // Most of it runs to its end, where fuel is compared too, and some of it does not.
  expect(returned).toBeGreaterThan(2 * modules);
  expect(trapped).toBeGreaterThan(modules / 10);
}, 60_000);
