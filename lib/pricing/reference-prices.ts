import type { MachineShape } from "./machine-shape";
import type { ReferenceKind } from "./reference-kinds";

/** What somebody else asked for one hour of a machine, as a page or a catalogue said on a date. */
export type ReferencePrice = {
  /** The key of its machine in `machineShapes`. */
  shape: (typeof machineShapes)[number]["key"];
  who: string;
  kind: ReferenceKind;
  what: string;
  /** Micro-dollars an hour; of a range, its lower end, so that no saving is made larger than it is. */
  perHour: number;
  /** The upper end of a range. */
  perHourMax?: number;
  region: string;
  /** As exact as the source says it: a year, a month or a day. */
  asOf: string;
  source: string;
};

/** A GPU is not rented alone: beside each stand four vCPU and 16 GiB, as in the smallest machines that others sell. */
const beside = { cpuMillis: 4000, memoryMib: 16_384, diskMib: 0, gpus: 1 } as const;

/** Machines that others name a price for. */
export const machineShapes = [
  { key: "4-16", resources: { cpuMillis: 4000, memoryMib: 16_384, diskMib: 0, gpus: 0 } },
  { key: "2-8", resources: { cpuMillis: 2000, memoryMib: 8192, diskMib: 0, gpus: 0 } },
  { key: "h100", resources: beside, gpu: { model: "H100", memoryGib: 80 } },
  { key: "h200", resources: beside, gpu: { model: "H200", memoryGib: 141 } },
  { key: "a100", resources: beside, gpu: { model: "A100", memoryGib: 80 } },
  { key: "a10g", resources: beside, gpu: { model: "A10G", memoryGib: 24 } },
  { key: "5090", resources: beside, gpu: { model: "RTX 5090", memoryGib: 32 } },
  { key: "4090", resources: beside, gpu: { model: "RTX 4090", memoryGib: 24 } },
  { key: "3090", resources: beside, gpu: { model: "RTX 3090", memoryGib: 24 } },
  { key: "3060", resources: beside, gpu: { model: "RTX 3060", memoryGib: 12 } },
] as const satisfies readonly (MachineShape & { key: string })[];

const skyPilot = (catalogue: string, commit: string) =>
  `skypilot-org/skypilot-catalog, catalogs/v8/${catalogue}/vms.csv, commit ${commit}`;

const aws = { who: "AWS", kind: "hyperscaler", region: "us-east-1" } as const;
const vast = {
  who: "Vast.ai",
  kind: "marketplace",
  region: "global",
  asOf: "2025",
  source: skyPilot("vast", "01b8cdd"),
} as const;

/**
 * Dated prices of others, each with where it stands to be read. Golem is not among them: it asks GLM, and
 * without a dated rate of exchange that is no price in dollars.
 */
export const referencePrices: readonly ReferencePrice[] = [
  {
    ...aws,
    shape: "4-16",
    what: "m8g.xlarge",
    perHour: 179_520,
    asOf: "2025",
    source: skyPilot("aws", "00148f2"),
  },
  {
    ...aws,
    shape: "4-16",
    what: "m8g.xlarge, spot",
    perHour: 67_000,
    perHourMax: 101_000,
    asOf: "2025",
    source: skyPilot("aws", "00148f2"),
  },
  ...(
    [
      ["AWS", 192_000],
      ["GCP", 171_000],
      ["Azure", 192_000],
    ] as const
  ).map(([who, perHour]) => ({
    shape: "4-16" as const,
    who,
    kind: "hyperscaler" as const,
    what: "4 vCPU and 16 GB on demand",
    perHour,
    region: "US",
    asOf: "2026-03",
    source: "bytepulse.io/aws-vs-gcp-vs-2026",
  })),
  {
    shape: "4-16",
    who: "Akash",
    kind: "decentralised",
    what: "default bid of a provider",
    perHour: 26_000,
    region: "global",
    asOf: "2024-04",
    source: "akash-network/docs, provider-bid-pricing: 1.60 USD a vCPU-month and 0.80 USD a GB-month",
  },
  {
    ...aws,
    shape: "2-8",
    what: "m7g.large",
    perHour: 81_600,
    asOf: "2026-06-17",
    source: "factualminds.com",
  },
  {
    ...aws,
    shape: "a10g",
    what: "g5.xlarge",
    perHour: 1_006_000,
    asOf: "2026-06-17",
    source: "factualminds.com",
  },
  {
    ...aws,
    shape: "h100",
    what: "p5, for each GPU",
    perHour: 6_880_000,
    asOf: "2025-06",
    source: "compux.net/docs/guides/gpu-pricing-trends-2026",
  },
  {
    shape: "h100",
    who: "Median of 37 sellers",
    kind: "mixed",
    what: "H100",
    perHour: 2_950_000,
    region: "global",
    asOf: "2026-05-20",
    source: "aimultiple.com/gpu-index",
  },
  {
    shape: "h100",
    who: "Specialists",
    kind: "specialist",
    what: "H100",
    perHour: 2_500_000,
    perHourMax: 3_500_000,
    region: "global",
    asOf: "2026-05",
    source: "mercatus-ai.com",
  },
  { ...vast, shape: "h100", what: "H100 SXM", perHour: 1_870_000 },
  { ...vast, shape: "h200", what: "H200", perHour: 2_650_000 },
  {
    shape: "a100",
    who: "Hyperscalers",
    kind: "hyperscaler",
    what: "A100 80 GB",
    perHour: 1_500_000,
    perHourMax: 3_000_000,
    region: "global",
    asOf: "2026-05",
    source: "mercatus-ai.com",
  },
  {
    shape: "a100",
    who: "Specialists",
    kind: "specialist",
    what: "A100 80 GB",
    perHour: 1_100_000,
    perHourMax: 1_500_000,
    region: "global",
    asOf: "2026-05",
    source: "mercatus-ai.com",
  },
  {
    shape: "a100",
    who: "RunPod",
    kind: "specialist",
    what: "A100 80 GB PCIe, secure",
    perHour: 1_390_000,
    region: "global",
    asOf: "2025",
    source: skyPilot("runpod", "01acdfd"),
  },
  { ...vast, shape: "a100", what: "A100 80 GB PCIe", perHour: 870_000 },
  { ...vast, shape: "5090", what: "RTX 5090", perHour: 480_000 },
  { ...vast, shape: "4090", what: "RTX 4090", perHour: 400_000 },
  { ...vast, shape: "3090", what: "RTX 3090, half of two", perHour: 165_000 },
  {
    shape: "3060",
    who: "Nosana",
    kind: "decentralised",
    what: "RTX 3060, what its host is paid",
    perHour: 48_000,
    region: "global",
    asOf: "2025-10",
    source: "GeiserX/CashPilot, docs/guides/nosana.md",
  },
];
