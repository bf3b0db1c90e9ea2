import Link from "next/link";
import type { Address as Wallet } from "viem";
import type { z } from "zod";
import { MatchStrip } from "@/components/orders/match-strip";
import { ReasonChip } from "@/components/reasons/reason-chip";
import { Address } from "@/components/ui/address";
import { Copyable } from "@/components/ui/copyable";
import { Definitions } from "@/components/ui/definitions";
import { Duration, formatBytes } from "@/components/ui/figures";
import { Money, Rate } from "@/components/ui/money";
import { Section } from "@/components/ui/section";
import type { DeviceSummary } from "@/lib/api/devices";
import type { leaseDetailSchema } from "@/lib/api/leases";
import { paths } from "@/lib/paths";
import { StateTimeline } from "./state-timeline";

type LeaseDetail = z.infer<typeof leaseDetailSchema>;

type LeaseDetailsProps = {
  lease: LeaseDetail;
  devices: readonly DeviceSummary[];
  /** Who looks at it. */
  viewer: Wallet;
};

/** Everything about a lease that stands still: why this device, what was ordered, who signed, and each change of state. */
export function LeaseDetails({ lease, devices, viewer }: LeaseDetailsProps) {
  const { spec, decision, attempts } = lease;
  // The way begins at the customer: it is a map for nobody else.
  const from = viewer === lease.customer ? spec.near : undefined;
  return (
    <div className="flex min-w-0 flex-col gap-10">
      <Section title="What happened">
        <StateTimeline changes={lease.timeline} label="Timeline of the lease" />
      </Section>
      {attempts.length > 1 && (
        <Section title="Devices that were tried">
          <ul className="flex flex-col gap-2">
            {attempts.map(({ id, epoch, device, reason, facts }) => (
              <li key={id} className="flex flex-wrap items-center gap-3">
                <span className="text-ink-3">{epoch}</span>
                <Link href={paths.lease(id)} className="link">
                  {device.name}
                </Link>
                <ReasonChip code={reason} facts={facts} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {decision && decision.ranked.length > 0 && (
        <Section title="Why this device">
          <MatchStrip decision={decision} devices={devices} weights={decision.weights} from={from} />
        </Section>
      )}
      <Section title="What was ordered">
        <Definitions
          items={[
            { name: "Workload", value: lease.workload },
            {
              name: "Hash of what ran",
              value: <Copyable value={workloadHash(spec)} noun="hash of the workload" />,
            },
            ...(spec.args.length > 0
              ? [
                  {
                    name: "Arguments",
                    value: <code className="text-13 font-mono break-all">{spec.args.join(" ")}</code>,
                  },
                ]
              : []),
            {
              name: "Machine",
              value: `${spec.resources.cpuMillis / 1000} vCPU · ${formatBytes(spec.resources.memoryMib * 1048576)} memory · ${formatBytes(spec.resources.diskMib * 1048576)} disk`,
            },
            ...(spec.fleet
              ? [
                  {
                    name: "Fleet",
                    value: (
                      <Link href={paths.fleet(spec.fleet.id)} className="link">
                        One of {spec.fleet.devices} devices
                      </Link>
                    ),
                  },
                ]
              : []),
            { name: "Preferred", value: spec.objective },
            {
              name: "Price and limit",
              value: (
                <span>
                  <Rate perHour={lease.ratePerHour} /> of <Rate perHour={lease.maxRatePerHour} />
                </span>
              ),
            },
            { name: "Longest run", value: <Duration ms={lease.maxSeconds * 1000} /> },
            {
              name: "Billed",
              value: lease.billedSeconds === null ? "not yet" : <Duration ms={lease.billedSeconds * 1000} />,
            },
            {
              name: "At most",
              hint: "Reserved of the balance while the lease was in force.",
              value: <Money amount={lease.ceiling} />,
            },
          ]}
        />
      </Section>
      <Section title="Who signed">
        <Definitions
          items={[
            { name: "Customer", value: <Address of={lease.customer} /> },
            {
              name: "Session key",
              hint: "The browser's own key, authorised by the customer's wallet.",
              value: <Address of={lease.sessionKey} />,
            },
            { name: "Operator", value: <Address of={lease.operator} /> },
            {
              name: "Device",
              value: (
                <Copyable value={lease.device.id} noun="device id" href={paths.device(lease.device.id)} />
              ),
            },
            { name: "Order", value: <Copyable value={lease.orderId} noun="order id" /> },
            { name: "Lease", value: <Copyable value={lease.id} noun="lease id" /> },
          ]}
        />
      </Section>
    </div>
  );
}

function workloadHash({ workload }: LeaseDetail["spec"]): string {
  if (workload.kind === "wasm") return workload.module;
  return workload.kind === "script" ? workload.source : workload.image;
}
