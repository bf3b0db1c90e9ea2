"use client";

import { useEffect, useState } from "react";
import type { Cell } from "@/lib/api/network";
import { boundsOf, resolutionOf, worldView, type MapView } from "@/lib/place/map-view";

/** How long the map has to rest before finer cells are asked for. */
const restMs = 200;

const worldResolution = resolutionOf(worldView);

/**
 * The cells of what is in sight, as fine as they can be pointed at. The whole world came with the page;
 * nearer, finer ones are asked for, again whenever the page's own figures are new. Until they are there,
 * the last ones stay.
 */
export function useFinerCells(view: MapView, world: readonly Cell[]) {
  const [finer, setFiner] = useState<{ cells: readonly Cell[]; failed: boolean }>();
  const resolution = resolutionOf(view);
  const isWorld = resolution === worldResolution;

  useEffect(() => {
    if (isWorld) return;
    const asking = new AbortController();
    const timer = setTimeout(() => {
      readCells({ resolution, ...boundsOf(view) }, asking.signal).then(
        (cells) => setFiner({ cells, failed: false }),
        () => !asking.signal.aborted && setFiner({ cells: world, failed: true }),
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [view, world, resolution, isWorld]);

  return isWorld || !finer ? { cells: world, failed: false } : finer;
}

type CellInput = { resolution: number } & ReturnType<typeof boundsOf>;

/** The client is large code, and most readers look at the whole world. */
async function readCells(input: CellInput, signal: AbortSignal): Promise<Cell[]> {
  const { client } = await import("@/components/api/api");
  return client.network.cells(input, { signal });
}
