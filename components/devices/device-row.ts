import type { DeviceSummary } from "@/lib/api/devices";

/** What of a device a list shows. */
export type DeviceRow = Pick<
  DeviceSummary,
  | "id"
  | "name"
  | "state"
  | "presence"
  | "country"
  | "grade"
  | "offered"
  | "free"
  | "prices"
  | "gpuModel"
  | "lastSeenAt"
>;

/** The rest of a device need not be sent with a page that lists it. */
export const deviceRow = (device: DeviceSummary): DeviceRow => ({
  id: device.id,
  name: device.name,
  state: device.state,
  presence: device.presence,
  country: device.country,
  grade: device.grade,
  offered: device.offered,
  free: device.free,
  prices: device.prices,
  gpuModel: device.gpuModel,
  lastSeenAt: device.lastSeenAt,
});
