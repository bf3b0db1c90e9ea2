import { FileCheck } from "lucide-react";

/** The signed record of a lease as a file. It is the gateway's own answer, for anyone to check against the chain. */
export function ReceiptButton({ leaseId }: { leaseId: string }) {
  return (
    <a
      href={`/api/leases/${leaseId}/receipt`}
      download={`${leaseId.slice(2, 10)}-receipt.json`}
      className="border-edge bg-panel hover:bg-hover rounded-control text-13 font-strong target inline-flex items-center gap-2 border px-2"
    >
      <FileCheck size={16} aria-hidden="true" />
      Download the receipt
    </a>
  );
}
