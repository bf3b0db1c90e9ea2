import { concat, keccak256, stringToHex, type Hex } from "viem";
import { expect, test } from "vitest";
import { merkleTree } from "./merkle-tree";

const leaves = Array.from({ length: 13 }, (_, index) => keccak256(stringToHex(`leaf ${index}`)));

test("from every leaf its path leads to the root", () => {
  for (let count = 1; count <= leaves.length; count++) {
    const some = leaves.slice(0, count);
    const { root, pathOf } = merkleTree(some);
    expect(some.map((leaf) => pathOf(leaf).reduce(hashPair, leaf))).toEqual(some.map(() => root));
  }
});

test("the root does not depend on the order in which leaves came", () => {
  expect(merkleTree(leaves.toReversed()).root).toBe(merkleTree(leaves).root);
});

test("a tree of nothing and a path of a stranger are refused", () => {
  expect(() => merkleTree([])).toThrow("A tree needs a leaf");
  expect(() => merkleTree(leaves).pathOf("0x12")).toThrow("0x12 is no leaf of this tree");
});

function hashPair(a: Hex, b: Hex): Hex {
  return keccak256(concat([a, b].toSorted()));
}
