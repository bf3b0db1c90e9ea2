import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { gateway } from "@/app/gateway";
import { DeviceTable } from "@/components/devices/device-table";
import { BondPanel } from "@/components/operate/bond-panel";
import { Address } from "@/components/ui/address";
import { FigureTile } from "@/components/ui/figure-tile";
import { PageHead, Section } from "@/components/ui/section";
import { ambText, shortAmbDown } from "@/lib/governance/amb";
import { addressSchema } from "@/lib/wire";

export const metadata: Metadata = { title: "Wallet" };

/** What anyone may know of a wallet: its devices, what it staked, its votes. Balances are on the chain, not here. */
export default async function WalletPage({ params }: { params: Promise<{ wallet: string }> }) {
  const parsed = addressSchema.safeParse((await params).wallet);
  if (!parsed.success) notFound();
  const api = await gateway();
  const wallet = parsed.data;
  const [{ items: devices }, bond, power] = await Promise.all([
    api.devices.list({ operator: wallet, limit: 200 }),
    api.network.bond({ operator: wallet }),
    api.governance.power({ wallet }),
  ]);
  return (
    <div className="flex flex-col gap-10">
      <PageHead title="Wallet">
        <Address of={wallet} noun="wallet" />
      </PageHead>
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <FigureTile name="Devices" hint="That it operates.">
          {devices.length}
        </FigureTile>
        <FigureTile
          name="Votes"
          hint={`${ambText(power.delegated)} delegated, ${ambText(power.staked)} staked.`}
        >
          {shortAmbDown(power.votes)}
        </FigureTile>
      </div>
      {devices.length > 0 && (
        <Section title="Devices">
          <DeviceTable devices={devices} caption="Devices of this wallet" />
        </Section>
      )}
      <Section title="Stake">
        <BondPanel bond={bond} />
      </Section>
    </div>
  );
}
