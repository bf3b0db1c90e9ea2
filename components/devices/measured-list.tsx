import { Claimed } from "@/components/ui/certainty";
import { Definitions } from "@/components/ui/definitions";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Benchmark } from "@/lib/devices/benchmark";
import { benchmarkLines } from "@/lib/devices/benchmark-lines";

const names: Record<string, string> = {
  "one core": "One core",
  "at least": "All in all, at least",
  memory: "Memory copied",
  disk: "Disk written",
  gateway: "To this gateway",
};

type MeasuredListProps = {
  /** Null while nothing was measured. */
  measured: Benchmark | null;
  /** A GPU is shown as not measured where there is one. */
  hasGpu: boolean;
};

/** What was measured of a machine, each figure with whose word it is, apart from what its agent says of it. */
export function MeasuredList({ measured, hasGpu }: MeasuredListProps) {
  if (!measured)
    return <p className="text-ink-2">Not measured yet. The agent measures the machine when it starts.</p>;
  return (
    <Definitions
      items={[
        ...benchmarkLines(measured).map(({ what, figure, checked }) => ({
          name: names[what] ?? `Cores, ${what}`,
          ...(checked && { hint: checked }),
          value: checked ? figure : <Claimed by="the device">{figure}</Claimed>,
        })),
        ...(hasGpu ? [{ name: "GPU", value: "not measured" }] : []),
        { name: "Measured", value: <TimeAgo at={measured.at} /> },
      ]}
    />
  );
}
