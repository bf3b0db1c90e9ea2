import type { Objective, Spread } from "@/lib/orders/spec";
import { programs } from "./programs";

/** An order while it is being written: what stands in the fields, as text, right or wrong. */
export type Draft = {
  kind: "javascript" | "wasm" | "container";
  source: string;
  /** A container image by its digest. */
  image: string;
  args: string;
  input: string;
  /** vCPUs, MiB, MiB. */
  cpu: string;
  memory: string;
  disk: string;
  /** Of a container only: how many, and MiB of each at least; "" for any. */
  gpus: string;
  gpuMemory: string;
  /** On how many devices it runs, and what they must not have in common. */
  devices: string;
  spread: Spread;
  /** Dollars an hour of all of them together; "" for any. */
  budget: string;
  /** Dollars an hour of each. */
  maxRate: string;
  minutes: string;
  /** A time zone's city, "" for anywhere. */
  near: string;
  /** Milliseconds; "" for any. */
  maxRtt: string;
  /** Country codes, separated by blanks or commas; "" for any. */
  countries: string;
  minGrade: "0" | "1" | "2" | "3";
  objective: Objective;
  whenNothingMatches: "refuse" | "wait";
  whenDeviceFails: "elsewhere" | "end";
  /** Only the device that gets it can read it. */
  sealed: boolean;
};
export type DraftField = keyof Draft | "module";

/** Sizes to begin with. What they cost is said by the match, not here. */
export const sizes = {
  small: { label: "Small", cpu: "1", memory: "256", disk: "64" },
  medium: { label: "Medium", cpu: "2", memory: "2048", disk: "1024" },
  large: { label: "Large", cpu: "4", memory: "8192", disk: "8192" },
} as const;
export type SizeName = keyof typeof sizes;

/** The size whose figures stand in the draft, if it is one of ours. */
export function sizeOf({ cpu, memory, disk }: Draft): SizeName | undefined {
  return (Object.keys(sizes) as SizeName[]).find((name) => {
    const size = sizes[name];
    return size.cpu === cpu && size.memory === memory && size.disk === disk;
  });
}

/** What a newcomer finds: a program that runs as it stands, on the smallest machine. */
export const firstDraft: Draft = {
  kind: "javascript",
  source: programs[0].source,
  image: "",
  args: programs[0].args,
  input: "",
  cpu: sizes.small.cpu,
  memory: sizes.small.memory,
  disk: sizes.small.disk,
  gpus: "0",
  gpuMemory: "",
  devices: "1",
  spread: "anywhere",
  budget: "",
  maxRate: "0.10",
  minutes: "10",
  near: "",
  maxRtt: "",
  countries: "",
  minGrade: "0",
  objective: "balanced",
  whenNothingMatches: "refuse",
  whenDeviceFails: "elsewhere",
  sealed: false,
};
