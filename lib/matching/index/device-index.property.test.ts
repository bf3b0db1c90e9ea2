import fc from "fast-check";
import { keccak256, toHex } from "viem";
import { expect, test } from "vitest";
import { deviceAttributes } from "@/lib/devices/attributes";
import { match } from "@/lib/matching/match";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import { deviceRecord, matchRequest, registry } from "@/lib/matching/testing/arbitraries";
import { device, order } from "@/lib/matching/testing/samples";
import { weightsOf } from "@/lib/matching/weights";
import { finish } from "./finish";
import { indexOf } from "./index-builder";

const everything = { runnersUp: 1000, excludedMax: 1000 };

const bestOf = (order: MatchRequest, devices: Iterable<DeviceRecord>, wanted: number) =>
  match(order, devices, { runnersUp: wanted - 1 }).ranked.map(({ device, score }) => ({ device, score }));

/** The order names some of the devices that there are, not only hashes of nothing. */
const named = fc
  .tuple(
    registry(120),
    matchRequest,
    fc.array(fc.nat(1000), { maxLength: 6 }),
    fc.constantFrom("pin", "exclude", "none"),
  )
  .map(([devices, order, picks, how]): [DeviceRecord[], MatchRequest] => {
    const ids = [
      ...new Set(picks.map((pick) => devices[pick % Math.max(1, devices.length)]?.id ?? order.id)),
    ];
    const { pinnedDevices: _, ...constraints } = order.constraints;
    if (ids.length === 0 || how === "none") return [devices, { ...order, constraints }];
    const names = how === "pin" ? { pinnedDevices: ids } : { excludedDevices: ids };
    return [devices, { ...order, constraints: { ...constraints, ...names } }];
  });

test("the index finds the devices that match ranks first, with the same points, in the same order", () => {
  fc.assert(
    fc.property(named, fc.integer({ min: 1, max: 12 }), ([devices, order], wanted) => {
      expect(indexOf(devices).best(order, wanted)).toEqual(bestOf(order, devices, wanted));
    }),
    { numRuns: 400 },
  );
});

test("the cheapest with rare attributes are found, whichever of their prices is the low one", () => {
  const rare = deviceAttributes.slice(0, 4);
  const dear = fc.record({ vcpuHour: fc.integer({ min: 1000, max: 20_000 }), gibHour: fc.nat(8000) });
  const devices = fc
    .sample(fc.record({ prices: dear, attributes: fc.subarray(rare, { maxLength: 3 }) }), {
      seed: 1,
      numRuns: 1600,
    })
    .map(({ prices, attributes }, n) =>
      // Nine in ten have none and are cheap, so that leaves are told apart by the attribute's price alone.
      n % 10 === 0
        ? device(`d${n}`, { attributes, prices: { ...prices, gpuHour: 0 } })
        : device(`d${n}`, { prices: { vcpuHour: 1000 + (n % 97), gibHour: n % 89, gpuHour: 0 } }),
    );
  const index = indexOf(devices);
  const resources = {
    cpuMillis: fc.integer({ min: 1, max: 4000 }),
    memoryMib: fc.integer({ min: 1, max: 8192 }),
  };
  const wanted = fc.record({ ...resources, attributes: fc.subarray(rare, { minLength: 1, maxLength: 2 }) });
  fc.assert(
    fc.property(wanted, ({ cpuMillis, memoryMib, attributes }) => {
      const request = order({
        resources: { cpuMillis, memoryMib, diskMib: 1, gpus: 0 },
        constraints: { attributes },
        weights: weightsOf.cheapest,
        maxRatePerHour: 1_000_000,
      });
      expect(index.best(request, 5)).toEqual(bestOf(request, devices, 5));
    }),
    { numRuns: 120 },
  );
});

test("asking every device of the index counts what match counts, and names the same near misses", () => {
  fc.assert(
    fc.property(named, ([devices, order]) => {
      const { considered, feasible, constraints, excluded } = match(order, devices, everything);
      expect(finish(indexOf(devices).census(order, 1000))).toEqual({
        considered,
        feasible,
        constraints,
        nearest: excluded.map(({ device }) => device),
      });
    }),
    { numRuns: 200 },
  );
});

/** A new device or another one under its id, one that changes where it stands, one that goes. */
type Change =
  | { put: DeviceRecord }
  | { change: Partial<DeviceRecord>; of: number }
  | { remove: number }
  | { rebuild: true }
  | { stepsOfRebuild: number };

/** What changes without a move: most of the time a little. */
const partOfDevice = deviceRecord.chain(({ prices, free, state, reliabilityBps, attributes, isNewcomer }) =>
  fc.constantFrom<Partial<DeviceRecord>>(
    { prices },
    { free },
    { state },
    { reliabilityBps, isNewcomer },
    { attributes },
  ),
);

const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ put: deviceRecord }) },
    { weight: 5, arbitrary: fc.record({ change: partOfDevice, of: fc.nat(1000) }) },
    { weight: 3, arbitrary: fc.nat(1000).map((remove) => ({ remove })) },
    { weight: 1, arbitrary: fc.constant({ rebuild: true as const }) },
    { weight: 2, arbitrary: fc.record({ stepsOfRebuild: fc.integer({ min: 1, max: 12 }) }) },
  ),
  { maxLength: 150 },
);

test("after any devices came, changed, moved and went, the answers are those of what is there now", () => {
  fc.assert(
    fc.property(
      registry(60),
      changes,
      fc.array(matchRequest, { minLength: 1, maxLength: 4 }),
      (start, steps, orders) => {
        const index = indexOf(start);
        const there = new Map(start.map((device) => [device.id, device]));
        let laying = index.rebuilding();
        for (const step of steps) {
          if ("rebuild" in step) index.rebuild();
          else if ("stepsOfRebuild" in step) {
            for (let left = step.stepsOfRebuild; left > 0; left--)
              if (laying.next().done) laying = index.rebuilding();
          } else if ("put" in step) {
            index.put(step.put);
            there.set(step.put.id, step.put);
          } else if ("change" in step) {
            const held = [...there.values()][step.of % Math.max(1, there.size)];
            if (held) index.put({ ...held, ...step.change });
            if (held) there.set(held.id, { ...held, ...step.change });
          } else {
            const gone = [...there.keys()][step.remove % Math.max(1, there.size)];
            if (gone) index.remove(gone);
            if (gone) there.delete(gone);
          }
        }
        const check = () => {
          expect(index.size).toBe(there.size);
          for (const order of orders) expect(index.best(order, 8)).toEqual(bestOf(order, there.values(), 8));
        };
        check();
        finish(laying);
        check();
      },
    ),
    { numRuns: 150 },
  );
});

test("while it is laid out anew, it answers with every change; and so does the new layout", () => {
  const seed = 7;
  const named = (from: number, count: number) =>
    fc
      .sample(deviceRecord, { seed: seed + from, numRuns: count })
      .map((device, n): DeviceRecord => ({ ...device, id: keccak256(toHex(`device ${from + n}`)) }));
  const devices = named(0, 1500);
  const orders = fc.sample(matchRequest, { seed, numRuns: 40 });
  const there = new Map(devices.map((device) => [device.id, device]));
  const index = indexOf(devices);
  const fresh = named(10_000, 4000);
  let [steps, changes] = [0, 0];
  const laying = index.rebuilding();
  for (; !laying.next().done; steps++) {
    const ids = [...there.keys()];
    // Most change while the old layout is read, which is done in the first few steps.
    for (let change = steps < 8 ? 60 : 1; change > 0; change--, changes++) {
      const changed = { ...fresh[changes * 2]!, id: ids[(changes * 7919) % ids.length]! };
      for (const device of [changed, fresh[changes * 2 + 1]!]) {
        index.put(device);
        there.set(device.id, device);
      }
      const gone = ids[(changes * 104_729 + 1) % ids.length]!;
      index.remove(gone);
      there.delete(gone);
    }
    const order = orders[steps % orders.length]!;
    expect(index.best(order, 8)).toEqual(bestOf(order, there.values(), 8));
  }
  expect(steps).toBeGreaterThan(20);
  expect(index.size).toBe(there.size);
  for (const order of orders) expect(index.best(order, 8)).toEqual(bestOf(order, there.values(), 8));
});
