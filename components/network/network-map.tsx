"use client";

import { ChevronLeft, ChevronRight, Globe, Minus, Plus } from "lucide-react";
import { useCallback, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { IconButton } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { useMapGestures } from "@/components/ui/use-map-gestures";
import { useIsAwake } from "@/components/ui/use-is-awake";
import { WorldMap } from "@/components/ui/world-map";
import type { Cell } from "@/lib/api/network";
import { paths } from "@/lib/paths";
import { centred, isInSight, panned, shareOf, worldView, zoomed, zoomOf } from "@/lib/place/map-view";
import { cellShapes, cellText, middleOf } from "./cell-shapes";
import { MapLegend } from "./map-legend";
import { unpackCells, type PackedCell } from "./packed-cells";
import { PlaceTable } from "./place-table";
import { useFinerCells } from "./use-finer-cells";

/** From this zoom on the fine drawing of the land is worth its bytes. */
const fineLandZoom = 4;
const zoomStep = 2;
const panShare = 0.2;

const arrows: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-panShare, 0],
  ArrowRight: [panShare, 0],
  ArrowUp: [0, -panShare],
  ArrowDown: [0, panShare],
};

/**
 * Where devices are. Cells get finer the nearer one looks; pointing at one tells what is in it, a press
 * keeps that in sight. By keyboard: the buttons, and the arrows while one of them has the focus.
 */
export function NetworkMap({ cells: packed }: { cells: readonly PackedCell[] }) {
  const world = useMemo(() => unpackCells(packed), [packed]);
  const [view, setView] = useState(worldView);
  const [chosen, setChosen] = useState<Cell>();
  const { cells, failed } = useFinerCells(view, world);
  const awake = useIsAwake();
  const shapes = useMemo(() => {
    const drawn = cellShapes(cells);
    return awake ? drawn : drawn.map(({ hint: _, ...shape }) => shape);
  }, [cells, awake]);
  const map = useRef<HTMLDivElement>(null);
  const choose = useCallback(
    (key: string | undefined) => setChosen(cells.find(({ cell }) => cell === key)),
    [cells],
  );
  useMapGestures(map, setView, choose);

  const step = (by: 1 | -1) => {
    const at = cells.findIndex(({ cell }) => cell === chosen?.cell);
    const next = cells[at === -1 && by === -1 ? cells.length - 1 : (at + by + cells.length) % cells.length];
    if (!next) return;
    setChosen(next);
    setView((from) => centred(from, middleOf(next)));
  };
  const zoom = (factor: number) =>
    setView((from) => zoomed(from, factor, ...(chosen ? shareOf(from, middleOf(chosen)) : [])));
  const keys = (event: KeyboardEvent) => {
    const by = arrows[event.key];
    if (by) setView((from) => panned(from, ...by));
    else if (event.key === "+" || event.key === "=") zoom(zoomStep);
    else if (event.key === "-") zoom(1 / zoomStep);
    else return;
    event.preventDefault();
  };

  // Figures are those of now; the cell that was chosen may be drawn finer by now, and then speaks for itself.
  const told = cells.find(({ cell }) => cell === chosen?.cell);
  const places = awake ? cells.filter((cell) => isInSight(view, middleOf(cell))) : [];
  return (
    <div className="flex flex-col gap-4">
      <div className="panel overflow-hidden">
        <div ref={map} className="relative cursor-grab touch-pan-y active:cursor-grabbing">
          <WorldMap
            label="Map of the devices by H3 cell. The table below has the same figures."
            land={paths.land(zoomOf(view) < fineLandZoom ? "coarse" : "fine")}
            view={view}
            shapes={shapes}
            chosen={told && shapes.find(({ key }) => key === told.cell)?.outline}
          />
        </div>
        <div className="border-line flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t px-4 py-2">
          <div
            role="toolbar"
            aria-label="Map"
            tabIndex={-1}
            onKeyDown={keys}
            className="-ml-2 flex items-center"
          >
            <IconButton label="Nearer" icon={Plus} onClick={() => zoom(zoomStep)} />
            <IconButton label="Further" icon={Minus} onClick={() => zoom(1 / zoomStep)} />
            <IconButton label="The whole world" icon={Globe} onClick={() => setView(worldView)} />
            <IconButton label="Place before" icon={ChevronLeft} onClick={() => step(-1)} />
            <IconButton label="Next place" icon={ChevronRight} onClick={() => step(1)} />
          </div>
          <MapLegend />
        </div>
        <p aria-live="polite" className="border-line text-13 text-ink-2 border-t px-4 py-2">
          {failed
            ? "Finer cells cannot be read at this moment. Move the map to try again."
            : told
              ? `${cellText(told).join(". ")}.`
              : "Press a cell to read what is in it. Drag to move; zoom with two fingers, or press the map and turn the wheel."}
        </p>
      </div>
      <Disclosure label="What is in sight, as a table">
        <PlaceTable cells={places} />
      </Disclosure>
    </div>
  );
}
