/** Nodes yet to be opened, the one with the lowest bound on top: a binary heap in two arrays, used again for each search. */
export class BoundHeap {
  private bounds = new Float64Array(1024);
  private nodes = new Int32Array(1024);
  private size = 0;

  clear(): void {
    this.size = 0;
  }

  get length(): number {
    return this.size;
  }

  /** The lowest bound; infinite when nothing is left. */
  get lowest(): number {
    return this.size > 0 ? this.bounds[0]! : Infinity;
  }

  push(bound: number, node: number): void {
    if (this.size === this.bounds.length) this.grow();
    const { bounds, nodes } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (bounds[parent]! <= bound) break;
      bounds[at] = bounds[parent]!;
      nodes[at] = nodes[parent]!;
      at = parent;
    }
    bounds[at] = bound;
    nodes[at] = node;
  }

  /** Takes the node with the lowest bound. Only when there is one. */
  pop(): number {
    const { bounds, nodes } = this;
    const top = nodes[0]!;
    const size = --this.size;
    const bound = bounds[size]!;
    const node = nodes[size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && bounds[child + 1]! < bounds[child]!) child++;
      if (bounds[child]! >= bound) break;
      bounds[at] = bounds[child]!;
      nodes[at] = nodes[child]!;
      at = child;
    }
    bounds[at] = bound;
    nodes[at] = node;
    return top;
  }

  private grow(): void {
    const bounds = new Float64Array(this.bounds.length * 2);
    const nodes = new Int32Array(this.nodes.length * 2);
    bounds.set(this.bounds);
    nodes.set(this.nodes);
    this.bounds = bounds;
    this.nodes = nodes;
  }
}
