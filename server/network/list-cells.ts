import "server-only";
import { cellToBoundary } from "h3-js";
import { readCells } from "@/db/queries/cells";
import type { Context } from "@/server/context";

type Query = {
  resolution: number;
  westE6: number;
  eastE6: number;
  southE6: number;
  northE6: number;
  limit: number;
};

/**
 * Devices by cell, with the corners of each, so that nobody needs an H3 library to draw them. Corners are told to
 * a kilometre where cells are at least 100 km across, and to eleven metres below: finer than any line on a map.
 */
export async function listCells(ctx: Context, { resolution, limit, ...within }: Query) {
  const cells = await readCells(ctx.db, { at: ctx.now, resolution, within, limit });
  const places = resolution <= 3 ? 2 : 4;
  const rounded = ([latitude, longitude]: [number, number]): [number, number] => [
    Number(latitude.toFixed(places)),
    Number(longitude.toFixed(places)),
  ];
  return cells.map((cell) => ({ ...cell, boundary: cellToBoundary(cell.cell).map(rounded) }));
}
