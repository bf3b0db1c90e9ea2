"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";

/** The pages of one area, beside each other below its head. Only the exact address is the current one. */
export function PageNav({
  label,
  pages,
}: {
  label: string;
  pages: readonly { href: string; label: string }[];
}) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="border-line overflow-x-auto border-b">
      <ul className="flex gap-6">
        {pages.map(({ href, label: name }) => {
          const here = pathname === href;
          return (
            <li key={href} className="shrink-0">
              <Link
                href={href}
                aria-current={here ? "page" : undefined}
                className={clsx(
                  "font-strong hover:text-ink -mb-px flex h-10 items-center border-b-2 transition-colors",
                  here ? "border-ink text-ink" : "text-ink-2 border-transparent",
                )}
              >
                {name}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
