import type { z } from "zod";
import { Amb } from "@/components/governance/amb";
import { EmptyState } from "@/components/ui/empty-state";
import { FigureTile } from "@/components/ui/figure-tile";
import type { bondSchema } from "@/lib/api/network";
import { Thaws } from "./thaws";

type Bond = z.infer<typeof bondSchema>;

/** What a wallet staked so that a lie costs it: what answers for devices, what thaws and when, what is free. */
export function BondPanel({ bond }: { bond: Bond }) {
  const { tokens, slashed, thaws } = bond;
  if (tokens === 0n && slashed === 0n)
    return (
      <EmptyState title="Nothing is staked.">
        A device takes small jobs without a stake. Higher tiers, which promise more and earn more, are backed
        by staked AMB.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-4">
      <BondFigures bond={bond} />
      {thaws.length > 0 && <Thaws thaws={thaws} />}
    </div>
  );
}

/** Where each part of a bond is. */
export function BondFigures({ bond: { tokens, locked, thawing, free, slashed } }: { bond: Bond }) {
  return (
    <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
      <FigureTile name="Staked" hint="Each staked AMB is a vote.">
        <Amb wei={tokens} />
      </FigureTile>
      <FigureTile name="Locked" hint="Answers for devices and seats.">
        <Amb wei={locked} />
      </FigureTile>
      <FigureTile name="Thawing" hint="Can be slashed until it is withdrawn.">
        <Amb wei={thawing} />
      </FigureTile>
      <FigureTile
        name="Free"
        hint={
          slashed > 0n ? (
            <>
              <Amb wei={slashed} /> were slashed.
            </>
          ) : (
            "Nothing was ever slashed."
          )
        }
      >
        <Amb wei={free} />
      </FigureTile>
    </div>
  );
}
