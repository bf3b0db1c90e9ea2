import type { Metadata } from "next";
import { gateway, loadSignedIn } from "@/app/gateway";
import { orNotFound } from "@/app/or-not-found";
import { QueryProvider } from "@/components/api/query-provider";
import { EnrolmentPanel } from "@/components/devices/enrolment-panel";
import { Refusal } from "@/components/reasons/refusal";
import { PageHead } from "@/components/ui/section";

export const metadata: Metadata = { title: "Enrol a device" };

export default async function EnrolPage({ params }: { params: Promise<{ enrolmentId: string }> }) {
  const { enrolmentId } = await params;
  const [api, signedIn] = await Promise.all([gateway(), loadSignedIn()]);
  const { found: enrolment, refused } = await orNotFound(
    api.devices.enrolment({ id: enrolmentId.slice(0, 40) }),
  );
  if (refused) return <Refusal of={refused} />;
  return (
    <div className="flex flex-col gap-8">
      <PageHead title="Enrol a device">
        It dialled in and says what it is. You sign for it, and it signs for you.
      </PageHead>
      <QueryProvider>
        <EnrolmentPanel key={signedIn?.wallet} initial={enrolment} wallet={signedIn?.wallet} />
      </QueryProvider>
    </div>
  );
}
