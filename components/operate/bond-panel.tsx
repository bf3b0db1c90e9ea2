import type { z } from "zod";
import { EmptyState } from "@/components/ui/empty-state";
import { FigureTile } from "@/components/ui/figure-tile";
import { Table, type Column } from "@/components/ui/table";
import { Countdown } from "@/components/ui/time-ago";
import type { bondSchema } from "@/lib/api/network";
import { ambText, shortAmbDown } from "@/lib/governance/amb";

type Bond = z.infer<typeof bondSchema>;

function Amb({ amount }: { amount: bigint }) {
  return (
    <data value={amount.toString()} data-hint={ambText(amount)} className="whitespace-nowrap">
      {shortAmbDown(amount)} AMB
    </data>
  );
}

const columns: readonly Column<Bond["thaws"][number]>[] = [
  { key: "amount", head: "Amount", onPhone: "title", cell: ({ amount }) => <Amb amount={amount} /> },
  {
    key: "ready",
    head: "Can be withdrawn in",
    align: "right",
    onPhone: "aside",
    cell: ({ readyAt }) => <Countdown until={readyAt} clock="chain" />,
  },
];

/** What a wallet staked so that a lie costs it: what answers for devices, what thaws and when, what is free. */
export function BondPanel({ bond }: { bond: Bond }) {
  const { tokens, locked, thawing, withdrawable, free, thaws, slashed } = bond;
  if (tokens === 0n && slashed === 0n)
    return (
      <EmptyState title="Nothing is staked.">
        A device takes small jobs without a stake. Higher tiers, which promise more and earn more, are backed
        by staked AMB.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <FigureTile name="Staked" hint="Each staked AMB is a vote.">
          <Amb amount={tokens} />
        </FigureTile>
        <FigureTile name="Locked" hint="Answers for devices and seats.">
          <Amb amount={locked} />
        </FigureTile>
        <FigureTile
          name="Thawing"
          hint={
            <>
              <Amb amount={withdrawable} /> of it can be withdrawn.
            </>
          }
        >
          <Amb amount={thawing} />
        </FigureTile>
        <FigureTile
          name="Free"
          hint={
            slashed > 0n ? (
              <>
                <Amb amount={slashed} /> were slashed.
              </>
            ) : (
              "Nothing was ever slashed."
            )
          }
        >
          <Amb amount={free} />
        </FigureTile>
      </div>
      {thaws.length > 0 && (
        <Table
          caption="Stake that thaws"
          columns={columns}
          rows={thaws}
          rowKey={({ amount, readyAt }) => `${readyAt}-${amount}`}
        />
      )}
    </div>
  );
}
