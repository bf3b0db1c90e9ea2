import { clsx } from "clsx";

/** A grey place of the true size of what will come. `className` gives it that size. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden="true" className={clsx("bg-hover animate-wait block rounded-[4px]", className)} />;
}

/** So many lines of text that will come. */
export function SkeletonLines({ lines, label }: { lines: number; label: string }) {
  const widths = ["w-full", "w-11/12", "w-3/4", "w-5/6"];
  return (
    <output className="flex flex-col gap-3">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} className={`h-5 ${widths[line % widths.length]}`} />
      ))}
    </output>
  );
}

/** A row of tiles with figures that will come. `columns` places them as it will place those. */
export function SkeletonTiles({ tiles, columns }: { tiles: number; columns: string }) {
  return (
    <span className={clsx("grid grid-cols-2 gap-4", columns)}>
      {Array.from({ length: tiles }, (_, tile) => (
        <Skeleton key={tile} className="h-[106px] w-full" />
      ))}
    </span>
  );
}
