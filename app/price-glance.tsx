import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Rate } from "@/components/ui/money";
import { paths } from "@/lib/paths";
import { gateway, loadMarket, orNothing } from "./gateway";

/** One machine at a glance: here, at the cheapest large cloud on demand, and at the cheapest of all others. */
export async function PriceGlance() {
  const [comparison, market] = await Promise.all([orNothing(loadComparison()), orNothing(loadMarket())]);
  const machine = comparison?.find(({ median, fromParts }) => (median ?? fromParts) !== null);
  const ours = machine?.median ?? machine?.fromParts;
  if (!machine || ours === undefined || ours === null) return null;
  const others = machine.others.toSorted((a, b) => a.perHour - b.perHour);
  const beside = [
    others.find(({ kind }) => kind === "hyperscaler"),
    others.find(({ kind }) => kind !== "hyperscaler"),
  ].filter((other) => other !== undefined);
  return (
    <section aria-label="What an hour costs" className="panel flex flex-col gap-4 p-4 md:p-6">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-16 font-strong">An hour of {machine.name}</h2>
        {market?.chain.local && <Badge tone="amber">local chain</Badge>}
      </header>
      <dl className="grid gap-4 sm:grid-cols-3">
        <Price name="Devices here, the middle">
          <Rate perHour={ours} certainty={machine.median === null ? "estimated" : "measured"} />
        </Price>
        {beside.map(({ who, what, perHour, region, asOf }) => (
          <Price key={`${who}-${what}`} name={`${who}, ${what}, ${region}, ${asOf}`}>
            <Rate perHour={perHour} />
          </Price>
        ))}
      </dl>
      <Link href={paths.prices} className="link text-13 target flex w-fit items-center">
        Every comparison, with its source
      </Link>
    </section>
  );
}

function Price({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-13 text-ink-2 font-normal">{name}</dt>
      <dd className="text-20 font-strong">{children}</dd>
    </div>
  );
}

const loadComparison = async () => (await gateway()).network.comparison();
