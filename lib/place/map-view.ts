import { fromMap, toMap, worldWidth } from "./mercator";

/** The part of the map that is in sight, in map units. Its sides always stand in the ratio of `worldView`. */
export type MapView = { x: number; y: number; width: number; height: number };

const top = toMap(75, 0)[1];
const bottom = toMap(-56, 0)[1];

/** Everywhere that people live: from Svalbard's south to Cape Horn. */
export const worldView: MapView = { x: 0, y: top, width: worldWidth, height: bottom - top };

/** How much larger a view is than what it has to hold. */
const room = 1.3;

/** The nearest view: about 900 km across, where cells of the published resolution can be pointed at. */
const zoomMax = 40;

/** How many times larger than in `worldView` things are. */
export const zoomOf = ({ width }: MapView): number => worldWidth / width;

/**
 * The view after zooming by a factor, with the point at these shares of its width and height staying
 * where it is.
 */
export function zoomed(view: MapView, factor: number, shareX = 0.5, shareY = 0.5): MapView {
  const zoom = Math.min(zoomMax, Math.max(1, zoomOf(view) * factor));
  const width = worldWidth / zoom;
  const height = worldView.height / zoom;
  return clamped({
    x: view.x + (view.width - width) * shareX,
    y: view.y + (view.height - height) * shareY,
    width,
    height,
  });
}

/** The view moved by shares of its width and height. */
export function panned(view: MapView, shareX: number, shareY: number): MapView {
  return clamped({ ...view, x: view.x + view.width * shareX, y: view.y + view.height * shareY });
}

/** The view moved so that a point is in its middle. */
export function centred(view: MapView, [x, y]: readonly [x: number, y: number]): MapView {
  return clamped({ ...view, x: x - view.width / 2, y: y - view.height / 2 });
}

/**
 * The smallest view of this ratio of width to height that holds every point with some room around it, and is at
 * least so wide. Points beyond the world are held, too: a way across 180° goes on there.
 */
export function viewAround(
  points: readonly (readonly [x: number, y: number])[],
  ratio: number,
  leastWidth: number,
): MapView {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => Math.min(bottom, Math.max(top, y)))];
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const width = Math.max(leastWidth, (east - west) * room, (south - north) * room * ratio);
  const height = width / ratio;
  return { x: (west + east - width) / 2, y: (north + south - height) / 2, width, height };
}

/** Where a point stands in a view, as shares of its width and height; out of sight counts as the middle. */
export function shareOf(view: MapView, [x, y]: readonly [x: number, y: number]): [x: number, y: number] {
  return isInSight(view, [x, y]) ? [(x - view.x) / view.width, (y - view.y) / view.height] : [0.5, 0.5];
}

/** Whether a point stands in a view. */
export function isInSight(view: MapView, [x, y]: readonly [x: number, y: number]): boolean {
  return x >= view.x && x <= view.x + view.width && y >= view.y && y <= view.y + view.height;
}

function clamped(view: MapView): MapView {
  return {
    ...view,
    x: Math.min(worldWidth - view.width, Math.max(0, view.x)),
    y: Math.min(bottom - view.height, Math.max(top, view.y)),
  };
}

/** The H3 resolution whose cells are large enough to point at, at about 1,000 px of map: 9 to 25 px across. */
export function resolutionOf(view: MapView): 2 | 3 | 4 | 5 {
  const zoom = zoomOf(view);
  if (zoom < 3) return 2;
  if (zoom < 8) return 3;
  return zoom < 20 ? 4 : 5;
}

/**
 * Degrees, in millionths, that hold the view and as much again around it: its cells are whole, and a small move
 * needs nothing new. Across 180° the west is the larger number.
 */
export function boundsOf({ x, y, width, height }: MapView) {
  const isWorld = width * 2 >= worldWidth;
  const [west, east] = isWorld ? [0, worldWidth] : [around(x - width / 2), around(x + width * 1.5)];
  const northWest = fromMap(west, y - height / 2);
  const southEast = fromMap(east, y + height * 1.5);
  return {
    westE6: northWest.lngE6,
    eastE6: southEast.lngE6,
    northE6: northWest.latE6,
    southE6: southEast.latE6,
  };
}

/** The same place within the drawn world. */
const around = (x: number): number => ((x % worldWidth) + worldWidth) % worldWidth;
