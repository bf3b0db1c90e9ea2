import Link from "next/link";

type Way = { href: string; label: string };

type PagerProps = {
  /** What the pages are of: "devices". */
  of: string;
  /** Back to the first page, where this is another one. */
  first: Way | false;
  /** On to the next page, where there is one. */
  next: Way | false;
};

/** The ways between the pages of a list. A cursor knows no page before it, so the way back is to the first. */
export function Pager({ of, first, next }: PagerProps) {
  const ways = [first, next].filter((way) => way !== false);
  if (ways.length === 0) return null;
  return (
    <nav aria-label={`Pages of ${of}`} className="flex gap-4">
      {ways.map(({ href, label }) => (
        <Link key={label} href={href} className="link target flex items-center">
          {label}
        </Link>
      ))}
    </nav>
  );
}
