"use client";

import { useQuery } from "@tanstack/react-query";
import type { Address as AddressHex } from "viem";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Address } from "@/components/ui/address";
import { Definitions } from "@/components/ui/definitions";
import { SkeletonLines } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import type { UpgradeableName } from "@/lib/governance/acts";

/** What a chain can tell about code that shall take the place of a contract's, and what it cannot. */
export function CodeChecks({ contract, address }: { contract: UpgradeableName; address: AddressHex }) {
  const code = useQuery(api.governance.code.queryOptions({ input: { contract, address } }));
  if (code.isPending) return <SkeletonLines lines={4} label="Looking at the new code" />;
  if (code.isError) return <Failure error={code.error} onRetry={() => void code.refetch()} />;
  const { running, bytes, isUpgradeable, keepsTimelock } = code.data;
  return (
    <section aria-label="Checks of the new code" className="flex flex-col gap-3">
      <Definitions
        items={[
          { name: "Runs now", value: <Address of={running} noun="address of the code that runs now" /> },
          {
            name: "Code at the address",
            value: check(bytes > 0, `${bytes.toLocaleString("en-GB")} bytes`, "none"),
          },
          {
            name: "Made for a proxy",
            hint: "It answers proxiableUUID as ERC-1822 wants. A proxy refuses other code.",
            value: check(isUpgradeable, "yes", "no"),
          },
          {
            name: "Obeys the same timelock",
            hint: "Its upgrader is this market’s upgrade timelock. Otherwise votes could not change it again.",
            value: check(keepsTimelock, "yes", "no"),
          },
        ]}
      />
      <p className="text-13 text-ink-2 measure">
        Whether it lays out its storage as the old code did, no chain can tell: compare the layouts that{" "}
        <code>npm run contracts:generate</code> writes for both sources.
      </p>
    </section>
  );
}

const check = (holds: boolean, yes: string, no: string) => (
  <Status tone={holds ? "signal" : "red"}>{holds ? yes : no}</Status>
);
