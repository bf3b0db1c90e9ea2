import Link from "next/link";
import { cellShapes } from "@/components/network/cell-shapes";
import { Refresh } from "@/components/network/refresh";
import { formatBytes } from "@/components/ui/figures";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Rate } from "@/components/ui/money";
import { Notice } from "@/components/ui/notice";
import { Status } from "@/components/ui/status";
import { WorldMap } from "@/components/ui/world-map";
import { paths } from "@/lib/paths";
import { resolutionOf, worldView } from "@/lib/place/map-view";
import { gateway, loadFigures, orNothing } from "./gateway";

const refreshMs = 10_000;

/** The cheapest devices at this moment: nothing here is made up, and nothing is shown that is not known. */
export async function LiveNow() {
  const figures = await orNothing(loadFigures());
  if (!figures)
    return (
      <Notice tone="amber" title="The market’s figures cannot be read at this moment.">
        Everything else on this site works as far as its own part does.
      </Notice>
    );
  const { online, enrolled } = figures.devices;
  return (
    <section aria-label="Live now" className="panel flex flex-col gap-4 p-4 md:p-6">
      <Refresh everyMs={refreshMs} />
      <header className="flex items-baseline justify-between gap-4">
        <Status tone={online > 0 ? "signal" : "neutral"}>
          {online.toLocaleString("en-GB")} of {enrolled.toLocaleString("en-GB")}{" "}
          {enrolled === 1 ? "device" : "devices"} online
        </Status>
        <span className="text-12 text-ink-3">1 vCPU and 1 GiB</span>
      </header>
      {figures.cheapest.length > 0 ? (
        <ol aria-label="The cheapest devices online" className="divide-line divide-y">
          {figures.cheapest.map(({ id, name, country, rate }) => (
            <li key={id} className="flex items-center gap-3 py-2">
              <HexAvatar id={id} size={24} />
              <Link href={paths.device(id)} className="min-w-0 flex-1 truncate hover:underline">
                {name} <span className="text-ink-3">{country}</span>
              </Link>
              <span className="font-strong">
                <Rate perHour={rate} />
              </span>
            </li>
          ))}
        </ol>
      ) : (
        <p className="text-ink-2">
          No device is online at this moment. The first one can be yours: one command brings it in.
        </p>
      )}
      <Link href={paths.network} className="link text-13 target flex w-fit items-center">
        See the whole network
      </Link>
    </section>
  );
}

/** Where devices are at this moment, drawn on the server; the figures are those of the network page. */
export async function LiveMap() {
  const [figures, cells] = await Promise.all([orNothing(loadFigures()), orNothing(worldCells())]);
  if (!figures || !cells) return null; // The panel beside says that they cannot be read.
  const { devices, offered, free, leases } = figures;
  const count = (value: number) => value.toLocaleString("en-GB");
  const facts = [
    { name: "Countries", value: count(devices.countries) },
    { name: "vCPU free", value: `${count(free.cpuMillis / 1000)} of ${count(offered.cpuMillis / 1000)}` },
    { name: "Memory free", value: formatBytes(free.memoryMib * 1024 * 1024) },
    { name: "Leases in force", value: count(leases.inForce) },
    { name: "Ended in 24 hours", value: count(leases.endedInDay) },
  ];
  return (
    <section aria-label="Where devices are" className="flex flex-col gap-4">
      <WorldMap
        label="Map of the devices that are online. The network page has the same figures as a table."
        land={paths.land("coarse")}
        view={worldView}
        shapes={cellShapes(cells)}
      />
      <dl className="border-line grid grid-cols-2 gap-x-6 gap-y-4 border-t pt-4 sm:grid-cols-5">
        {facts.map(({ name, value }) => (
          <div key={name} className="flex flex-col-reverse">
            <dt className="text-13 text-ink-2 font-normal">{name}</dt>
            <dd className="text-20 font-strong">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const worldCells = async () => (await gateway()).network.cells({ resolution: resolutionOf(worldView) });
