import { HolderLanes } from "./holder-lanes";
import type { Nodes } from "./nodes";

/** Workloads of which it is kept where in the tree their holders stand: at most so many, those that were asked for last. */
const lanesKept = 256;

/** Which devices have fetched what already. Few have anything: only those cost memory. */
export class Contents {
  private readonly slotsOf = new Map<string, Set<number>>();
  private readonly lanesOf = new Map<string, HolderLanes>();
  private readonly heldIn = new Map<number, readonly string[]>();

  /** The device in a slot holds exactly these. */
  set(slot: number, contents: readonly string[]): void {
    for (const content of this.heldIn.get(slot) ?? []) this.forget(content, slot);
    this.heldIn.delete(slot);
    if (contents.length === 0) return;
    this.heldIn.set(slot, contents);
    for (const content of contents) {
      const slots = this.slotsOf.get(content) ?? new Set();
      this.slotsOf.set(content, slots.add(slot));
      this.lanesOf.get(content)?.add(slot);
    }
  }

  of(slot: number): readonly string[] {
    return this.heldIn.get(slot) ?? [];
  }

  /** By slot, what its device holds; only those that hold something. */
  entries(): Iterable<[slot: number, contents: readonly string[]]> {
    return this.heldIn.entries();
  }

  slotsHolding(content: string | undefined): ReadonlySet<number> | undefined {
    return content === undefined ? undefined : this.slotsOf.get(content);
  }

  /** Where in the tree the holders stand of a workload that somebody holds. */
  lanesHolding(content: string, nodes: Nodes): HolderLanes {
    const lanes = this.lanesOf.get(content) ?? new HolderLanes(nodes, this.slotsHolding(content) ?? []);
    // Entered again at the end: whoever stands first was not asked for the longest.
    this.lanesOf.delete(content);
    this.lanesOf.set(content, lanes);
    if (this.lanesOf.size > lanesKept) this.lanesOf.delete(this.lanesOf.keys().next().value!);
    return lanes;
  }

  private forget(content: string, slot: number): void {
    const slots = this.slotsOf.get(content);
    slots?.delete(slot);
    if (slots?.size !== 0) return;
    this.slotsOf.delete(content);
    this.lanesOf.delete(content);
  }
}
