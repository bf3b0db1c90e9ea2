import { PageSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <PageSkeleton blocks={["h-24", "h-48", "h-96"]} />;
}
