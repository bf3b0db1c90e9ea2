"use client";

import { useEffect, useEffectEvent, type Dispatch, type RefObject, type SetStateAction } from "react";
import { panned, zoomed, type MapView } from "@/lib/place/map-view";

/** A press that moved less than this many pixels was meant for what is under it. */
const stillPx = 4;

/**
 * Moves a map by dragging and zooms it by the wheel or by two fingers. The wheel goes to the page until the
 * map was pressed or Ctrl is held, and one finger up or down always does, so that nobody is caught in it;
 * leaving the map lets go of it.
 */
export function useMapGestures(
  map: RefObject<HTMLElement | null>,
  setView: Dispatch<SetStateAction<MapView>>,
  onPress: (key: string | undefined) => void,
): void {
  const press = useEffectEvent(onPress);
  useEffect(() => {
    const element = map.current;
    if (!element) return;
    let hasWheel = false;
    let drag: { id: number; x: number; y: number; far: number } | undefined;
    let pinch: { x: number; y: number; apart: number } | undefined;

    /** Where a point of the window is on the map, as shares of its width and height. */
    const shares = (clientX: number, clientY: number) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: (clientX - left) / width, y: (clientY - top) / height };
    };
    const wheel = (event: WheelEvent) => {
      if (!hasWheel && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { x, y } = shares(event.clientX, event.clientY);
      setView((view) => zoomed(view, Math.exp(-event.deltaY / 300), x, y));
    };
    const touch = (event: TouchEvent) => {
      const from = pinch;
      const [a, b] = event.touches;
      pinch = undefined;
      if (!a || !b) return;
      if (event.cancelable) event.preventDefault(); // Two fingers are the map's, not the page's.
      drag = undefined;
      const to = {
        ...shares((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2),
        apart: Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)),
      };
      pinch = to;
      if (from)
        setView((view) =>
          panned(zoomed(view, to.apart / from.apart, to.x, to.y), from.x - to.x, from.y - to.y),
        );
    };
    const down = (event: PointerEvent) => {
      if (event.button !== 0) return;
      hasWheel = true;
      drag = { id: event.pointerId, x: event.clientX, y: event.clientY, far: 0 };
    };
    const move = (event: PointerEvent) => {
      if (drag?.id !== event.pointerId) return;
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      const far = drag.far + Math.abs(dx) + Math.abs(dy);
      if (far > stillPx) element.setPointerCapture(event.pointerId);
      drag = { id: event.pointerId, x: event.clientX, y: event.clientY, far };
      setView((view) => panned(view, -dx / element.clientWidth, -dy / element.clientHeight));
    };
    const up = (event: PointerEvent) => {
      if (drag?.id !== event.pointerId) return;
      if (drag.far <= stillPx && event.target instanceof SVGElement) press(event.target.dataset["key"]);
      drag = undefined;
    };
    const leave = () => {
      hasWheel = false;
    };

    const listening = new AbortController();
    const { signal } = listening;
    element.addEventListener("wheel", wheel, { signal, passive: false });
    for (const type of ["touchstart", "touchmove", "touchend", "touchcancel"] as const)
      element.addEventListener(type, touch, { signal, passive: false });
    element.addEventListener("pointerdown", down, { signal });
    element.addEventListener("pointermove", move, { signal });
    element.addEventListener("pointerup", up, { signal });
    element.addEventListener("pointercancel", up, { signal });
    element.addEventListener("pointerleave", leave, { signal });
    return () => listening.abort();
  }, [map, setView]);
}
