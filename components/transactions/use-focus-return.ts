"use client";

import { useLayoutEffect, useRef } from "react";

/**
 * Brings the focus back to where it was when the first dialog opened, once the last one is closed; where that is gone,
 * to what stood around it. Flows need it: they are opened by no trigger that a dialog could know, and one window takes
 * the place of another.
 */
export function useFocusReturn(isOpen: boolean): void {
  const way = useRef<readonly HTMLElement[]>([]);
  useLayoutEffect(() => {
    if (!isOpen) return;
    way.current = ancestors(document.activeElement);
    return () => void setTimeout(() => focusFirst(way.current));
  }, [isOpen]);
}

/** The element and all that it stands in, the innermost first, without the body. */
function ancestors(element: Element | null): HTMLElement[] {
  if (!(element instanceof HTMLElement) || element === document.body) return [];
  return [element, ...ancestors(element.parentElement)];
}

/** Focuses the first that is still in the page. What takes no focus by itself takes it until it loses it. */
function focusFirst(way: readonly HTMLElement[]): void {
  const place = way.find((element) => element.isConnected);
  if (!place) return;
  if (place.tabIndex < 0 && !place.hasAttribute("tabindex")) {
    place.tabIndex = -1;
    place.addEventListener("blur", () => place.removeAttribute("tabindex"), { once: true });
  }
  place.focus({ preventScroll: true });
}
