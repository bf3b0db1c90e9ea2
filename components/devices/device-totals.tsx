import type { z } from "zod";
import { FigureTile } from "@/components/ui/figure-tile";
import { formatBytes } from "@/components/ui/figures";
import type { deviceTotalsSchema } from "@/lib/api/devices";

const mib = 1024 * 1024;
const whole = (count: number) => count.toLocaleString("en-GB");

/** An operator's devices together: how many work, and how much of what they offer is taken. */
export function DeviceTotals({ totals }: { totals: z.infer<typeof deviceTotalsSchema> }) {
  const { devices, online, draining, running, offered, free } = totals;
  return (
    <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
      <FigureTile name="Devices" hint={`${whole(draining)} drain, ${whole(totals.offline)} are offline`}>
        {whole(online)} of {whole(devices)} online
      </FigureTile>
      <FigureTile name="Leases" hint="In force now">
        {whole(running)}
      </FigureTile>
      <FigureTile name="vCPU leased" hint="Of what your online devices offer">
        {whole((offered.cpuMillis - free.cpuMillis) / 1000)} of {whole(offered.cpuMillis / 1000)}
      </FigureTile>
      <FigureTile name="Memory leased" hint={`Of ${formatBytes(offered.memoryMib * mib)}`}>
        {formatBytes((offered.memoryMib - free.memoryMib) * mib)}
      </FigureTile>
    </div>
  );
}
