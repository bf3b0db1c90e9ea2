import type { DeviceSummary } from "@/lib/api/devices";
import { countryName } from "@/lib/place/country-name";
import { greatCircle } from "@/lib/place/great-circle";
import { viewAround } from "@/lib/place/map-view";
import { worldWidth } from "@/lib/place/mercator";
import { distanceKm, type Place } from "@/lib/place/place";
import { paths } from "@/lib/paths";

const ratio = 2.5;

/** Some 60 degrees: a part of a continent, so that one sees where in the world it is. */
const leastWidth = 6000;

/** How large the two marks are, as a share of the width. */
const markShare = 0.014;

type RouteMapProps = { from: Place; device: Pick<DeviceSummary, "name" | "country" | "place"> };

/** The customer as a ring, and the shortest way over the earth from there to the device. */
export function RouteMap({ from, device }: RouteMapProps) {
  const way = greatCircle(from, device.place);
  const view = viewAround(way, ratio, leastWidth);
  const size = view.width * markShare;
  const km = Math.round(distanceKm(from, device.place)).toLocaleString("en-GB");
  return (
    <figure className="flex flex-col gap-1">
      <svg
        role="img"
        aria-label={`Map of the way from you to ${device.name} in ${countryName(device.country)}`}
        viewBox={[view.x, view.y, view.width, view.height].map((value) => value.toFixed(0)).join(" ")}
        className="border-line rounded-control block h-auto w-full border select-none [&_path]:[vector-effect:non-scaling-stroke]"
      >
        {worlds(view).map((x) => (
          <g key={x}>
            <use href={`${paths.land("coarse")}#land`} x={x} className="fill-hover" />
            <use href={`${paths.land("coarse")}#borders`} x={x} className="stroke-panel" strokeWidth={0.75} />
          </g>
        ))}
        <path d={`M${way.map(rounded).join("L")}`} strokeWidth={1.5} className="stroke-ink fill-none" />
        <path d={ring(way[0]!, size)} strokeWidth={2} className="fill-panel stroke-ink" />
        <path d={cell(way.at(-1)!, size * 1.25)} strokeWidth={1.5} className="fill-signal stroke-panel" />
      </svg>
      <figcaption className="text-12 text-ink-3">
        The ring is you. As the crow flies {km} km to where {device.name} says that it is.
      </figcaption>
    </figure>
  );
}

type Point = readonly [x: number, y: number];

/** Where worlds have to be drawn: a way across 180° needs a second one beside the first. */
const worlds = ({ x, width }: { x: number; width: number }) =>
  [-worldWidth, 0, worldWidth].filter((from) => from < x + width && from + worldWidth > x);

const rounded = (point: Point): string => point.map((value) => value.toFixed(0)).join(",");

const ring = ([x, y]: Point, size: number): string => {
  const [r, across] = [size.toFixed(0), (size * 2).toFixed(0)];
  return `M${rounded([x - size, y])}a${r},${r},0,1,0,${across},0a${r},${r},0,1,0,-${across},0z`;
};

/** A device is a cell, wherever it is drawn. */
const cell = ([x, y]: Point, size: number): string =>
  `M${[0, 1, 2, 3, 4, 5]
    .map((corner) => (corner * Math.PI) / 3)
    .map((angle) => rounded([x + size * Math.sin(angle), y - size * Math.cos(angle)]))
    .join("L")}z`;
