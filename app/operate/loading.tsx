import { PageSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <PageSkeleton blocks={["h-36", "h-64", "h-64"]} />;
}
