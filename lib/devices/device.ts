import type { DevicePause } from "./device-pause";

/**
 * Where a device stands. It is `enrolled` once operator and device have signed for each other, `retired`
 * when its operator has taken it out, `suspended` or `banned` by a vote. Online, draining and offline are
 * not states but what is seen: see `presenceOf`.
 */
export const deviceStates = ["enrolled", "retired", "suspended", "banned"] as const;
export type DeviceState = (typeof deviceStates)[number];

export const presences = ["online", "draining", "offline"] as const;
export type Presence = (typeof presences)[number];

/** A device that was not heard from for this long takes no new leases. */
export const presenceMs = 45_000;

type Seen = { lastSeenAt: Date | null; silentSince: Date | null };

/** Whether a device was heard from of late, and not found silent since. */
export function isHeard({ lastSeenAt, silentSince }: Seen, at: number): boolean {
  return lastSeenAt !== null && silentSince === null && at - lastSeenAt.getTime() <= presenceMs;
}

/** Whether a device can be matched, seen at an instant (milliseconds since the epoch). */
export function presenceOf(
  device: Seen & { state: DeviceState; draining: boolean; pause: DevicePause | null },
  at: number,
): Presence {
  if (device.state !== "enrolled" || !isHeard(device, at)) return "offline";
  return device.draining || device.pause ? "draining" : "online";
}

/** Ended leases after which a device has a history. */
const historyLeases = 20;

/** Whether a device has no history yet, so that some orders are its turn. */
export function isNewcomer({ leasesEnded }: { leasesEnded: number }): boolean {
  return leasesEnded < historyLeases;
}
