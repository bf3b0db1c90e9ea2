import { formatEther, parseEther } from "viem";

/** "12.5" → 12.5 AMB in wei. Undefined for anything that is not a plain decimal with at most eighteen places. */
export function parseAmb(text: string): bigint | undefined {
  const plain = text.trim().replaceAll(",", "");
  return /^\d{1,12}(\.\d{1,18})?$/.test(plain) ? parseEther(plain) : undefined;
}

/** An amount of AMB inside a sentence, exact: "10,000 AMB", "0.5 AMB". */
export function ambText(wei: bigint): string {
  return `${exactAmb(wei)} AMB`;
}

/** All of its places, in groups of three before the point: "1,234.5". */
export function exactAmb(wei: bigint): string {
  const [whole, places] = formatEther(wei).split(".") as [string, string?];
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${places ? `.${places}` : ""}`;
}

/** At most two places, truncated towards zero, so that votes never look more than they are. */
export function shortAmbDown(wei: bigint): string {
  const [whole, places] = exactAmb(wei).split(".") as [string, string?];
  const kept = places?.slice(0, 2).replace(/0+$/, "");
  if (kept || whole !== "0" || wei === 0n) return kept ? `${whole}.${kept}` : whole;
  return "< 0.01";
}
