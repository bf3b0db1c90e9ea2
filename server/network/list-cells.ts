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

/** Devices by cell, with the corners of each, so that nobody needs an H3 library to draw them. */
export async function listCells(ctx: Context, { resolution, limit, ...within }: Query) {
  const cells = await readCells(ctx.db, { at: ctx.now, resolution, within, limit });
  return cells.map((cell) => ({ ...cell, boundary: cellToBoundary(cell.cell).map(toMetres) }));
}

/** Four places of a degree are eleven metres: finer than any line on a map, and short to send. */
const toMetres = ([latitude, longitude]: [number, number]): [number, number] => [
  Math.round(latitude * 1e4) / 1e4,
  Math.round(longitude * 1e4) / 1e4,
];
