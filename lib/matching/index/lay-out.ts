import type { Catalogue } from "./catalogue";
import { Contents } from "./contents";
import { leafSize } from "./device-leaves";
import { rowInts } from "./device-row";
import { DeviceRows } from "./device-rows";
import { idWords } from "./directory";
import { PackedTree } from "./packed-tree";

/** What one build lays out: the devices, and what each has fetched already. */
export type Layout = { tree: PackedTree; contents: Contents };

/** Slots that are read before the caller may do something else. */
const leavesAtOnce = 16;

/** Lays out these rows. `holds` says by position what a device has fetched; those that have nothing are not in it. */
export function* layOut(
  rows: DeviceRows,
  catalogue: Catalogue,
  holds: ReadonlyMap<number, readonly string[]>,
): Generator<void, Layout> {
  const { tree, slots } = yield* PackedTree.layOut(rows, catalogue);
  const contents = new Contents();
  let written = 0;
  for (const [position, held] of holds) {
    if (written++ % 256 === 0) yield;
    contents.set(slots[position]!, held);
  }
  return { tree, contents };
}

/**
 * Lays out the devices of a layout anew, except those in slots that are written while it is read: whoever
 * changes devices meanwhile enters their slots in `written`, and puts those devices again afterwards.
 */
export function* layOutAgain(
  { tree, contents }: Layout,
  written: ReadonlySet<number>,
  catalogue: Catalogue,
): Generator<void, Layout> {
  const { leaves, directory } = tree;
  const rows = new DeviceRows(Math.ceil(directory.size * 1.05));
  const holds = new Map<number, readonly string[]>();
  for (let leaf = 0; leaf < leaves.count; leaf++) {
    if (leaf % leavesAtOnce === 0) yield;
    for (let bits = leaves.occupied[leaf]!; bits !== 0; bits &= bits - 1) {
      const slot = leaf * leafSize + 31 - Math.clz32(bits & -bits);
      if (written.has(slot)) continue;
      const position = rows.add();
      leaves.read(slot, rows.rows, position * rowInts);
      for (let word = 0; word < idWords; word++)
        rows.ids[position * idWords + word] = directory.ids[slot * idWords + word]!;
      const held = contents.of(slot);
      if (held.length > 0) holds.set(position, held);
    }
  }
  return yield* layOut(rows, catalogue, holds);
}
