/**
 * Money is a bigint of micro-dollars (6 decimals, the token's own unit: "usd6") until the last
 * moment of display. Nothing here rounds without saying so in its name.
 */
export const usd6PerUsd = 1_000_000n;

/** Largest amount the database and the contract both hold with room to add: 9e12 USD. */
export const usd6Max = 9_000_000_000_000_000_000n;

const decimal = /^(\d+)(?:\.(\d{1,6}))?$/;

/** "12.5" → 12500000n. Undefined for anything that is not a plain decimal with at most six places. */
export function parseUsd(text: string): bigint | undefined {
  const parts = decimal.exec(text.trim());
  if (!parts) return undefined;
  const amount = BigInt(parts[1]!) * usd6PerUsd + BigInt((parts[2] ?? "").padEnd(6, "0"));
  return amount <= usd6Max ? amount : undefined;
}

/** 12500000n → "12.500000": all six places, for a hover, a CSV or a form. */
export function exactUsd(amount: bigint): string {
  const sign = amount < 0n ? "-" : "";
  const digits = (amount < 0n ? -amount : amount).toString().padStart(7, "0");
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/**
 * Four significant digits, and never fewer than cents: "12.50", "0.04213", "0.000014".
 * Truncates towards zero, so that a balance never looks larger than it is. With `leastPlaces` (2 to 6), at least so many of them,
 * so that the points of a column stand under each other.
 */
export function shortUsdDown(amount: bigint, leastPlaces = 2): string {
  const [whole, places] = exactUsd(amount).split(".") as [string, string];
  if (!/^-?0$/.test(whole)) return `${groupThousands(whole)}.${places.slice(0, leastPlaces)}`;
  const leadingZeros = /^0*/.exec(places)![0].length;
  const kept = places.slice(0, Math.max(leastPlaces, Math.min(6, leadingZeros + 4)));
  return `${whole}.${kept.replace(/0+$/, "").padEnd(leastPlaces, "0")}`;
}

const groupThousands = (whole: string) => whole.replace(/\B(?=(\d{3})+$)/g, ",");
