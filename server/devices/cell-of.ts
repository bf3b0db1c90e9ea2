import "server-only";
import { latLngToCell } from "h3-js";
import { publishedResolution, type Place } from "@/lib/place/place";

/** The H3 cell under which a device is shown and counted. */
export function cellOf({ latE6, lngE6 }: Place): string {
  return latLngToCell(latE6 / 1e6, lngE6 / 1e6, publishedResolution);
}
