import "server-only";
import { setImmediate as giveWay } from "node:timers/promises";
import type { Hex } from "viem";
import { connect, type Db } from "@/db/client";
import { countDeviceBlocks, readDeviceChanges, readRegistry, readSilenced } from "@/db/queries/registry";
import { presenceMs } from "@/lib/devices/device";
import { DeviceIndex } from "@/lib/matching/index/device-index";
import { IndexBuilder } from "@/lib/matching/index/index-builder";
import type { DeviceRecord } from "@/lib/matching/match-request";
import type { KeptIndex } from "./kept-index";

/** How long changes are kept for an index to read. One that has not read for half of that loads anew. */
export const changesKeptMs = 3_600_000;
export const indexOldestMs = changesKeptMs / 2;

const rowsAtOnce = 5000;
/** In the order in which devices stand: by id each would be another place of the disk, and millions take an hour. */
const blocksAtOnce = 500;

/**
 * This process' index of the registry, as Postgres had it at the last `catchUp`. It only reads: what it
 * says is confirmed on the rows themselves before anything is taken, so that an index that is behind
 * costs another round and nothing else. Applying a change twice or late does no harm, because a change
 * only names a device, whose newest state is then read.
 */
export class LiveIndex {
  private devices = new DeviceIndex();
  /** What somebody corrected here, who may be mistaken: it is read again with the next changes. */
  private readonly corrected = new Set<Hex>();
  private horizon: string | undefined;
  private silentUntil = new Date(0);
  private caughtUpAt = 0;
  private laying: Promise<void> | undefined;
  /** What was corrected here since a layout was begun, in which it may stand mistaken. */
  private again = new Set<Hex>();
  private isBroken = false;
  private isClosed = false;
  private running: Promise<void> = Promise.resolve();
  private queued: Promise<void> | undefined;
  private readonly client: ReturnType<typeof connect>;

  constructor(
    url: string,
    /** Up to so many devices it is no work to ask each, and the decision then says why for each. */
    readonly askedOneByOne = 500,
    private readonly kept?: KeptIndex,
    private readonly log: { warn: (facts: object, message: string) => void } = console,
  ) {
    // A connection of its own: an order that waits for the index holds one of the pool, and must not wait for it.
    this.client = connect(url, { max: 1, name: "ambit-index" });
  }

  /** As it is now, which may be behind. */
  get index(): DeviceIndex {
    return this.devices;
  }

  /** Takes a device for what somebody knows it to be, or gone: read, or held for an order that is being placed. */
  correct(id: Hex, device: DeviceRecord | undefined): void {
    this.corrected.add(id);
    if (this.laying) this.again.add(id);
    if (device) this.devices.put(device);
    else this.devices.remove(id);
  }

  /** Up to so many devices an order that finds none is told why while others wait for their turn: some two milliseconds. */
  get countedInTurn(): number {
    return 40 * this.askedOneByOne;
  }

  /** The index with everything that was committed before the call. */
  async catchUp(at: Date): Promise<DeviceIndex> {
    // A reading that has not begun yet will see all that is committed by now; one that runs may not.
    this.queued ??= this.enqueue(at);
    await this.queued;
    return this.devices;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.laying;
    await this.client.close();
  }

  private enqueue(at: Date): Promise<void> {
    const follow = () => {
      this.queued = undefined;
      return this.follow(at);
    };
    // Whoever waited for the one before has its error; this one tries by itself.
    this.running = this.running.then(follow, follow);
    return this.running;
  }

  private async follow(at: Date): Promise<void> {
    const { db } = this.client;
    const isLost = !this.horizon || this.isBroken || at.getTime() - this.caughtUpAt > indexOldestMs;
    if (isLost && !(await this.takeUp(db, at))) await this.load(db, at);
    const cutoff = new Date(at.getTime() - presenceMs);
    const { horizon, devices } = await readDeviceChanges(db, this.horizon);
    const silenced = cutoff > this.silentUntil ? await readSilenced(db, this.silentUntil, cutoff) : [];
    const corrected = [...this.corrected];
    this.corrected.clear();
    await this.read(db, at, [...new Set([...devices, ...silenced, ...corrected])]).catch((error: unknown) => {
      for (const id of corrected) this.corrected.add(id);
      throw error;
    });
    this.horizon = horizon;
    this.caughtUpAt = at.getTime();
    if (cutoff > this.silentUntil) this.silentUntil = cutoff;
    if (!this.laying && !this.isClosed && (this.devices.isWorn || this.kept?.isDue(this.devices, at)))
      this.laying = this.layOutAnew(this.devices, at, horizon).finally(() => (this.laying = undefined));
  }

  /**
   * Lays out the index anew between questions: no step of it keeps one waiting for longer than its own search.
   * The one moment in which nothing changes in the new layout is taken to keep it for the next start.
   */
  private async layOutAnew(index: DeviceIndex, at: Date, horizon: string): Promise<void> {
    const mark = { horizon, at: at.getTime(), silentUntil: this.silentUntil.getTime() };
    this.again = new Set(this.corrected);
    try {
      for (const fresh of index.rebuilding()) {
        if (this.isClosed) return;
        if (fresh && this.kept?.isDue(fresh, at))
          await this.kept.write(this.client.db, fresh, { ...mark, again: [...this.again] });
        await giveWay();
      }
    } catch (error) {
      // Whatever it was, it may be in the index itself, or in what was kept of it.
      this.log.warn({ error: String(error) }, "the index was not laid out; the registry is read anew");
      this.kept?.discard();
      this.isBroken = true;
    }
  }

  /** Takes up the index that was kept, if there is one; what changed since is then read as ever. */
  private async takeUp(db: Db, at: Date): Promise<boolean> {
    const found = await this.kept?.read(db, at);
    if (!found) return false;
    const { index, mark } = found;
    this.devices = index;
    this.horizon = mark.horizon;
    this.silentUntil = new Date(mark.silentUntil);
    for (const id of mark.again) this.corrected.add(id);
    return true;
  }

  /** Reads these devices as they are now. */
  private async read(db: Db, at: Date, ids: readonly Hex[]): Promise<void> {
    for (let first = 0; first < ids.length; first += rowsAtOnce) {
      const part = ids.slice(first, first + rowsAtOnce);
      const gone = new Set(part);
      for (const device of await readRegistry(db, at, { ids: part })) {
        this.devices.put(device);
        gone.delete(device.id);
      }
      for (const id of gone) this.devices.remove(id);
    }
  }

  /** Reads everything, of one snapshot: a row that is written anew meanwhile is read where it stood. What changes is read again. */
  private async load(db: Db, at: Date): Promise<void> {
    const builder = new IndexBuilder();
    const horizon = await db.transaction(
      async (tx) => {
        const { horizon: first } = await readDeviceChanges(tx);
        const blocks = await countDeviceBlocks(tx);
        for (let from = 0; from < blocks; from += blocksAtOnce)
          for (const device of await readRegistry(tx, at, { blocks: { from, to: from + blocksAtOnce } }))
            builder.add(device);
        return first;
      },
      { isolationLevel: "repeatable read", accessMode: "read only" },
    );
    const devices = builder.build();
    const silentUntil = at.getTime() - presenceMs;
    // Kept before anybody knows it, so that nothing changes in it meanwhile.
    if (this.kept?.isDue(devices, at))
      await this.kept.write(db, devices, { horizon, at: at.getTime(), silentUntil, again: [] });
    this.devices = devices;
    this.isBroken = false;
    this.horizon = horizon;
    this.silentUntil = new Date(silentUntil);
  }
}
