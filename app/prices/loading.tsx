import { PageSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <PageSkeleton blocks={["h-80", "h-40", "h-64"]} />;
}
