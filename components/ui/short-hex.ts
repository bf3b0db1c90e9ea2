/** 0x12ab…9f3c: the ends of an address or a hash, enough to tell it from another. */
export function shortHex(value: string): string {
  const prefix = value.startsWith("0x") ? 6 : 4;
  return value.length > prefix + 6 ? `${value.slice(0, prefix)}…${value.slice(-4)}` : value;
}
