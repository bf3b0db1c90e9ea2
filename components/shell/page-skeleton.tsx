import { Skeleton } from "@/components/ui/skeleton";

type PageSkeletonProps = {
  /** The heights of its parts. */
  blocks: readonly string[];
  /** Without a head where that one stands already, as on the pages of one area. */
  headless?: boolean;
};

/** The outline of a page while it is made: a head, and so many blocks of the height of its parts. */
export function PageSkeleton({ blocks, headless }: PageSkeletonProps) {
  return (
    <output className="flex flex-col gap-10">
      <span className="sr-only">Loading the page</span>
      {!headless && (
        <span className="flex flex-col gap-2">
          <Skeleton className="h-9 w-40" />
          <Skeleton className="h-5 w-80 max-w-full" />
        </span>
      )}
      {blocks.map((height, index) => (
        <Skeleton key={`${height}-${index}`} className={`${height} w-full`} />
      ))}
    </output>
  );
}
