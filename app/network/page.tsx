import type { Metadata } from "next";
import { gateway, loadHealth } from "@/app/gateway";
import { DeviceTable, smallMachine } from "@/components/devices/device-table";
import { QueryProvider } from "@/components/api/query-provider";
import { capacityOf } from "@/components/network/capacity";
import { HealthList } from "@/components/network/health-list";
import { PaidByDay } from "@/components/network/paid-by-day";
import { PlaceTable } from "@/components/network/place-table";
import { PriceTable } from "@/components/network/price-table";
import { SearchBox } from "@/components/network/search-box";
import { Refresh } from "@/components/network/refresh";
import { FigureTile } from "@/components/ui/figure-tile";
import { formatBytes } from "@/components/ui/figures";
import { Rate } from "@/components/ui/money";
import { PageHead, Section } from "@/components/ui/section";
import { ratePerHourDown } from "@/lib/pricing/rate";

export const metadata: Metadata = {
  title: "Network",
  description: "Every device of this market, live, and how each part of this gateway is.",
};

const refreshMs = 10_000;

export default async function NetworkPage() {
  const api = await gateway();
  const [{ items: devices }, health, prices, cells] = await Promise.all([
    api.devices.list({ limit: 200 }),
    loadHealth(),
    api.network.prices(),
    api.network.cells(),
  ]);
  const { offered, free } = capacityOf(devices);
  const rates = devices
    .filter(({ presence }) => presence === "online")
    .map(({ prices }) => ratePerHourDown(smallMachine, prices));
  return (
    <div className="flex flex-col gap-10">
      <Refresh everyMs={refreshMs} />
      <PageHead title="Network">
        Every device of this market, live. Figures come from this gateway’s registry and its index of the
        chain.
      </PageHead>
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <FigureTile name="Devices online" hint={`Of ${health.parts.devices.enrolled} enrolled.`}>
          {health.parts.devices.online}
        </FigureTile>
        <FigureTile name="Free vCPU" hint={`Of ${offered.cpuMillis / 1000} on offer.`}>
          {free.cpuMillis / 1000}
        </FigureTile>
        <FigureTile name="Free memory" hint={`Of ${formatBytes(offered.memoryMib * 1024 * 1024)} on offer.`}>
          {formatBytes(free.memoryMib * 1024 * 1024)}
        </FigureTile>
        <FigureTile name="Cheapest small machine" hint="1 vCPU and 1 GiB of memory, online now.">
          {rates.length > 0 ? <Rate perHour={Math.min(...rates)} /> : "none"}
        </FigureTile>
      </div>
      <QueryProvider>
        <SearchBox />
      </QueryProvider>
      <Section title="Prices now">
        <PriceTable prices={prices} />
        {prices.days.length > 0 && <PaidByDay days={prices.days} />}
      </Section>
      {cells.length > 0 && (
        <Section title="By place">
          <PlaceTable cells={cells} />
        </Section>
      )}
      <Section title="Devices">
        <DeviceTable devices={devices} caption="Devices of this market" />
      </Section>
      <Section title="This gateway">
        <HealthList parts={health.parts} />
      </Section>
    </div>
  );
}
