import { Catalogue, type GpuKind } from "./catalogue";
import { Contents } from "./contents";
import type { Layout } from "./lay-out";
import { layoutWords } from "./features";
import { PackedTree } from "./packed-tree";

/** What stands in the parts: a number to be raised with every change of it, and what nobody has to think of. */
const format = `7 ${layoutWords}`;

/** What the parts of a snapshot mean: everything that is not bytes. Plain data, to be kept beside them. */
export type SnapshotHeader = {
  format: string;
  devices: number;
  leaves: number;
  cutLeaves: number;
  countries: string[];
  gpuKinds: { kind: GpuKind; price: number }[];
  contents: string[];
  /** How often a device has one of the contents. */
  held: number;
};

/** A layout as it stands in memory, so that a restart reads it back instead of laying out everything. */
export type Snapshot = { header: SnapshotHeader; parts: Uint8Array<ArrayBuffer>[] };

/** The snapshot of a layout. Its parts are the memory itself: they are to be written before anything changes in it. */
export function snapshotOf({ tree, contents }: Layout, catalogue: Catalogue): Snapshot {
  const { words, held } = heldIn(contents);
  return {
    header: {
      format,
      devices: tree.directory.size,
      leaves: tree.leaves.count,
      cutLeaves: tree.cuts.leaves,
      countries: [...catalogue.countries.words],
      gpuKinds: catalogue.gpuKinds.words.map((kind, n) => ({ kind, price: catalogue.gpuPrices[n]! })),
      contents: words,
      held: held.length / 2,
    },
    parts: partsOf(tree, held),
  };
}

/**
 * The layout of a snapshot: yields each part, in the order of `parts`, for the caller to fill before it goes
 * on. Bytes of one machine are right on another with the same byte order. Throws for a header of another format.
 */
export function* restoreSnapshot(
  header: SnapshotHeader,
): Generator<Uint8Array<ArrayBuffer>, { layout: Layout; catalogue: Catalogue }> {
  if (header.format !== format)
    throw new Error(
      `This snapshot has the format "${header.format}"; only "${format}" is read here. Load from the registry instead.`,
    );
  const catalogue = new Catalogue();
  for (const country of header.countries) catalogue.countries.numberOf(country);
  for (const { kind, price } of header.gpuKinds) catalogue.gpuKindOf(kind, price);
  const { leaves, cutLeaves } = header;
  const cuts = {
    leaves: cutLeaves,
    dimension: new Uint8Array(cutLeaves + 1),
    value: new Int16Array(cutLeaves + 1),
  };
  const tree = new PackedTree(leaves, catalogue, cuts);
  const held = new Int32Array(header.held * 2);
  yield* partsOf(tree, held);
  tree.directory.size = header.devices;
  return { layout: { tree, contents: contentsOf(header.contents, held) }, catalogue };
}

function partsOf(tree: PackedTree, held: Int32Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const { leaves, nodes, directory, places, cuts } = tree;
  return [
    leaves.words,
    leaves.occupied,
    nodes.words,
    nodes.slices,
    nodes.shareOf,
    directory.ids,
    directory.table,
    directory.marks,
    places.words,
    places.groups,
    places.placeOfSlot,
    places.blockKeys,
    cuts.dimension,
    cuts.value,
    held,
  ].map(({ buffer }) => new Uint8Array(buffer));
}

/** Who has what, as pairs of a slot and a number among the words. */
function heldIn(contents: Contents): { words: string[]; held: Int32Array<ArrayBuffer> } {
  const numbers = new Map<string, number>();
  const pairs: number[] = [];
  for (const [slot, held] of contents.entries())
    for (const content of held) {
      if (!numbers.has(content)) numbers.set(content, numbers.size);
      pairs.push(slot, numbers.get(content)!);
    }
  return { words: [...numbers.keys()], held: Int32Array.from(pairs) };
}

function contentsOf(words: readonly string[], held: Int32Array): Contents {
  const contents = new Contents();
  for (let at = 0; at < held.length;) {
    const slot = held[at]!;
    const has: string[] = [];
    for (; held[at] === slot; at += 2) has.push(words[held[at + 1]!]!);
    contents.set(slot, has);
  }
  return contents;
}
