import type { DeviceRecord } from "@/lib/matching/match-request";
import { Catalogue } from "./catalogue";
import { DeviceIndex } from "./device-index";
import { rowInts } from "./device-row";
import { DeviceRows } from "./device-rows";
import { idWords, wordsOfId } from "./directory";
import { encodeDevice } from "./encode-device";
import { finish } from "./finish";
import { layOut } from "./lay-out";
import { plans } from "./search";

/** Takes devices one at a time and lays them out all at once: ten times as fast as putting each in its place. */
export class IndexBuilder {
  private readonly catalogue = new Catalogue();
  private readonly rows: DeviceRows;
  private readonly holds = new Map<number, readonly string[]>();

  constructor(expected = 1024) {
    this.rows = new DeviceRows(expected);
  }

  /** Every device once: ids are not compared before `build`, which throws for one that comes twice. */
  add(device: DeviceRecord): void {
    const position = this.rows.add();
    encodeDevice(this.catalogue, device, this.rows.rows, position * rowInts);
    wordsOfId(device.id, this.rows.ids, position * idWords);
    if (device.holds.length > 0) this.holds.set(position, device.holds);
  }

  build(plan = plans): DeviceIndex {
    return new DeviceIndex(this.catalogue, plan, finish(layOut(this.rows, this.catalogue, this.holds)));
  }
}

/** An index over these devices. */
export function indexOf(devices: Iterable<DeviceRecord>, plan = plans): DeviceIndex {
  const builder = new IndexBuilder();
  for (const device of devices) builder.add(device);
  return builder.build(plan);
}
