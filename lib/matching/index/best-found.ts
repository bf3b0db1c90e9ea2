import type { Directory } from "./directory";

/** The best devices found so far, best first, with their costs; equals in the order of the circle. */
export class BestFound {
  readonly costs: Float64Array;
  readonly slots: Int32Array;
  count = 0;
  /** What a device must not exceed to be among the best; infinite while there is room. */
  worst = Infinity;
  private wanted = 1;
  private order: Uint32Array = new Uint32Array(8);

  constructor(
    private readonly directory: Directory,
    readonly most = 1024,
  ) {
    this.costs = new Float64Array(most);
    this.slots = new Int32Array(most);
  }

  /** Begins a search for the `wanted` best of an order. */
  begin(wanted: number, order: Uint32Array): void {
    if (wanted < 1 || wanted > this.most)
      throw new Error(`Between 1 and ${this.most} devices can be asked for; ${wanted} were.`);
    this.count = 0;
    this.worst = Infinity;
    this.wanted = wanted;
    this.order = order;
  }

  /** Takes a device in if it belongs among the best. It must not be in already. */
  offer(cost: number, slot: number): void {
    const { costs, slots, wanted } = this;
    if (cost > this.worst) return;
    if (cost === this.worst && !this.isBefore(slot, slots[wanted - 1]!)) return;
    let at = this.count < wanted ? this.count++ : wanted - 1;
    while (
      at > 0 &&
      (costs[at - 1]! > cost || (costs[at - 1] === cost && this.isBefore(slot, slots[at - 1]!)))
    ) {
      costs[at] = costs[at - 1]!;
      slots[at] = slots[at - 1]!;
      at--;
    }
    costs[at] = cost;
    slots[at] = slot;
    if (this.count === wanted) this.worst = costs[wanted - 1]!;
  }

  /** How many cost less than so much. */
  countBelow(cost: number): number {
    let count = 0;
    while (count < this.count && this.costs[count]! < cost) count++;
    return count;
  }

  /** Forgets the dearest, so that `count` are left. */
  keep(count: number): void {
    this.count = count;
    this.worst = Infinity;
  }

  private isBefore(a: number, b: number): boolean {
    return this.directory.isBefore(a, b, this.order);
  }
}
