import type { Hex } from "viem";
import type { Column } from "@/components/ui/table";
import { TimeAgo } from "@/components/ui/time-ago";
import type { DeviceSummary } from "@/lib/api/devices";
import { DeviceLink, deviceColumns } from "./device-table";
import { Presence } from "./presence";

/** What an operator's own list says of each device: with a mark to select it, and since when it is silent. */
export function ownDeviceColumns(
  selected: ReadonlyMap<Hex, string>,
  toggle: (device: DeviceSummary, on: boolean) => void,
): readonly Column<DeviceSummary>[] {
  const named: Column<DeviceSummary> = {
    key: "device",
    head: "Device",
    onPhone: "title",
    cell: (device) => (
      <span className="flex items-center gap-3">
        {device.state === "enrolled" && (
          <input
            type="checkbox"
            aria-label={`Select ${device.name}`}
            checked={selected.has(device.id)}
            onChange={(event) => toggle(device, event.target.checked)}
            className="accent-ink size-5 shrink-0"
          />
        )}
        <DeviceLink {...device} />
      </span>
    ),
  };
  const presence: Column<DeviceSummary> = {
    key: "presence",
    head: "State",
    onPhone: "aside",
    cell: (device) => (
      <span className="flex flex-wrap items-baseline gap-x-2 max-md:justify-end">
        <Presence {...device} />
        {device.presence === "offline" && device.lastSeenAt && (
          <span className="text-12 text-ink-3 whitespace-nowrap">
            <TimeAgo at={device.lastSeenAt} />
          </span>
        )}
      </span>
    ),
  };
  return [named, presence, ...deviceColumns.filter(({ key }) => told.has(key))];
}

const told = new Set(["country", "free", "gpu", "price"]);
