import type { Metadata } from "next";
import Link from "next/link";
import { isHash } from "viem";
import { gateway, loadFigures, loadHealth } from "@/app/gateway";
import { DeviceTable } from "@/components/devices/device-table";
import { HealthList } from "@/components/network/health-list";
import { MarketHistory } from "@/components/network/market-history";
import { NetworkFigures } from "@/components/network/network-figures";
import { NetworkMap } from "@/components/network/network-map";
import { PaidByDay } from "@/components/network/paid-by-day";
import { PlaceTable } from "@/components/network/place-table";
import { PriceTable } from "@/components/network/price-table";
import { Refresh } from "@/components/network/refresh";
import { SearchBox } from "@/components/network/search-box";
import { ButtonLink } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { PageHead, Section } from "@/components/ui/section";
import { paths } from "@/lib/paths";
import { resolutionOf, worldView } from "@/lib/place/map-view";

export const metadata: Metadata = {
  title: "Network",
  description: "Every device of this market, live, and how each part of this gateway is.",
};

const refreshMs = 10_000;
const devicesShown = 25;
const placesShown = 25;

/** A day of history is told every ten minutes; once there is more, day by day. */
const dailyFromDays = 3;

export default async function NetworkPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string | string[] }>;
}) {
  const { after } = await searchParams;
  const cursor = typeof after === "string" && isHash(after) ? after : undefined;
  const api = await gateway();
  const [devices, health, figures, prices, day, quarter, cells, places] = await Promise.all([
    api.devices.list({ limit: devicesShown, cursor }),
    loadHealth(),
    loadFigures(),
    api.network.prices(),
    api.network.history({ range: "day" }),
    api.network.history({ range: "quarter" }),
    api.network.cells({ resolution: resolutionOf(worldView) }),
    api.network.cells({ limit: placesShown }),
  ]);
  const daily = quarter.points.length >= dailyFromDays;
  return (
    <div className="flex flex-col gap-10">
      <Refresh everyMs={refreshMs} />
      <PageHead title="Network">
        Every device of this market, live. Figures come from this gateway’s registry and its index of the
        chain.
      </PageHead>
      <NetworkFigures figures={figures} />
      {cells.length > 0 && (
        <Section title="Where devices are">
          <NetworkMap cells={cells} />
          <Disclosure label={places.length < placesShown ? "As a table" : "The largest places as a table"}>
            <PlaceTable cells={places} />
          </Disclosure>
        </Section>
      )}
      <SearchBox />
      <Section
        title="Prices now"
        aside={
          <ButtonLink href={paths.prices} size="s">
            Compare with others
          </ButtonLink>
        }
      >
        <PriceTable prices={prices} />
      </Section>
      {day.points.length > 0 && (
        <Section title={daily ? "The last ninety days" : "The last 24 hours"}>
          <MarketHistory points={daily ? quarter.points : day.points} daily={daily} />
        </Section>
      )}
      {prices.days.length > 0 && (
        <Section title="What leases cost together, by the day on which they ended">
          <div className="panel p-4">
            <PaidByDay days={prices.days} />
          </div>
        </Section>
      )}
      <div id="devices">
        <Section title="Devices">
          <DeviceTable devices={devices.items} caption="Devices of this market" />
          <nav aria-label="Pages of devices" className="flex gap-4">
            {cursor && (
              <Link href={paths.network} className="link target flex items-center">
                From the first
              </Link>
            )}
            {devices.next && (
              <Link href={paths.devicesAfter(devices.next)} className="link target flex items-center">
                The next {devicesShown}
              </Link>
            )}
          </nav>
        </Section>
      </div>
      <Section title="This gateway">
        <HealthList parts={health.parts} />
      </Section>
    </div>
  );
}
