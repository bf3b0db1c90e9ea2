"use client";

import { useQuery } from "@tanstack/react-query";
import { BadgeCheck, Download } from "lucide-react";
import { api } from "@/components/api/api";
import { sha256, utf8 } from "@/components/orders/sha256";
import { Failure } from "@/components/reasons/failure";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Definitions } from "@/components/ui/definitions";
import { Bytes } from "@/components/ui/figures";
import { SkeletonLines } from "@/components/ui/skeleton";
import type { Lease } from "@/lib/api/leases";
import { unpackResult, type LeaseSeal } from "@/lib/orders/seal";
import { fromBase64, sealQuery } from "./open-seal";

/** What a lease gave: exit code, output, and its hash, worked out again in this browser. */
export function LeaseResult({ lease }: { lease: Lease }) {
  const result = useQuery({
    ...api.leases.result.queryOptions({ input: { id: lease.id } }),
    enabled: lease.outcome !== null,
    staleTime: Infinity,
  });
  const seal = useQuery({ ...sealQuery(lease), enabled: lease.sealed });
  const stdout = result.data?.truncated ? undefined : result.data?.stdout;
  const recomputed = useQuery({
    queryKey: ["sha256", lease.id, stdout?.length],
    queryFn: () => sha256(lease.sealed ? fromBase64(stdout ?? "") : utf8(stdout ?? "")),
    enabled: stdout !== undefined,
    staleTime: Infinity,
  });
  if (!lease.outcome) return null;
  if (result.isPending) return <SkeletonLines lines={4} label="Loading the result" />;
  if (result.isError)
    return (
      <Failure
        error={result.error}
        still="The log and the receipt are still here."
        onRetry={() => void result.refetch()}
      />
    );

  const { exitCode, stdoutBytes, stdoutSha256, resultRoot, fuel } = lease.outcome;
  const same = recomputed.data === stdoutSha256;
  return (
    <div className="flex flex-col gap-4">
      <Definitions
        items={[
          { name: "Exit code", value: exitCode ?? "none" },
          { name: "Output", value: <Bytes bytes={stdoutBytes} /> },
          {
            name: "Hash of the output",
            hint: "SHA-256 of standard output, as the device signed for it.",
            value: (
              <span className="inline-flex flex-wrap items-center justify-end gap-x-2">
                <Copyable value={stdoutSha256} noun="hash of the output" />
                {same && (
                  <span
                    className="text-12 text-signal inline-flex items-center gap-1"
                    data-hint="This browser hashed the output that it got, and it is the same."
                  >
                    <BadgeCheck size={13} aria-hidden="true" />
                    checked here
                  </span>
                )}
              </span>
            ),
          },
          {
            name: "Hash of the result",
            hint: "Commits to the input, the end, the instructions used and the output.",
            value: <Copyable value={resultRoot} noun="hash of the result" />,
          },
          ...(fuel === null
            ? []
            : [
                {
                  name: "Instructions",
                  hint: "What the sandbox counted. The same on every device.",
                  value: fuel.toLocaleString("en-GB"),
                },
              ]),
        ]}
      />
      {stdoutBytes > 0 && (
        <div>
          <Button
            size="s"
            icon={Download}
            disabledReason={lease.sealed && !seal.data ? "This browser does not hold its key." : undefined}
            onClick={() =>
              void (
                seal.data ? openResult(seal.data, result.data.stdout) : Promise.resolve(result.data.stdout)
              ).then((text) => download(`${lease.id.slice(2, 10)}-output.txt`, text))
            }
          >
            Download the output
          </Button>
        </div>
      )}
    </div>
  );
}

async function openResult(seal: LeaseSeal, sealed: string): Promise<string> {
  return new TextDecoder().decode(unpackResult(await seal.open("result", 0, fromBase64(sealed))).bytes);
}

/** Saves a text as a file, without a request. */
function download(name: string, text: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
