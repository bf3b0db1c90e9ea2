import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { gateway, loadSignedIn } from "@/app/gateway";
import { orNotFound } from "@/app/or-not-found";
import { QueryProvider } from "@/components/api/query-provider";
import { DeviceSettings } from "@/components/devices/device-settings";
import { DriverList, HardwareList } from "@/components/devices/hardware-list";
import { MeasuredList } from "@/components/devices/measured-list";
import { Presence } from "@/components/devices/presence";
import { TakeOut } from "@/components/devices/take-out";
import { WhyIdle } from "@/components/devices/why-idle";
import { Refresh } from "@/components/network/refresh";
import { LeaseList } from "@/components/leases/lease-list";
import { StateTimeline } from "@/components/leases/state-timeline";
import { DayStrip } from "@/components/operate/day-strip";
import { Refusal } from "@/components/reasons/refusal";
import { Address } from "@/components/ui/address";
import { Copyable } from "@/components/ui/copyable";
import { shortHex } from "@/components/ui/short-hex";
import { Definitions } from "@/components/ui/definitions";
import { EmptyState } from "@/components/ui/empty-state";
import { HexAvatar } from "@/components/ui/hex-avatar";
import { Rate } from "@/components/ui/money";
import { Notice } from "@/components/ui/notice";
import { PageHead, Section } from "@/components/ui/section";
import { TimeAgo } from "@/components/ui/time-ago";
import { promisedUpBps } from "@/lib/chain/sla";
import { bytes32Schema } from "@/lib/orders/spec";
import { paths } from "@/lib/paths";
import { reasonNext, reasonText } from "@/lib/reasons";

export const metadata: Metadata = { title: "Device" };

export default async function DevicePage({ params }: { params: Promise<{ deviceId: string }> }) {
  const id = bytes32Schema.safeParse((await params).deviceId);
  if (!id.success) notFound();
  const [api, signedIn] = await Promise.all([gateway(), loadSignedIn()]);
  const { found: device, refused } = await orNotFound(api.devices.get({ id: id.data }));
  if (refused) return <Refusal of={refused} />;
  const isOut = device.state === "retired";
  const mine = signedIn?.wallet === device.operator && !isOut;
  const { free, ...machine } = device;
  const [days, market, lost] = await Promise.all([
    api.devices.days({ id: id.data }),
    api.network.prices(),
    mine ? api.devices.lost({ id: id.data }) : undefined,
  ]);
  return (
    <QueryProvider>
      <Refresh everyMs={5_000} />
      <div className="flex flex-col gap-10">
        <PageHead
          title={
            <span className="flex items-center gap-3">
              <HexAvatar id={device.id} size={36} />
              <span className="min-w-0">{device.name}</span>
            </span>
          }
          aside={<Presence {...device} />}
        >
          <Copyable value={device.id} noun="device id" />
        </PageHead>
        {isOut && (
          <Notice tone="neutral" title="It was taken out of the market.">
            It takes no lease. What it was and did can still be read here; its operator can enrol it anew.
          </Notice>
        )}
        {device.pause && (
          <Notice tone="amber" title={reasonText(device.pause.reason, device.pause.facts)}>
            {reasonNext(device.pause.reason, device.pause.facts)}
          </Notice>
        )}
        <div className="grid items-start gap-10 lg:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-10">
            <Section title="The machine">
              <HardwareList {...machine} {...(!isOut && { free })} />
            </Section>
            <Section title="What was measured">
              <MeasuredList measured={device.measured} hasGpu={device.hardware.gpus.length > 0} />
            </Section>
            <Section title="What it runs">
              <DriverList drivers={device.drivers} />
            </Section>
          </div>
          <div className="flex min-w-0 flex-col gap-10">
            {mine ? (
              <Section title="Your settings">
                <div className="panel p-4 md:p-6">
                  <DeviceSettings
                    key={JSON.stringify([device.prices, device.name])}
                    device={device}
                    market={market}
                  />
                </div>
              </Section>
            ) : (
              <Section title={isOut ? "What it asked last" : "Prices"}>
                <Definitions
                  items={[
                    { name: "One vCPU", value: <Rate perHour={device.prices.vcpuHour} /> },
                    { name: "One GiB of memory", value: <Rate perHour={device.prices.gibHour} /> },
                    ...(device.offered.gpus > 0
                      ? [{ name: "One GPU", value: <Rate perHour={device.prices.gpuHour} /> }]
                      : []),
                  ]}
                />
              </Section>
            )}
            <Section title="Record">
              <Definitions
                items={[
                  {
                    name: "Reliability",
                    hint: "Falls with each fault of the device, and with nothing else.",
                    value: `${(device.reliabilityBps / 100).toFixed(2)} %`,
                  },
                  {
                    name: "Tier",
                    hint: "How far the market has checked it. A tier above 0 promises to be up, and pays credit out of the stake when it is not.",
                    value:
                      device.tier === 0
                        ? "0, promises nothing yet"
                        : `${device.tier}, up ${Number(promisedUpBps(device.tier)) / 100} %`,
                  },
                  {
                    name: "Leases",
                    value: `${device.leases.running} running, ${device.leases.ended.toLocaleString("en-GB")} ended`,
                  },
                  {
                    name: "Last heard",
                    value: device.lastSeenAt ? <TimeAgo at={device.lastSeenAt} /> : "never",
                  },
                  { name: "Operator", value: <Address of={device.operator} /> },
                  { name: "Paid out to", value: <Address of={device.payout} /> },
                  {
                    name: "Enrolled",
                    value: device.registeredIn ? (
                      <span>
                        <TimeAgo at={device.enrolledAt} />, in{" "}
                        <Link href={paths.transaction(device.registeredIn)} className="link font-mono">
                          {shortHex(device.registeredIn)}
                        </Link>
                      </span>
                    ) : (
                      "on its way to the contract"
                    ),
                  },
                ]}
              />
            </Section>
          </div>
        </div>
        <Section title="Its last thirty days">
          <DayStrip days={days} />
        </Section>
        {lost && (
          <Section title="Why it was taken, and why not">
            <WhyIdle lost={lost} />
          </Section>
        )}
        {mine && (
          <Section title="Its leases">
            <LeaseList
              as="operator"
              device={device.id}
              caption={`Leases on ${device.name}`}
              empty={<EmptyState title="It has had no lease yet." />}
            />
          </Section>
        )}
        {mine && (
          <Section title="Take it out">
            <TakeOut device={device.id} name={device.name} />
          </Section>
        )}
        <Section title="What happened">
          {device.timeline.length > 0 ? (
            <StateTimeline changes={device.timeline} label="Timeline of the device" />
          ) : (
            <p className="text-ink-2">Nothing has changed since it was enrolled.</p>
          )}
        </Section>
      </div>
    </QueryProvider>
  );
}
