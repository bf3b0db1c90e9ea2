import { Client } from "pg";
import { deviceAttributes, type DeviceAttribute } from "@/lib/devices/attributes";
import { runnables, type DeviceRecord, type MatchRequest } from "@/lib/matching/match-request";
import { isNewcomersTurn } from "@/lib/matching/weights";
import { accessStepMicros, accessStepsUp, rttMicrosPerKm } from "@/lib/place/place";
import { gridRadius, toGrid } from "@/lib/place/grid-place";

const rowsAtOnce = 20_000;

/** Every column with its type and what a device has there. Numbers are those of the engine, so that scores are equal to the last point. */
const columns: Record<string, readonly [type: string, of: (device: DeviceRecord, n: number) => unknown]> = {
  n: ["int", (_, n) => n],
  x: ["int", ({ place }) => toGrid(place).x],
  y: ["int", ({ place }) => toGrid(place).y],
  z: ["int", ({ place }) => toGrid(place).z],
  access: ["int", ({ accessRttMicros }) => accessStepsUp(accessRttMicros) * accessStepMicros],
  online: ["bool", ({ state }) => state === "online"],
  runs: ["int", ({ runs }) => bits(runs, runnables)],
  grade: ["int", ({ grade }) => grade],
  tier: ["int", ({ tier }) => tier],
  reliability: ["int", ({ reliabilityBps }) => reliabilityBps],
  country: ["text", ({ country }) => country],
  attributes: ["int", ({ attributes }) => bits(attributes, deviceAttributes)],
  carbon: ["int", ({ carbonGramsPerKwh }) => carbonGramsPerKwh],
  newcomer: ["bool", ({ isNewcomer }) => isNewcomer],
  pending: ["int", ({ pendingOffers }) => pendingOffers],
  holds: ["text", ({ holds }) => holds[0] ?? null],
  gpu_model: ["text", ({ gpuModel }) => gpuModel],
  gpu_memory: ["int", ({ gpuMemoryMib }) => gpuMemoryMib],
  vcpu_hour: ["bigint", ({ prices }) => prices.vcpuHour],
  gib_hour: ["bigint", ({ prices }) => prices.gibHour],
  gpu_hour: ["bigint", ({ prices }) => prices.gpuHour],
  cpu: ["int", ({ free }) => free.cpuMillis],
  memory: ["int", ({ free }) => free.memoryMib],
  disk: ["int", ({ free }) => free.diskMib],
  gpus: ["int", ({ free }) => free.gpus],
};

/** The same registry as a table, asked by SQL as well as one knows how. */
export class RegistryTable {
  private constructor(private readonly client: Client) {}

  /** Fills and indexes the table: a GiST index over points in space for what is online, as `cube` gives exact neighbours. */
  static async fill(url: string, devices: Iterable<DeviceRecord>): Promise<RegistryTable> {
    const client = new Client(url);
    await client.connect();
    await client.query("create extension if not exists cube");
    const definitions = Object.entries(columns).map(([name, [type]]) => `${name} ${type}`);
    await client.query(`create unlogged table device (${definitions.join(", ")}, spot cube)`);
    let [batch, count]: [DeviceRecord[], number] = [[], 0];
    const flush = async () => {
      const arrays = Object.values(columns).map(([, of]) =>
        batch.map((device, at) => of(device, count + at)),
      );
      const types = Object.values(columns).map(([type], at) => `$${at + 1}::${type}[]`);
      await client.query(
        `insert into device select *, cube(array[x, y, z]::float8[]) from unnest(${types.join(", ")}) as d(${Object.keys(columns).join(", ")})`,
        arrays,
      );
      count += batch.length;
      batch = [];
    };
    for (const device of devices) if (batch.push(device) === rowsAtOnce) await flush();
    await flush();
    await client.query("create index on device using gist (spot) where online");
    await client.query("vacuum analyze device");
    return new RegistryTable(client);
  }

  /** The nearest devices that can take the order, by the index over space: for orders that want nothing else. */
  async nearest(request: MatchRequest, wanted: number): Promise<number[]> {
    const { x, y, z } = toGrid(request.near!);
    const { rows } = await this.client.query<{ n: number }>({
      name: "nearest",
      text: `select n from device where online and runs & $1 <> 0 and cpu >= $2 and memory >= $3 and disk >= $4
        order by spot <-> cube(array[$5, $6, $7]::float8[]) limit $8`,
      values: [bits([request.runnable], runnables), ...amounts(request), x, y, z, wanted],
    });
    return rows.map(({ n }) => n);
  }

  /** Points of the best devices for any order: the whole predicate and the whole score. */
  async best(request: MatchRequest, wanted: number): Promise<number[]> {
    const { rows } = await this.client.query<{ score: string }>(
      `select score from (select ${scoreOf(request)} as score from device where ${limitsOf(request)}) s order by score limit ${wanted}`,
    );
    return rows.map(({ score }) => Number(score));
  }

  async has(extension: string): Promise<boolean> {
    const { rowCount } = await this.client.query("select from pg_available_extensions where name = $1", [
      extension,
    ]);
    return rowCount === 1;
  }

  close(): Promise<void> {
    return this.client.end();
  }
}

const amounts = ({ resources: { cpuMillis, memoryMib, diskMib } }: MatchRequest) => [
  cpuMillis,
  memoryMib,
  diskMib,
];

function rateOf({ resources: { cpuMillis, memoryMib, gpus } }: MatchRequest): string {
  return `(${cpuMillis} * vcpu_hour / 1000 + ${memoryMib} * gib_hour / 1024 + ${gpus} * gpu_hour)`;
}

function rttOf({ near }: MatchRequest): string {
  if (!near) return "0";
  const { x, y, z } = toGrid(near);
  const chord = `sqrt(((x - ${x})::float8 ^ 2 + (y - ${y})::float8 ^ 2 + (z - ${z})::float8 ^ 2))`;
  const arc = `2 * ${gridRadius} * asin(least(1, ${chord} / ${2 * gridRadius}))`;
  return `(access + round(${arc} * ${rttMicrosPerKm / 5}))::bigint`;
}

function scoreOf(request: MatchRequest): string {
  const { weights, content, id } = request;
  const turn = isNewcomersTurn(id) ? weights.established : 0;
  return [
    `${weights.price} * ${rateOf(request)}`,
    `${weights.roundTrip} * ${rttOf(request)}`,
    `${weights.unreliability}::bigint * (10000 - reliability)`,
    `${weights.carbon}::bigint * carbon`,
    `${weights.crowding}::bigint * pending`,
    `case when newcomer then 0 else ${turn} end`,
    `case when holds is not distinct from '${content ?? ""}' then 0 else ${content ? weights.fetching : 0} end`,
  ].join(" + ");
}

function limitsOf(request: MatchRequest): string {
  const { runnable, resources, constraints: c, maxRatePerHour } = request;
  const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(", ");
  const wanted = bits(c.attributes ?? [], deviceAttributes);
  return [
    "online",
    `runs & ${bits([runnable], runnables)} <> 0`,
    `cpu >= ${resources.cpuMillis} and memory >= ${resources.memoryMib} and disk >= ${resources.diskMib} and gpus >= ${resources.gpus}`,
    c.minGrade && `grade >= ${c.minGrade}`,
    c.minTier && `tier >= ${c.minTier}`,
    c.minReliabilityBps && `reliability >= ${c.minReliabilityBps}`,
    wanted && `attributes & ${wanted} = ${wanted}`,
    c.countriesAllowed && `country in (${quoted(c.countriesAllowed)})`,
    c.countriesDenied && `country not in (${quoted(c.countriesDenied)})`,
    c.gpuModels && `gpu_model in (${quoted(c.gpuModels)})`,
    c.minGpuMemoryMib && `gpu_memory >= ${c.minGpuMemoryMib}`,
    `${rateOf(request)} <= ${maxRatePerHour}`,
    c.maxRttMs && `${rttOf(request)} <= ${c.maxRttMs * 1000}`,
  ]
    .filter(Boolean)
    .join(" and ");
}

function bits<T extends DeviceAttribute | MatchRequest["runnable"]>(
  names: readonly T[],
  all: readonly T[],
): number {
  return names.reduce((sum, name) => sum | (1 << all.indexOf(name)), 0);
}
