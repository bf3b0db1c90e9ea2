import { ServerCog, Zap } from "lucide-react";
import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";
import { paths } from "@/lib/paths";
import { LiveMap, LiveNow } from "./live-now";
import { PriceGlance } from "./price-glance";

export const metadata: Metadata = { title: { absolute: "Ambit: the compute market its devices own" } };

const promises = [
  {
    title: "The nearest suitable device",
    text: "You say what runs, how large and how near. You see which device would take it, at which price, and the points that decided it.",
  },
  {
    title: "One deposit, no prompts",
    text: "A contract holds your balance. Sign once how much this browser may spend; after that, running something is one press. What you do not spend is yours to withdraw.",
  },
  {
    title: "Paid by the second, by contract",
    text: "Only seconds that ran are billed. Device and customer sign for the same amount, and the contract pays it. No one in the middle holds the money.",
  },
  {
    title: "Everything says why",
    text: "Each change of state carries a reason: who was at fault, what is billed, what comes next. The same code in the page, the API and the receipt.",
  },
];

export default function Home() {
  return (
    <div className="flex flex-col gap-16">
      <div className="grid items-center gap-10 pt-4 lg:grid-cols-[3fr_2fr] lg:pt-10">
        <div className="flex flex-col gap-6">
          <h1 className="text-28 sm:text-40 font-strong text-balance">
            <span className="block">Rent the nearest idle machine.</span>{" "}
            <span className="block">Pay by the second.</span>
          </h1>
          <p className="text-16 text-ink-2 measure">
            Ambit is a compute market that its devices own. Operators set their prices, contracts hold the
            money and pay it out, and members vote on the rules.
          </p>
          <div className="flex flex-wrap gap-2">
            <ButtonLink href={paths.rent} look="primary" size="l" icon={Zap}>
              Rent a device
            </ButtonLink>
            <ButtonLink href={paths.operate} size="l" icon={ServerCog}>
              Bring a device
            </ButtonLink>
          </div>
        </div>
        <LiveNow />
      </div>
      <LiveMap />
      <ul className="grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-4">
        {promises.map(({ title, text }) => (
          <li key={title} className="border-line flex flex-col gap-2 border-t pt-4">
            <h2 className="text-16 font-strong">{title}</h2>
            <p className="text-ink-2">{text}</p>
          </li>
        ))}
      </ul>
      <PriceGlance />
    </div>
  );
}
