import type { z } from "zod";
import { Amb } from "@/components/governance/amb";
import { Table, type Column } from "@/components/ui/table";
import type { stakeSchema } from "@/lib/api/stake";
import { promisedUpBps } from "@/lib/chain/sla";

type Stake = z.infer<typeof stakeSchema>;
type Row = Stake["classes"][number] & { mine: number; free: bigint };

/** What its highest tier promises: "Tier 1, up 99.5 %". */
const promiseText = (tier: number) => `Tier ${tier}, up ${Number(promisedUpBps(tier)) / 100} %`;

const columns: readonly Column<Row>[] = [
  {
    key: "class",
    head: "Class",
    onPhone: "title",
    cell: (row) => <span className="font-strong whitespace-nowrap">Class {row.class}</span>,
  },
  {
    key: "stake",
    head: "Locks for each device",
    align: "right",
    onPhone: "aside",
    cell: ({ stake }) => (stake === 0n ? <span className="text-ink-3">nothing</span> : <Amb wei={stake} />),
  },
  {
    key: "tier",
    head: "Its devices may promise",
    cell: ({ maxTier, autoApprove }) =>
      maxTier === 0 ? (
        <span className="text-ink-3">nothing</span>
      ) : (
        <span
          className="whitespace-nowrap"
          data-hint={
            autoApprove
              ? "Benchmarks that verifiers attest raise a device to it."
              : "Benchmarks nominate a device for it; a vote decides."
          }
        >
          {promiseText(maxTier)}
        </span>
      ),
  },
  { key: "mine", head: "Of yours", align: "right", cell: ({ mine }) => mine },
  {
    key: "more",
    head: "Your free stake covers",
    align: "right",
    cell: ({ stake, free }) =>
      stake === 0n ? (
        <span className="text-ink-3">any number</span>
      ) : (
        `${(free / stake).toLocaleString("en-GB")} more`
      ),
  },
];

/** The classes of devices: what each locks and allows, which devices of the reader are in it, and for how many more there is stake. */
export function ClassTable({
  classes,
  devices,
  free,
}: Pick<Stake, "classes" | "devices"> & { free: bigint }) {
  const rows = classes.map((rule) => ({
    ...rule,
    mine: devices.filter((device) => device.class === rule.class).length,
    free,
  }));
  return (
    <Table caption="Classes of devices" columns={columns} rows={rows} rowKey={(row) => `${row.class}`} />
  );
}
