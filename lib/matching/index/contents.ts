/** Which devices have fetched what already. Few have anything: only those cost memory. */
export class Contents {
  private readonly slotsOf = new Map<string, Set<number>>();
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

  private forget(content: string, slot: number): void {
    const slots = this.slotsOf.get(content);
    slots?.delete(slot);
    if (slots?.size === 0) this.slotsOf.delete(content);
  }
}
