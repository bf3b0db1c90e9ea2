import "server-only";
import { setImmediate as giveWay } from "node:timers/promises";
import type { Hex } from "viem";
import type { Executor } from "@/db/client";
import { giveCapacity, readRegistry, takeCapacities } from "@/db/queries/registry";
import { groupOf, type FleetFit } from "@/lib/matching/fleet";
import { pickWithin } from "@/lib/matching/fleet-budget";
import type { Found } from "@/lib/matching/index/device-index";
import { match, type Decision } from "@/lib/matching/match";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import { compareRanked, type Ranked } from "@/lib/matching/rank";
import { addResources, subtractResources, type Resources } from "@/lib/orders/resources";
import type { Spread } from "@/lib/orders/spec";
import type { Context } from "@/server/context";
import { bestFleet, fleetAtOnce } from "./best-fleet";
import type { LiveIndex } from "./live-index";

/** How many runners-up a decision keeps for people to compare, and how many near misses. */
const runnersUp = 4;
const nearMisses = 100;

/** How many of the best of each order are found and read before the first is decided: as many orders as that may be before it with its best. */
const foundAhead = 10;

/** How many of the best are read when one of them was not yet: the next order is often like the last. */
const readAhead = fleetAtOnce;

/** What a fleet asks for beyond what each of its orders does. */
type FleetWish = {
  spread: Spread;
  wanted: number;
  /** Devices that other orders of the fleet have. */
  siblings: readonly Hex[];
  /** Micro-dollars an hour of all wanted devices together. */
  budget: number;
};

/** How often an index that is behind is corrected for one decision before the rows that it named decide among themselves. */
const roundsMax = 3;

/**
 * The registry as decisions that are made together see it: what one of them holds is gone for the next. A
 * small registry is asked device by device, so that each says why. A large one is asked through the index;
 * the best that it finds are read from Postgres and ranked again, and if they are not what it took them for
 * it learns what they are and is asked again.
 *
 * What is held is only a belief until `takeHeld` has written it; what turns out to be another's is forgotten.
 */
export class RegistryView {
  private readonly held = new Map<Hex, Resources>();

  private constructor(
    private readonly db: Executor,
    private readonly at: Date,
    private readonly registry: LiveIndex,
    /** Every device that was read so far, with less free by what is held of it. */
    private readonly known: Map<Hex, DeviceRecord>,
    private readonly isSmall: boolean,
    /** The best of each request when the view was opened. */
    private readonly ahead: ReadonlyMap<MatchRequest, readonly Found[]>,
    /** Whether an order that finds nothing is told which limits are in the way, which in a large market takes its time. */
    private readonly isCounting: boolean,
  ) {}

  /**
   * A view of everything that was committed before. `requests` are what it will be asked: their best are read in one
   * go. `inTurn`: others wait for what is decided here, so that of a large market nobody counts who is in the way.
   */
  static async open(
    { registry, now }: Pick<Context, "registry" | "now">,
    db: Executor,
    requests: readonly MatchRequest[],
    { inTurn }: { inTurn: boolean },
  ): Promise<RegistryView> {
    const index = await registry.catchUp(now);
    const isSmall = index.size <= registry.askedOneByOne;
    const ahead = isSmall
      ? []
      : requests.map((request) => [request, index.best(request, foundAhead)] as const);
    const ids = ahead.flatMap(([, found]) => found.map(({ device }) => device));
    const devices = await readRegistry(db, now, isSmall ? {} : { ids: [...new Set(ids)] });
    return new RegistryView(
      db,
      now,
      registry,
      new Map(devices.map((device) => [device.id, device])),
      isSmall,
      new Map(ahead),
      !inTurn || index.size <= registry.countedInTurn,
    );
  }

  /** The best devices for an order, or why there are none. */
  async decide(request: MatchRequest): Promise<Decision> {
    if (this.isSmall) return match(request, this.known.values(), { runnersUp });
    const ranked = await this.bestOf(request, runnersUp + 1);
    if (ranked.length === 0) return this.explain(request);
    const counts = { considered: this.registry.index.size, isCounted: false, feasible: ranked.length };
    return { ranked, ...counts, constraints: [], excluded: [] };
  }

  /**
   * The best devices for so many orders of one fleet, no two of one group nor of one that `siblings` have, and
   * all of them within the budget. The decision names all that were picked, then the next best; it explains if
   * they are too few.
   */
  async decideFleet(
    request: MatchRequest,
    { spread, wanted, siblings, budget }: FleetWish,
  ): Promise<{ decision: Decision; fit: FleetFit }> {
    const records = await this.recordsOf(siblings);
    const taken = new Set(records.flatMap((device) => groupOf(spread, device) ?? []));
    const group = (device: Hex) => groupOf(spread, this.record(device));
    const leftOutOf = (seen: readonly Ranked[]) =>
      seen.filter(({ device }) => group(device) === undefined).length;
    if (this.isSmall) {
      const decision = match(request, this.known.values(), { runnersUp: Infinity });
      const { picked, isBest, leastRate } = pickWithin(decision.ranked, group, taken, wanted, budget);
      const { ranked, feasible } = decision;
      const fit = { picked, feasible, leftOut: leftOutOf(ranked), isWhole: true, isBest, leastRate };
      return { decision: withFirst(decision, picked), fit };
    }
    const asked = {
      bestOf: (rest: MatchRequest, most: number) => this.bestOf(rest, most),
      record: (device: Hex) => this.record(device),
    };
    const { picked, seen, ...rest } = await bestFleet(asked, request, { spread, wanted, taken, budget });
    const known = { ...rest, leftOut: leftOutOf(seen) };
    if (picked.length < wanted) {
      const decision = { ...(await this.explain(request)), ranked: picked };
      const feasible = decision.isCounted ? decision.feasible : seen.length;
      return { decision, fit: { picked, feasible, ...known } };
    }
    const counts = { considered: this.registry.index.size, isCounted: false, feasible: seen.length };
    const decision = { ranked: seen, ...counts, constraints: [], excluded: [] };
    return { decision: withFirst(decision, picked), fit: { picked, feasible: seen.length, ...known } };
  }

  /** The best that the index finds, read from Postgres and ranked again until both say the same. */
  private async bestOf(request: MatchRequest, wanted: number): Promise<Ranked[]> {
    const stillBest = await this.bestOfAhead(request, wanted);
    if (stillBest) return stillBest;
    for (let round = 1; ; round++) {
      const { index } = this.registry;
      const found = index.best(request, wanted);
      if (found.some(({ device }) => !this.known.has(device)))
        await this.recordsOf(index.best(request, readAhead).map(({ device }) => device));
      const devices = await this.recordsOf(found.map(({ device }) => device));
      const { ranked } = match(request, devices, { runnersUp: wanted - 1 });
      const isAsFound = found.every(
        ({ device, score }, rank) => ranked[rank]?.device === device && ranked[rank].score === score,
      );
      if (isAsFound || round === roundsMax) return ranked;
      for (const { device } of found) this.registry.correct(device, this.known.get(device));
    }
  }

  /**
   * The best of those that were found ahead, as they stand now. Whatever is held of devices since, none becomes
   * better by it: one that was not found ahead still comes after the last that was. Nothing if that leaves too few.
   */
  private async bestOfAhead(request: MatchRequest, wanted: number): Promise<Ranked[] | undefined> {
    const found = this.ahead.get(request);
    if (!found) return undefined;
    const devices = await this.recordsOf(found.map(({ device }) => device));
    const { ranked } = match(request, devices, { runnersUp: wanted - 1 });
    // There are no more than these in all.
    if (found.length < foundAhead) return ranked;
    const compare = compareRanked(request.id);
    const isAheadOfOthers = ranked.length === wanted && compare(ranked.at(-1)!, found.at(-1)!) <= 0;
    return isAheadOfOthers ? ranked : undefined;
  }

  record(device: Hex): DeviceRecord {
    return this.known.get(device)!;
  }

  /** Holds resources of a device that the last decision named, for those that follow. */
  hold(id: Hex, wanted: Resources): void {
    const device = this.record(id);
    const pendingOffers = device.pendingOffers + 1;
    const after = { ...device, free: subtractResources(device.free, wanted), pendingOffers };
    this.known.set(id, after);
    this.held.set(id, addResources(this.held.get(id), wanted));
    if (!this.isSmall) this.registry.correct(id, after);
  }

  /** Gives back what was written of a device for an order that goes elsewhere after all. */
  async giveBack(id: Hex, wanted: Resources): Promise<void> {
    await giveCapacity(this.db, id, wanted);
    const device = this.record(id);
    const pendingOffers = device.pendingOffers - 1;
    const after = { ...device, free: addResources(device.free, wanted), pendingOffers };
    this.known.set(id, after);
    if (!this.isSmall) this.registry.correct(id, after);
  }

  /** Writes what is held, each device all or nothing. Those that had not so much are named and read again: who chose them decides again. */
  async takeHeld(): Promise<ReadonlySet<Hex>> {
    const lost = new Set(this.held.keys());
    for (const device of await takeCapacities(this.db, this.held)) lost.delete(device);
    this.held.clear();
    for (const device of lost) this.known.delete(device);
    for (const device of await this.recordsOf([...lost]))
      if (!this.isSmall) this.registry.correct(device.id, device);
    return lost;
  }

  /** These devices as they stand here. One that is gone is left out. */
  private async recordsOf(ids: readonly Hex[]): Promise<DeviceRecord[]> {
    const unknown = ids.filter((id) => !this.known.has(id));
    if (unknown.length > 0)
      for (const device of await readRegistry(this.db, this.at, { ids: unknown }))
        this.known.set(device.id, device);
    return ids.flatMap((id) => this.known.get(id) ?? []);
  }

  /** Why nothing matches: every device is asked for every limit, and the nearest misses say it in full. */
  private async explain(request: MatchRequest): Promise<Decision> {
    const { index } = this.registry;
    const nothing = { ranked: [], considered: index.size, feasible: 0, constraints: [], excluded: [] };
    if (!this.isCounting) return { ...nothing, isCounted: false };
    const counting = index.census(request, nearMisses);
    for (;;) {
      const { done, value } = counting.next();
      if (!done) {
        await giveWay();
        continue;
      }
      const { nearest, ...counts } = value;
      const { excluded } = match(request, await this.recordsOf(nearest));
      return { ...nothing, isCounted: true, ...counts, excluded };
    }
  }
}

/** The same decision with these first: they are what is taken of it. */
function withFirst(decision: Decision, picked: readonly Ranked[]): Decision {
  const devices = new Set(picked.map(({ device }) => device));
  const next = decision.ranked.filter(({ device }) => !devices.has(device)).slice(0, runnersUp);
  return { ...decision, ranked: [...picked, ...next] };
}
