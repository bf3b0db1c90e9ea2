import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { isHash } from "viem";
import { gateway } from "@/app/gateway";
import { deviceRow } from "@/components/devices/device-row";
import { DeviceTable } from "@/components/devices/device-table";
import { BondPanel } from "@/components/operate/bond-panel";
import { Address } from "@/components/ui/address";
import { FigureTile } from "@/components/ui/figure-tile";
import { Pager } from "@/components/ui/pager";
import { PageHead, Section } from "@/components/ui/section";
import { ambText, shortAmbDown } from "@/lib/governance/amb";
import { paths } from "@/lib/paths";
import { addressSchema } from "@/lib/wire";

export const metadata: Metadata = { title: "Wallet" };

const devicesShown = 25;

/** What anyone may know of a wallet: its devices, what it staked, its votes. Balances are on the chain, not here. */
export default async function WalletPage({
  params,
  searchParams,
}: {
  params: Promise<{ wallet: string }>;
  searchParams: Promise<{ after?: string | string[] }>;
}) {
  const parsed = addressSchema.safeParse((await params).wallet);
  if (!parsed.success) notFound();
  const { after } = await searchParams;
  const cursor = typeof after === "string" && isHash(after) ? after : undefined;
  const api = await gateway();
  const wallet = parsed.data;
  const [devices, totals, bond, power] = await Promise.all([
    api.devices.list({ operator: wallet, limit: devicesShown, cursor }),
    api.devices.totals({ operator: wallet }),
    api.network.bond({ operator: wallet }),
    api.governance.power({ wallet }),
  ]);
  return (
    <div className="flex flex-col gap-10">
      <PageHead title="Wallet">
        <Address of={wallet} noun="wallet" />
      </PageHead>
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <FigureTile name="Devices online" hint={`Of ${count(totals.devices)} that it operates.`}>
          {count(totals.online)}
        </FigureTile>
        <FigureTile name="Leases in force" hint="On its devices.">
          {count(totals.running)}
        </FigureTile>
        <FigureTile name="Free vCPU" hint={`Of ${count(totals.offered.cpuMillis / 1000)} on offer.`}>
          {count(totals.free.cpuMillis / 1000)}
        </FigureTile>
        <FigureTile
          name="Votes"
          hint={`${ambText(power.delegated)} delegated, ${ambText(power.staked)} staked.`}
        >
          {shortAmbDown(power.votes)}
        </FigureTile>
      </div>
      {totals.devices > 0 && (
        <div id="devices">
          <Section title="Devices">
            <DeviceTable devices={devices.items.map(deviceRow)} caption="Devices of this wallet" />
            <Pager
              of="devices"
              first={
                cursor !== undefined && { href: `${paths.wallet(wallet)}#devices`, label: "From the first" }
              }
              next={
                devices.next !== undefined && {
                  href: `${paths.walletAfter(wallet, devices.next)}#devices`,
                  label: `The next ${devicesShown}`,
                }
              }
            />
          </Section>
        </div>
      )}
      <Section title="Stake">
        <BondPanel bond={bond} />
      </Section>
    </div>
  );
}

const count = (value: number) => value.toLocaleString("en-GB");
