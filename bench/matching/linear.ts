import { deviceAttributes } from "@/lib/devices/attributes";
import { runnables, type DeviceRecord, type MatchRequest } from "@/lib/matching/match-request";
import { isNewcomersTurn } from "@/lib/matching/weights";
import { toGrid } from "@/lib/place/grid-place";
import { accessStepMicros, accessStepsUp, wayRttMicros } from "@/lib/place/place";

/**
 * What a scheduler without an index does, as fast as one knows how: filter and score every device, one flat
 * column after the other, cheapest tests first. It shares no code with the index, so that equal answers
 * mean something.
 */
export class LinearScan {
  private readonly ids: string[] = [];
  private readonly online: Uint8Array;
  private readonly runs: Uint8Array;
  private readonly grade: Uint8Array;
  private readonly tier: Uint8Array;
  private readonly reliability: Uint16Array;
  private readonly country: Uint16Array;
  private readonly gpuKind: Uint16Array;
  private readonly attributes: Int32Array;
  private readonly free: Int32Array[];
  private readonly price: Int32Array[];
  private readonly place: Int16Array[];
  private readonly access: Int32Array;
  private readonly carbon: Uint16Array;
  private readonly pending: Uint8Array;
  private readonly newcomer: Uint8Array;
  private readonly countries: string[] = [];
  private readonly gpuKinds: { model: string | null; memoryMib: number }[] = [];
  private readonly holders = new Map<string, Set<number>>();
  private count = 0;

  constructor(capacity: number) {
    const bytes = () => new Uint8Array(capacity);
    const halves = () => new Uint16Array(capacity);
    const words = () => new Int32Array(capacity);
    [this.online, this.runs, this.grade, this.tier, this.pending, this.newcomer] = [
      bytes(),
      bytes(),
      bytes(),
      bytes(),
      bytes(),
      bytes(),
    ];
    [this.reliability, this.country, this.gpuKind, this.carbon] = [halves(), halves(), halves(), halves()];
    [this.attributes, this.access] = [words(), words()];
    this.free = [words(), words(), words(), words()];
    this.price = [words(), words(), words()];
    this.place = [new Int16Array(capacity), new Int16Array(capacity), new Int16Array(capacity)];
  }

  add(device: DeviceRecord): void {
    const n = this.count++;
    const { free, prices } = device;
    this.ids.push(device.id);
    this.online[n] = Number(device.state === "online");
    this.runs[n] = device.runs.reduce((bits, name) => bits | (1 << runnables.indexOf(name)), 0);
    this.grade[n] = device.grade;
    this.tier[n] = device.tier;
    this.reliability[n] = device.reliabilityBps;
    this.country[n] = numberOf(this.countries, (name) => name === device.country, device.country);
    this.gpuKind[n] = numberOf(
      this.gpuKinds,
      (kind) => kind.model === device.gpuModel && kind.memoryMib === device.gpuMemoryMib,
      { model: device.gpuModel, memoryMib: device.gpuMemoryMib },
    );
    this.attributes[n] = attributeBits(device.attributes);
    for (const [at, amount] of [free.cpuMillis, free.memoryMib, free.diskMib, free.gpus].entries())
      this.free[at]![n] = amount;
    for (const [at, amount] of [prices.vcpuHour, prices.gibHour, prices.gpuHour].entries())
      this.price[at]![n] = amount;
    const { x, y, z } = toGrid(device.place);
    for (const [at, step] of [x, y, z].entries()) this.place[at]![n] = step;
    this.access[n] = accessStepsUp(device.accessRttMicros) * accessStepMicros;
    this.carbon[n] = device.carbonGramsPerKwh;
    this.pending[n] = device.pendingOffers;
    this.newcomer[n] = Number(device.isNewcomer);
    for (const content of device.holds)
      this.holders.set(content, (this.holders.get(content) ?? new Set()).add(n));
  }

  /** The `wanted` best devices, best first. */
  best(request: MatchRequest, wanted: number): { device: string; score: number }[] {
    const { resources: r, constraints: c, weights, near } = request;
    const { online, runs, grade, tier, reliability, country, gpuKind, attributes, access, ids } = this;
    const [cpu, memory, disk, gpus] = this.free as [Int32Array, Int32Array, Int32Array, Int32Array];
    const [vcpuHour, gibHour, gpuHour] = this.price as [Int32Array, Int32Array, Int32Array];
    const [xs, ys, zs] = this.place as [Int16Array, Int16Array, Int16Array];
    const run = 1 << runnables.indexOf(request.runnable);
    const must = attributeBits(c.attributes ?? []);
    const minReliability = c.minReliabilityBps ?? 0;
    const allowed = this.countries.map(
      (name) =>
        (!c.countriesAllowed || c.countriesAllowed.includes(name)) && !c.countriesDenied?.includes(name),
    );
    const minGpuMemory = c.minGpuMemoryMib ?? 0;
    const kinds = this.gpuKinds.map(
      ({ model, memoryMib }) =>
        (!c.gpuModels || (model !== null && c.gpuModels.includes(model))) && memoryMib >= minGpuMemory,
    );
    const from = near ? toGrid(near) : { x: 0, y: 0, z: 0 };
    const maxRtt = near && c.maxRttMs !== undefined ? c.maxRttMs * 1000 : Infinity;
    const turn = isNewcomersTurn(request.id) ? weights.established : 0;
    const holders = request.content ? this.holders.get(request.content) : undefined;
    const fetching = request.content ? weights.fetching : 0;
    const found: { n: number; score: number }[] = [];
    let worst = Infinity;
    for (let n = 0; n < this.count; n++) {
      if (online[n] === 0 || cpu[n]! < r.cpuMillis || memory[n]! < r.memoryMib || gpus[n]! < r.gpus) continue;
      if (disk[n]! < r.diskMib || reliability[n]! < minReliability || (runs[n]! & run) === 0) continue;
      if ((attributes[n]! & must) !== must || grade[n]! < (c.minGrade ?? 0) || tier[n]! < (c.minTier ?? 0))
        continue;
      if (!allowed[country[n]!] || !kinds[gpuKind[n]!]) continue;
      const rate =
        Math.floor((r.cpuMillis * vcpuHour[n]!) / 1000) +
        Math.floor((r.memoryMib * gibHour[n]!) / 1024) +
        r.gpus * gpuHour[n]!;
      if (rate > request.maxRatePerHour) continue;
      let score =
        weights.price * rate +
        weights.unreliability * (10_000 - reliability[n]!) +
        weights.carbon * this.carbon[n]! +
        weights.crowding * this.pending[n]!;
      if (score > worst) continue;
      if (near) {
        const rtt =
          access[n]! + wayRttMicros((xs[n]! - from.x) ** 2 + (ys[n]! - from.y) ** 2 + (zs[n]! - from.z) ** 2);
        if (rtt > maxRtt) continue;
        score += weights.roundTrip * rtt;
      }
      if (this.newcomer[n] === 0) score += turn;
      if (!holders?.has(n)) score += fetching;
      if (score > worst || (score === worst && !isBefore(ids[n]!, ids[found.at(-1)!.n]!, request.id)))
        continue;
      if (found.length === wanted) found.pop();
      let at = found.length;
      while (
        at > 0 &&
        (found[at - 1]!.score > score ||
          (found[at - 1]!.score === score && isBefore(ids[n]!, ids[found[at - 1]!.n]!, request.id)))
      )
        at--;
      found.splice(at, 0, { n, score });
      if (found.length === wanted) worst = found.at(-1)!.score;
    }
    return found.map(({ n, score }) => ({ device: ids[n]!, score }));
  }
}

/** Whether `a` stands before `b` on the circle of ids that begins at an order's own. */
function isBefore(a: string, b: string, order: string): boolean {
  return a < order === b < order ? a < b : b < order;
}

function attributeBits(names: readonly (typeof deviceAttributes)[number][]): number {
  return names.reduce((bits, name) => bits | (1 << deviceAttributes.indexOf(name)), 0);
}

function numberOf<T>(words: T[], is: (word: T) => boolean, word: T): number {
  const known = words.findIndex(is);
  return known >= 0 ? known : words.push(word) - 1;
}
