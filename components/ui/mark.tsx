/** The mark: a cell with one corner open. One colour, two pixels of line at sixteen. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 16 16" className={className} aria-hidden="true" focusable="false">
      <path d={markPath} fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
    </svg>
  );
}

/** Five corners of a hexagon; the line stops short of the sixth on both sides. */
const markPath = "M13.63 8.4v2.85L8 14.5l-5.63-3.25v-6.5L8 1.5l2.47 1.43";
