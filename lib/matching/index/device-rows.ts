import { rowInts } from "./device-row";
import { idWords } from "./directory";

/** Many devices as rows, with their ids: what an index is built from. Grows as it is filled. */
export class DeviceRows {
  rows: Int32Array<ArrayBuffer>;
  ids: Uint32Array<ArrayBuffer>;
  count = 0;

  constructor(expected = 1024) {
    this.rows = new Int32Array(expected * rowInts);
    this.ids = new Uint32Array(expected * idWords);
  }

  /** Makes room for one more and returns its position; row and id are the caller's to write. */
  add(): number {
    if (this.count * idWords === this.ids.length) this.grow();
    return this.count++;
  }

  private grow(): void {
    const rows = new Int32Array(Math.max(rowInts, this.rows.length * 2));
    const ids = new Uint32Array(Math.max(idWords, this.ids.length * 2));
    rows.set(this.rows);
    ids.set(this.ids);
    this.rows = rows;
    this.ids = ids;
  }
}
