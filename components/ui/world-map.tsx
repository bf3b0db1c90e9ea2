import { clsx } from "clsx";
import { memo } from "react";
import type { MapView } from "@/lib/place/map-view";

export type MapShape = {
  key: string;
  /** An outline in map units. */
  outline: string;
  /** How much stands behind it; `none` is drawn hollow. */
  strength: "none" | "weak" | "middle" | "strong";
  hint: string;
};

const strengths: Record<MapShape["strength"], string> = {
  none: "fill-panel stroke-ink-3",
  weak: "fill-signal/45 stroke-signal/60",
  middle: "fill-signal/70 stroke-signal",
  strong: "fill-signal stroke-signal",
};

type WorldMapProps = {
  label: string;
  /** Where the drawing of the land is. */
  land: string;
  view: MapView;
  shapes: readonly MapShape[];
  chosen?: string | undefined;
};

/**
 * Shapes on a muted map of the world. Everything is drawn before the page is sent: it needs no code of its
 * own in a browser, and hovering shows the hint of a shape as of anything else.
 */
export function WorldMap({ label, land, view, shapes, chosen }: WorldMapProps) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={[view.x, view.y, view.width, view.height].map((value) => value.toFixed(1)).join(" ")}
      className="block h-auto w-full select-none"
    >
      <use href={`${land}#land`} className="fill-hover" />
      <use href={`${land}#borders`} className="stroke-panel" strokeWidth={0.75} />
      <Shapes shapes={shapes} chosen={chosen} />
    </svg>
  );
}

/** Moving the map draws none of them again. */
const Shapes = memo(function Shapes({ shapes, chosen }: Pick<WorldMapProps, "shapes" | "chosen">) {
  return shapes.map(({ key, outline, strength, hint }) => (
    <path
      key={key}
      d={outline}
      data-key={key}
      data-hint={hint}
      vectorEffect="non-scaling-stroke"
      strokeWidth={key === chosen ? 3 : 1.25}
      className={clsx("cursor-pointer!", strengths[strength], key === chosen && "stroke-ink!")}
    />
  ));
});
