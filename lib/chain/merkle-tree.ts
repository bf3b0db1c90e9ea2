import { concat, keccak256, type Hex } from "viem";

/** A tree whose paths OpenZeppelin's `MerkleProof` verifies: each pair is hashed with its lower half first. */
export type MerkleTree = { root: Hex; pathOf: (leaf: Hex) => Hex[] };

/**
 * Leaves in ascending order, so that the same set gives the same root whoever builds it. One without a partner moves up
 * as it is.
 */
export function merkleTree(leaves: readonly Hex[]): MerkleTree {
  if (leaves.length === 0) throw new Error("A tree needs a leaf: an epoch that attests nothing has no root.");
  const levels = [leaves.toSorted()];
  while (levels.at(-1)!.length > 1) levels.push(levelAbove(levels.at(-1)!));
  const places = new Map(levels[0]!.map((leaf, index) => [leaf, index]));
  return {
    root: levels.at(-1)![0]!,
    pathOf(leaf) {
      const place = places.get(leaf);
      if (place === undefined) throw new Error(`${leaf} is no leaf of this tree.`);
      return levels
        .flatMap((level, height) => level[(place >> height) ^ 1] ?? [])
        .slice(0, levels.length - 1);
    },
  };
}

function levelAbove(level: readonly Hex[]): Hex[] {
  const above: Hex[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at]!, level[at + 1]];
    above.push(right ? hashPair(left, right) : left);
  }
  return above;
}

function hashPair(a: Hex, b: Hex): Hex {
  return keccak256(a < b ? concat([a, b]) : concat([b, a]));
}
