"use client";

import { useEffect, useId, useRef } from "react";
import { formatInstant } from "./format-instant";
import { placeNear } from "./place-near";

/**
 * How long a pointer has to rest before the hint changes: a passing pointer shows nothing, and the way
 * from a thing to its hint does not close it.
 */
const restMs = 200;

/**
 * Shows the hint of whatever is pointed at, focused or touched: an element says it in `data-hint`, a
 * `<time>` by its instant. One layer serves the page, so a figure in a long table costs no code and no
 * listener of its own. Escape closes it; it can be pointed at without closing.
 */
export function HintLayer() {
  const bubble = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    let target: HTMLElement | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const show = (element: HTMLElement) => {
      const layer = bubble.current;
      const hint = hintOf(element);
      if (!layer || !hint) return;
      target = element;
      element.setAttribute("aria-describedby", describedBy(element, id));
      layer.textContent = hint;
      layer.showPopover();
      placeNear(layer, element);
    };
    const hide = () => {
      clearTimeout(timer);
      if (!target) return;
      const rest = describedBy(target, id).replace(id, "").trim();
      if (rest) target.setAttribute("aria-describedby", rest);
      else target.removeAttribute("aria-describedby");
      target = undefined;
      bubble.current?.hidePopover();
    };
    const over = (event: PointerEvent) => {
      clearTimeout(timer);
      const element = hinted(event.target);
      const stays = element === target || bubble.current?.contains(event.target as Node);
      if (stays || event.pointerType !== "mouse") return;
      timer = setTimeout(() => {
        hide();
        if (element) show(element);
      }, restMs);
    };
    const press = (event: PointerEvent) => {
      const element = hinted(event.target);
      hide();
      if (element && event.pointerType !== "mouse") show(element);
    };
    const focus = (event: FocusEvent) => {
      const element = hinted(event.target);
      if (element?.matches(":focus-visible")) show(element);
    };
    const key = (event: KeyboardEvent) => event.key === "Escape" && hide();

    const listening = new AbortController();
    const { signal } = listening;
    document.addEventListener("pointerover", over, { signal });
    document.addEventListener("pointerdown", press, { signal });
    document.addEventListener("focusin", focus, { signal });
    document.addEventListener("focusout", hide, { signal });
    document.addEventListener("keydown", key, { signal });
    document.addEventListener("scroll", hide, { signal, capture: true, passive: true });
    return () => {
      listening.abort();
      hide();
    };
  }, [id]);

  return (
    <div
      ref={bubble}
      id={id}
      role="tooltip"
      popover="manual"
      className="bg-ink text-on-ink rounded-control text-12 shadow-float animate-appear fixed inset-auto m-0 max-w-72 border-0 px-2 py-1 whitespace-pre-line"
    />
  );
}

const hinted = (node: EventTarget | null): HTMLElement | undefined =>
  (node instanceof Element && node.closest<HTMLElement>("[data-hint], time[datetime]")) || undefined;

const hintOf = (element: HTMLElement): string | undefined =>
  element.dataset["hint"] ??
  (element instanceof HTMLTimeElement ? formatInstant(new Date(element.dateTime)) : undefined);

const describedBy = (element: HTMLElement, id: string): string => {
  const ids = element.getAttribute("aria-describedby") ?? "";
  return ids.includes(id) ? ids : `${ids} ${id}`.trim();
};
