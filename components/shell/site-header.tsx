import Link from "next/link";
import type { ReactNode } from "react";
import { Mark } from "@/components/ui/mark";
import { paths } from "@/lib/paths";
import { SiteNav } from "./site-nav";

/** The mark, the audiences, and on the right what belongs to the reader. */
export function SiteHeader({ children }: { children: ReactNode }) {
  return (
    <header className="bg-paper border-line sticky top-0 z-30 border-b">
      <div className="mx-auto flex h-14 w-full max-w-[1200px] items-center gap-6 px-4 md:px-6">
        <Link href={paths.home} className="text-16 font-strong flex items-center gap-2 tracking-tight">
          <Mark className="size-5" />
          Ambit
        </Link>
        <SiteNav place="header" />
        <div className="ml-auto flex items-center gap-1">{children}</div>
      </div>
    </header>
  );
}
