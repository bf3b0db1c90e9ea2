import { around } from "geokdbush";
import KDBush from "kdbush";
import { runnables, type DeviceRecord, type MatchRequest } from "@/lib/matching/match-request";

/**
 * The nearest devices that can take an order by geokdbush, the best known library for that in JavaScript: it
 * ranks by distance alone, and asks a filter for each device that it meets.
 */
export class NearestByKdbush {
  private readonly tree: KDBush;
  private readonly runs: Uint8Array;
  private readonly cpu: Int32Array;
  private readonly memory: Int32Array;
  private readonly disk: Int32Array;
  private count = 0;

  constructor(capacity: number) {
    this.tree = new KDBush(capacity);
    this.runs = new Uint8Array(capacity);
    [this.cpu, this.memory, this.disk] = [
      new Int32Array(capacity),
      new Int32Array(capacity),
      new Int32Array(capacity),
    ];
  }

  add({ place, runs, state, free }: DeviceRecord): void {
    const n = this.count++;
    this.tree.add(place.lngE6 / 1e6, place.latE6 / 1e6);
    // What is offline runs nothing, so that the filter has one test less.
    if (state === "online") for (const name of runs) this.runs[n]! |= 1 << runnables.indexOf(name);
    this.cpu[n] = free.cpuMillis;
    this.memory[n] = free.memoryMib;
    this.disk[n] = free.diskMib;
  }

  finish(): void {
    this.tree.finish();
  }

  best({ runnable, resources, near }: MatchRequest, wanted: number): number[] {
    const { runs, cpu, memory, disk } = this;
    const run = 1 << runnables.indexOf(runnable);
    const { cpuMillis, memoryMib, diskMib } = resources;
    return around(
      this.tree,
      near!.lngE6 / 1e6,
      near!.latE6 / 1e6,
      wanted,
      Infinity,
      (n) => (runs[n]! & run) !== 0 && cpu[n]! >= cpuMillis && memory[n]! >= memoryMib && disk[n]! >= diskMib,
    );
  }
}
