import Link from "next/link";
import { Status } from "@/components/ui/status";
import type { Tone } from "@/components/ui/tone";
import type { Lease } from "@/lib/api/leases";
import { paths } from "@/lib/paths";

const words: Record<Lease["payment"]["state"], { tone: Tone; text: string; hint: string }> = {
  nothing: { tone: "neutral", text: "Nothing to pay", hint: "Nothing was billed." },
  unsigned: {
    tone: "amber",
    text: "Voucher due",
    hint: "The session key that signed the order signs for it by itself while this site is open.",
  },
  vouchered: {
    tone: "amber",
    text: "Voucher signed",
    hint: "The operator holds a signed voucher. The contract pays it in one of the next settlements.",
  },
  settled: {
    tone: "signal",
    text: "Paid by the contract",
    hint: "The contract moved the money in this transaction.",
  },
};

/** How far the money of a lease has come. */
export function PaymentState({ payment }: { payment: Lease["payment"] }) {
  const { tone, text, hint } = words[payment.state];
  const status = <Status tone={tone}>{text}</Status>;
  return payment.transaction ? (
    <Link href={paths.transaction(payment.transaction)} className="hover:underline" data-hint={hint}>
      {status}
    </Link>
  ) : (
    <span data-hint={hint}>{status}</span>
  );
}
