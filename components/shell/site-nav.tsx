"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { audiences } from "./audiences";

/** The audiences: in the header of a screen, at the thumb of a phone. */
export function SiteNav({ place }: { place: "header" | "thumb" }) {
  const pathname = usePathname();
  return (
    <nav aria-label="Main" className={place === "header" ? "hidden md:block" : "md:hidden"}>
      <ul className={place === "header" ? "flex gap-1" : "grid grid-cols-4"}>
        {audiences.map(({ href, label, icon: Icon, under }) => {
          const here = under.some((path) => pathname === path || pathname.startsWith(`${path}/`));
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={here ? "page" : undefined}
                className={clsx(
                  "font-strong hover:text-ink flex items-center transition-colors",
                  here ? "text-ink" : "text-ink-2",
                  place === "header"
                    ? "hover:bg-hover rounded-control text-14 h-9 px-3"
                    : "text-12 h-14 flex-col justify-center gap-1",
                  place === "header" && here && "bg-hover",
                )}
              >
                {place === "thumb" && <Icon size={18} aria-hidden="true" strokeWidth={here ? 2.25 : 1.75} />}
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
