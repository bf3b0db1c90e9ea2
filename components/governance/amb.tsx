import { exactAmb, shortAmbDown } from "@/lib/governance/amb";

/** An amount of AMB, never more than it is; all of its places on hover. `short` where a column is narrow and says its unit. */
export function Amb({ wei, short }: { wei: bigint; short?: boolean }) {
  return (
    <data value={exactAmb(wei)} data-hint={`${exactAmb(wei)} AMB`} className="whitespace-nowrap">
      {short ? millionsDown(wei) : `${shortAmbDown(wei)} AMB`}
    </data>
  );
}

const oneMillion = 10n ** 24n;

/** "48.29 M" from a million on, and the usual figure below. */
function millionsDown(wei: bigint): string {
  if (wei < oneMillion) return shortAmbDown(wei);
  return `${(Number(wei / 10n ** 22n) / 100).toLocaleString("en-GB")} M`;
}
