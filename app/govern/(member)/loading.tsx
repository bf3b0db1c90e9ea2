import { PageSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <PageSkeleton headless blocks={["h-24", "h-96"]} />;
}
