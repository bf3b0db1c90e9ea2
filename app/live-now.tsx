import Link from "next/link";
import { Refresh } from "@/components/network/refresh";
import { smallMachine } from "@/components/devices/device-table";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Rate } from "@/components/ui/money";
import { Notice } from "@/components/ui/notice";
import { Status } from "@/components/ui/status";
import { paths } from "@/lib/paths";
import { ratePerHourDown } from "@/lib/pricing/rate";
import { gateway, loadHealth, orNothing } from "./gateway";

const refreshMs = 10_000;
const shown = 5;

/** The market as it is at this moment: nothing here is made up, and nothing is shown that is not known. */
export async function LiveNow() {
  const [health, page] = await Promise.all([orNothing(loadHealth()), orNothing(listDevices())]);
  if (!health || !page)
    return (
      <Notice tone="amber" title="The market’s figures cannot be read at this moment.">
        Everything else on this site works as far as its own part does.
      </Notice>
    );
  const cheapest = page.items
    .map((device) => ({ ...device, rate: ratePerHourDown(smallMachine, device.prices) }))
    .sort((a, b) => a.rate - b.rate)
    .slice(0, shown);
  const { online, enrolled } = health.parts.devices;
  return (
    <section aria-label="Live now" className="panel flex flex-col gap-4 p-4 md:p-6">
      <Refresh everyMs={refreshMs} />
      <header className="flex items-baseline justify-between gap-4">
        <Status tone={online > 0 ? "signal" : "neutral"}>
          {online} of {enrolled} {enrolled === 1 ? "device" : "devices"} online
        </Status>
        <span className="text-12 text-ink-3">1 vCPU and 1 GiB</span>
      </header>
      {cheapest.length > 0 ? (
        <ol aria-label="The cheapest devices online" className="divide-line divide-y">
          {cheapest.map(({ id, name, country, rate }) => (
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

const listDevices = async () => (await gateway()).devices.list({ presence: "online", limit: 200 });
