import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { PageNav } from "@/components/ui/page-nav";
import { PageHead } from "@/components/ui/section";
import { paths } from "@/lib/paths";

const pages = [
  { href: paths.govern, label: "Votes" },
  { href: paths.delegates, label: "Delegates" },
  { href: paths.treasury, label: "Treasury" },
  { href: paths.rules, label: "Rules" },
];

/** The head of a member's pages stays while one goes from one to another. */
export default function MemberLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-col gap-8">
      <PageHead title="Govern" aside={<ButtonLink href={paths.propose}>Propose</ButtonLink>}>
        No key moves your money or changes the rules. What can change changes by vote, after a delay, within
        bounds that no vote can move.
      </PageHead>
      <PageNav label="Govern" pages={pages} />
      {children}
    </div>
  );
}
