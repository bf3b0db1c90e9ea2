import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { paths } from "@/lib/paths";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <div className="flex flex-col gap-8">
      <h1 className="text-28 font-strong">There is nothing at this address.</h1>
      <EmptyState
        title="It may have been mistyped, or this gateway does not know it."
        action={<ButtonLink href={paths.home}>Go to the start</ButtonLink>}
      >
        Leases and devices are known by 0x and 64 hex digits. Another gateway of the same market may know
        more.
      </EmptyState>
    </div>
  );
}
