import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { PageNav } from "@/components/ui/page-nav";
import { PageHead } from "@/components/ui/section";
import { paths } from "@/lib/paths";

const pages = [
  { href: paths.operate, label: "Devices" },
  { href: paths.earnings, label: "Earnings" },
  { href: paths.operatorLeases, label: "Leases" },
  { href: paths.stake, label: "Stake" },
];

/** The head of an operator's pages stays while one goes from one to another. */
export default function OperatorLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-col gap-8">
      <PageHead
        title="Operate"
        aside={
          <ButtonLink look="primary" href={paths.join}>
            Bring a device
          </ButtonLink>
        }
      >
        Rent out machines that stand idle. You set the price; the contract pays you.
      </PageHead>
      <PageNav label="Operate" pages={pages} />
      {children}
    </div>
  );
}
