import { Claimed } from "@/components/ui/certainty";
import { Definitions } from "@/components/ui/definitions";
import { formatBytes } from "@/components/ui/figures";
import type { DriverReport, Hardware } from "@/lib/devices/hardware";
import { countryName } from "@/lib/place/country-name";
import type { Resources } from "@/lib/orders/resources";

const mib = 1024 * 1024;

type HardwareListProps = {
  hardware: Hardware;
  offered: Resources;
  free?: Resources;
  country: string;
  agentVersion: string;
};

/** What the agent found when it looked at its machine, and what of it the market may use. */
export function HardwareList({ hardware, offered, free, country, agentVersion }: HardwareListProps) {
  const { cpuModel, cpuCores, memoryMib, diskFreeMib, gpus, os, arch } = hardware;
  return (
    <Definitions
      items={[
        { name: "Processor", value: `${cpuModel}, ${cpuCores} cores` },
        { name: "Memory", value: formatBytes(memoryMib * mib) },
        { name: "Free disk", value: formatBytes(diskFreeMib * mib) },
        {
          name: "GPU",
          value:
            gpus.length === 0
              ? "none"
              : gpus.map((gpu) => `${gpu.model}, ${formatBytes(gpu.memoryMib * mib)}`).join("; "),
        },
        { name: "System", value: `${os} (${arch}), agent ${agentVersion}` },
        { name: "Place", value: <Claimed by="its operator">{countryName(country)}</Claimed> },
        { name: "Offered", value: resourceText(offered) },
        ...(free ? [{ name: "Free now", value: resourceText(free) }] : []),
      ]}
    />
  );
}

/** A machine or a part of one in one line. */
export const resourceText = ({ cpuMillis, memoryMib, diskMib, gpus }: Resources) =>
  [
    `${cpuMillis / 1000} vCPU`,
    formatBytes(memoryMib * mib),
    `${formatBytes(diskMib * mib)} disk`,
    gpus > 0 && `${gpus} GPU`,
  ]
    .filter(Boolean)
    .join(" · ");

const kinds: Record<DriverReport["runs"], string> = {
  wasm: "WebAssembly",
  javascript: "JavaScript",
  python: "Python",
  container: "Containers",
};

/** What the device runs, how well it keeps it apart, and what it warns of. */
export function DriverList({ drivers }: { drivers: readonly DriverReport[] }) {
  return (
    <ul className="divide-line divide-y">
      {drivers.map(({ runs, grade, warnings }) => (
        <li key={runs} className="py-2 first:pt-0 last:pb-0">
          <div className="flex justify-between gap-4">
            <span>{kinds[runs]}</span>
            <span className="text-ink-2">isolation {grade}</span>
          </div>
          {warnings.map((warning) => (
            <p key={warning} className="text-13 text-amber">
              {warning}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
