import { storedJson } from "@/components/ui/stored-json";
import { paths } from "@/lib/paths";

/** Something that the palette leads to, and the word for what it is. */
export type Place = { href: string; label: string; kind: string };

const page = (label: string, href: string): Place => ({ href, label, kind: "Page" });

/** The pages that stand by themselves. */
export const pages: readonly Place[] = [
  page("Rent a device", paths.rent),
  page("Your leases", paths.leases),
  page("Your account, balance and session keys", paths.account),
  page("Operate: your devices", paths.operate),
  page("Bring a device", paths.join),
  page("Lend this browser tab", paths.lendTab),
  page("Your earnings", paths.earnings),
  page("Your stake", paths.stake),
  page("Leases on your devices", paths.operatorLeases),
  page("Govern: your votes", paths.govern),
  page("Proposals", paths.proposals),
  page("Propose", paths.propose),
  page("Delegates", paths.delegates),
  page("Treasury", paths.treasury),
  page("Rules and the guardian", paths.rules),
  page("Network and map", paths.network),
  page("Prices beside others", paths.prices),
  page("API reference", paths.apiReference),
  page("Start page", paths.home),
];

/** Whether every word that was typed stands in the text, in any letters. */
export function matches(text: string, typed: string): boolean {
  const lower = text.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

const recentKey = "ambit.recent";
const recentMax = 6;

/** Where the palette led lately in this browser, the newest first. */
export function recentPlaces(): readonly Place[] {
  const kept = storedJson.read(recentKey);
  return Array.isArray(kept) ? kept.filter(isPlace).slice(0, recentMax) : [];
}

export function rememberPlace({ href, label, kind }: Place): void {
  const others = recentPlaces().filter((place) => place.href !== href);
  storedJson.write(recentKey, [{ href, label, kind }, ...others].slice(0, recentMax));
}

/** An older version may have kept something else; only what leads to a page of this site is taken. */
const isPlace = (value: unknown): value is Place =>
  typeof value === "object" &&
  value !== null &&
  "href" in value &&
  typeof value.href === "string" &&
  /^\/(?!\/)/.test(value.href) &&
  "label" in value &&
  typeof value.label === "string" &&
  "kind" in value &&
  typeof value.kind === "string";
