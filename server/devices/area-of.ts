import "server-only";
import { cellToParent } from "h3-js";
import type { DeviceReport } from "@/lib/devices/hardware";
import { areaResolution } from "@/lib/place/place";
import { cellOf } from "./cell-of";

/**
 * The H3 cell of the area that a device's operator says it stands in, that above its published cell. Null where
 * nobody said: a time zone's city may be a thousand kilometres off.
 */
export function areaOf({ place, isPlaceDeclared }: DeviceReport): string | null {
  return isPlaceDeclared ? cellToParent(cellOf(place), areaResolution) : null;
}
