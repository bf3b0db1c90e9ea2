import Link from "next/link";
import { isAddress } from "viem";
import { Address } from "@/components/ui/address";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import { paths } from "@/lib/paths";

/** Why a text is no payout address; nothing when it is one. */
export const payoutError = (text: string): string | undefined =>
  isAddress(text) ? undefined : "An address: 0x and 40 hex digits.";

type PayoutFieldProps = {
  /** Where the operator's earnings go already: the contract keeps one address for all their devices. */
  inForce: `0x${string}` | null;
  value: string;
  onValue: (value: string) => void;
};

/** Where earnings go: asked with the first device, and told with every other. */
export function PayoutField({ inForce, value, onValue }: PayoutFieldProps) {
  if (inForce)
    return (
      <p className="text-13 text-ink-2">
        What it earns is paid out to <Address of={inForce} /> like all that your devices earn. You can change
        that under{" "}
        <Link href={paths.earnings} className="link">
          Earnings
        </Link>
        .
      </p>
    );
  return (
    <Field
      label="Payout address"
      hint="Where the earnings of all your devices go. Your own wallet, unless you say otherwise."
      error={value ? payoutError(value) : undefined}
    >
      {(control) => <TextInput {...control} mono value={value} onValue={onValue} placeholder="0x…" />}
    </Field>
  );
}
