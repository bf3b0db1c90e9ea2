import { exactAmb, shortAmbDown } from "@/lib/governance/amb";

/** An amount of AMB, never more than it is; all of its places on hover. */
export function Amb({ wei }: { wei: bigint }) {
  return (
    <data value={exactAmb(wei)} data-hint={`${exactAmb(wei)} AMB`} className="whitespace-nowrap">
      {shortAmbDown(wei)} AMB
    </data>
  );
}
