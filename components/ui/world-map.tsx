import { memo } from "react";
import type { MapView } from "@/lib/place/map-view";

export type MapShape = {
  key: string;
  /** An outline in map units. */
  outline: string;
  /** How much stands behind it; `none` is drawn hollow. */
  strength: "none" | "weak" | "middle" | "strong";
  hint?: string | undefined;
};

/** The strongest last, so that no weaker edge cuts into it. */
const strengths: readonly [MapShape["strength"], string][] = [
  ["none", "fill-panel stroke-ink-3"],
  ["weak", "fill-signal/45 stroke-signal/60"],
  ["middle", "fill-signal/70 stroke-signal"],
  ["strong", "fill-signal stroke-signal"],
];

type WorldMapProps = {
  label: string;
  /** Where the drawing of the land is. */
  land: string;
  view: MapView;
  shapes: readonly MapShape[];
  /** The outline that is set off from the others. */
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
      <Shapes shapes={shapes} />
      {chosen && (
        <path
          d={chosen}
          vectorEffect="non-scaling-stroke"
          strokeWidth={3}
          className="stroke-ink pointer-events-none fill-none"
        />
      )}
    </svg>
  );
}

/** Moving the map and choosing a shape draws none of them again. What they share is said once for each strength. */
const Shapes = memo(function Shapes({ shapes }: Pick<WorldMapProps, "shapes">) {
  return strengths.map(([strength, look]) => (
    <g
      key={strength}
      strokeWidth={1.25}
      className={`${look} [&>path]:cursor-pointer [&>path]:[vector-effect:non-scaling-stroke]`}
    >
      {shapes
        .filter((shape) => shape.strength === strength)
        .map(({ key, outline, hint }) => (
          <path key={key} d={outline} data-key={key} data-hint={hint} />
        ))}
    </g>
  ));
});
