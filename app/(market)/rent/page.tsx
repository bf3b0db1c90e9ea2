import type { Metadata } from "next";
import { QueryProvider } from "@/components/api/query-provider";
import { Rent } from "@/components/orders/rent";
import { PageHead } from "@/components/ui/section";
import { loadMarket } from "@/app/gateway";

export const metadata: Metadata = {
  title: "Rent",
  description:
    "Paste a script or upload a module, see which device would take it and what it costs, and run it.",
};

export default async function RentPage() {
  const market = await loadMarket();
  return (
    <div className="flex flex-col gap-8">
      <PageHead title="Rent">
        Say what runs. You see at once which device would take it, what it costs, and why.
      </PageHead>
      <QueryProvider>
        <Rent market={market} />
      </QueryProvider>
    </div>
  );
}
