import { formatUnits, parseUnits } from "viem";
import { paramUnit } from "./param-unit";

/** A figure as it is typed in its unit, exact: 250 basis points are "2.5". */
export function paramInput(key: string, value: bigint): string {
  return formatUnits(value, paramUnit(key).places);
}

/** What was typed in the figure's unit; undefined when it is no number or has more places than the figure. */
export function readParam(key: string, text: string): bigint | undefined {
  const { places } = paramUnit(key);
  const plain = text.trim().replaceAll(",", "");
  const typed = /^\d{1,30}(?:\.(\d+))?$/.exec(plain);
  if (!typed || (typed[1] ?? "").length > places) return undefined;
  return parseUnits(plain, places);
}
