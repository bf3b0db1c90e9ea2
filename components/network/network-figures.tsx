import type { z } from "zod";
import { FigureTile } from "@/components/ui/figure-tile";
import { formatBytes } from "@/components/ui/figures";
import { Money, Rate } from "@/components/ui/money";
import type { figuresSchema } from "@/lib/api/network";

const mib = 1024 * 1024;
const count = (value: number) => value.toLocaleString("en-GB");

/** The market in a row of tiles: the same figures wherever they are shown. */
export function NetworkFigures({ figures }: { figures: z.infer<typeof figuresSchema> }) {
  const { devices, offered, free, cheapest, leases } = figures;
  const countries = devices.countries === 1 ? "country" : "countries";
  return (
    <div className="grid grid-cols-2 gap-4 lg:grid-cols-5">
      <FigureTile
        name="Devices online"
        hint={`Of ${count(devices.enrolled)} enrolled, in ${devices.countries} ${countries}.`}
      >
        {count(devices.online)}
      </FigureTile>
      <FigureTile name="Free vCPU" hint={`Of ${count(offered.cpuMillis / 1000)} on offer.`}>
        {count(free.cpuMillis / 1000)}
      </FigureTile>
      <FigureTile name="Free memory" hint={`Of ${formatBytes(offered.memoryMib * mib)} on offer.`}>
        {formatBytes(free.memoryMib * mib)}
      </FigureTile>
      <FigureTile
        name="Leases in force"
        hint={
          <>
            {count(leases.endedInDay)} ended in 24 hours, for <Money amount={leases.costInDay} />.
          </>
        }
      >
        {count(leases.inForce)}
      </FigureTile>
      <FigureTile name="Cheapest small machine" hint="1 vCPU and 1 GiB of memory, online now.">
        {cheapest[0] ? <Rate perHour={cheapest[0].rate} /> : "none"}
      </FigureTile>
    </div>
  );
}
