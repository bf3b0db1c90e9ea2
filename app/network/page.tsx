import type { Metadata } from "next";
import Link from "next/link";
import { isHash } from "viem";
import { gateway, loadFigures, loadHealth } from "@/app/gateway";
import { deviceRow } from "@/components/devices/device-row";
import { DeviceTable } from "@/components/devices/device-table";
import { HealthList } from "@/components/network/health-list";
import { historyPoints } from "@/components/network/history-points";
import { leaseStanding } from "@/components/network/lease-standing";
import { MarketHistory } from "@/components/network/market-history";
import { NewestLeases } from "@/components/network/newest-leases";
import { NewestPayments } from "@/components/network/newest-payments";
import { NetworkFigures } from "@/components/network/network-figures";
import { NetworkMap } from "@/components/network/network-map";
import { packCells } from "@/components/network/packed-cells";
import { PaidByDay } from "@/components/network/paid-by-day";
import { PriceTable } from "@/components/network/price-table";
import { Refresh } from "@/components/network/refresh";
import { SearchBox } from "@/components/network/search-box";
import { ButtonLink } from "@/components/ui/button";
import { Pager } from "@/components/ui/pager";
import { PageHead, Section } from "@/components/ui/section";
import { newestMax } from "@/lib/api/network";
import { paths, type NetworkShown } from "@/lib/paths";
import { resolutionOf, worldView } from "@/lib/place/map-view";

export const metadata: Metadata = {
  title: "Network",
  description: "Every device of this market, live, and how each part of this gateway is.",
};

const refreshMs = 10_000;
const devicesShown = 10;

/** A day of history is told every ten minutes; once there is more, day by day. */
const dailyFromDays = 3;

/** How many of the newest are shown, and after each press on "Show more". */
const newestSteps = ["5", "30", `${newestMax}`] as const;

export default async function NetworkPage({
  searchParams,
}: {
  searchParams: Promise<Record<keyof NetworkShown, string | string[] | undefined>>;
}) {
  const asked = await searchParams;
  const shown = {
    leases: newestSteps.find((step) => step === asked.leases),
    payments: newestSteps.find((step) => step === asked.payments),
    after: typeof asked.after === "string" && isHash(asked.after) ? asked.after : undefined,
  };
  const api = await gateway();
  const [devices, health, figures, prices, day, quarter, cells, leases, payments] = await Promise.all([
    api.devices.list({ limit: devicesShown, cursor: shown.after }),
    loadHealth(),
    loadFigures(),
    api.network.prices(),
    api.network.history({ range: "day" }),
    api.network.history({ range: "quarter" }),
    api.network.cells({ resolution: resolutionOf(worldView) }),
    api.network.leases({ limit: Number(shown.leases ?? newestSteps[0]) }),
    api.network.payments({ limit: Number(shown.payments ?? newestSteps[0]) }),
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
          <NetworkMap cells={packCells(cells)} />
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
          <MarketHistory points={historyPoints(daily ? quarter.points : day.points, daily)} daily={daily} />
        </Section>
      )}
      {leases.length > 0 && (
        <Section title="Newest leases">
          <NewestLeases leases={leases.map(leaseStanding)} />
          <ShowMore of="leases" shown={shown} count={leases.length} />
        </Section>
      )}
      {payments.length > 0 && (
        <Section title="Newest payments by the contract">
          <NewestPayments payments={payments} />
          <ShowMore of="payments" shown={shown} count={payments.length} />
        </Section>
      )}
      {prices.days.length > 0 && (
        <Section title="What leases cost together, by the day on which they ended">
          <div className="panel p-4">
            <PaidByDay days={prices.days.map(({ day, leases, cost }) => [day, leases, cost] as const)} />
          </div>
        </Section>
      )}
      <div id="devices">
        <Section title="Devices">
          <DeviceTable devices={devices.items.map(deviceRow)} caption="Devices of this market" />
          <Pager
            of="devices"
            first={
              shown.after !== undefined && {
                href: `${paths.networkShowing({ ...shown, after: undefined })}#devices`,
                label: "From the first",
              }
            }
            next={
              devices.next !== undefined && {
                href: `${paths.networkShowing({ ...shown, after: devices.next })}#devices`,
                label: `The next ${devicesShown}`,
              }
            }
          />
        </Section>
      </div>
      <Section title="This gateway">
        <HealthList parts={health.parts} />
      </Section>
    </div>
  );
}

/** Leads to the same page with more of a list, which stays where it is and stays live. */
function ShowMore({ of, shown, count }: { of: "leases" | "payments"; shown: NetworkShown; count: number }) {
  const more = newestSteps[newestSteps.findIndex((step) => step === (shown[of] ?? newestSteps[0])) + 1];
  const isAll = count < Number(shown[of] ?? newestSteps[0]);
  if (isAll || !more) return null;
  return (
    <Link
      href={paths.networkShowing({ ...shown, [of]: more })}
      scroll={false}
      className="link target flex w-fit items-center"
    >
      Show more<span className="sr-only"> {of}</span>
    </Link>
  );
}
