import "server-only";
import { existsSync, rmSync } from "node:fs";
import type { Hex } from "viem";
import type { Db } from "@/db/client";
import { readRegistryName } from "@/db/queries/registry-name";
import type { DeviceIndex } from "@/lib/matching/index/device-index";
import type { Logger } from "@/server/logger";
import { readSnapshot, writeSnapshot } from "./snapshot-file";

/** Up to where a kept index knows the registry. */
export type Mark = {
  /** The changes that it has not seen begin with this transaction. */
  horizon: string;
  /** Milliseconds since 1970: when it was current, and since when devices may have fallen silent. */
  at: number;
  silentUntil: number;
  /** Devices for which it may stand on somebody's mistake. */
  again: Hex[];
};

type Written = Mark & { registry: string };

/** The index of one process in a file, for its next start. Without it a start takes longer, no more. */
export class KeptIndex {
  private markedAt = -Infinity;

  constructor(
    /** Written by one process. */
    private readonly file: string,
    private readonly log: Pick<Logger, "info" | "warn">,
    /** One that is older is not taken up: what changed since is not known any more. */
    private readonly oldestMs: number,
    /** Smaller registries are read before anybody notices. */
    private readonly fromDevices = 20_000,
    /** Often enough that it is never too old, with the time that it takes to write. */
    private readonly everyMs = oldestMs / 3,
  ) {}

  isDue({ size }: DeviceIndex, at: Date): boolean {
    return size >= this.fromDevices && at.getTime() - this.markedAt >= this.everyMs;
  }

  /** Writes an index in which nothing changes meanwhile. */
  async write(db: Db, index: DeviceIndex, mark: Mark): Promise<void> {
    const { file, log } = this;
    this.markedAt = mark.at;
    try {
      const written: Written = { ...mark, registry: await readRegistryName(db) };
      await writeSnapshot(file, index.snapshot(), written);
      log.info({ file, devices: index.size }, "the index was kept");
    } catch (error) {
      log.warn({ file, error: String(error) }, "the index was not kept; the next start reads the registry");
    }
  }

  /** Forgets what was kept: an index that was taken up from it, or was to be kept in it, has failed. */
  discard(): void {
    rmSync(this.file, { force: true });
    this.markedAt = -Infinity;
  }

  /** Undefined when there is none, or none that fits this registry at this time. */
  async read(db: Db, at: Date): Promise<{ index: DeviceIndex; mark: Mark } | undefined> {
    const { file, log } = this;
    if (!existsSync(file)) return undefined;
    const name = await readRegistryName(db);
    try {
      const kept = await readSnapshot<Written>(
        file,
        ({ registry, at: markedAt }) =>
          registry === name && Math.abs(at.getTime() - markedAt) <= this.oldestMs,
      );
      this.markedAt = kept.mark.at;
      log.info({ file, devices: kept.index.size }, "the index was taken up");
      return kept;
    } catch (error) {
      log.info({ file, error: String(error) }, "the index that was kept is not taken up");
      return undefined;
    }
  }
}
