import { geoMercator, geoPath, type GeoContext, type GeoPermissibleObjects } from "d3-geo";
import { feature, mesh } from "topojson-client";
import { worldWidth } from "@/lib/place/mercator";

/** A world of Natural Earth, as the package `world-atlas` has it. */
export type World = Topology & { objects: { land: Shape; countries: Shape } };
type Topology = Parameters<typeof mesh>[0];
type Shape = NonNullable<Parameters<typeof mesh>[1]>;

/**
 * Land and borders as an SVG that others draw from with `<use href="…#land">`, in the colour of their
 * own. Nothing of it is code in a browser, and both colour schemes share one file.
 */
export function drawLand(world: World): string {
  const land = pathOf(feature(world, world.objects.land));
  const borders = pathOf(mesh(world, world.objects.countries, (a, b) => a !== b));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${worldWidth} ${worldWidth}">`,
    `<path id="land" d="${land}"/>`,
    `<path id="borders" fill="none" vector-effect="non-scaling-stroke" d="${borders}"/>`,
    `</svg>`,
  ].join("");
}

const projection = geoMercator()
  .scale(worldWidth / (2 * Math.PI))
  .translate([worldWidth / 2, worldWidth / 2])
  .precision(0);

/** Whole map units, each point relative to the last: a third of the bytes of absolute coordinates. */
function pathOf(shape: GeoPermissibleObjects): string {
  let path = "";
  let [lastX, lastY] = [0, 0];
  const step = (command: string, x: number, y: number) => {
    const [toX, toY] = [Math.round(x), Math.round(y)];
    if (command === "l" && toX === lastX && toY === lastY) return;
    const dy = toY - lastY;
    path += `${command}${toX - lastX}${dy < 0 ? "" : ","}${dy}`;
    [lastX, lastY] = [toX, toY];
  };
  let [startX, startY] = [0, 0];
  const pen: GeoContext = {
    beginPath: () => undefined,
    moveTo: (x, y) => {
      step("m", x, y);
      [startX, startY] = [lastX, lastY];
    },
    lineTo: (x, y) => step("l", x, y),
    closePath: () => {
      path += "z";
      [lastX, lastY] = [startX, startY];
    },
    arc: () => undefined, // Only points are drawn with it, and there are none.
  };
  geoPath(projection, pen)(shape);
  return path;
}
