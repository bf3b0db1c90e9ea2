/**
 * Puts a floating layer above its anchor, or below it where there is no room, and keeps it on the
 * screen. Positions are set through the style object, which the content security policy allows.
 */
export function placeNear(layer: HTMLElement, anchor: Element, prefer: "above" | "below" = "above"): void {
  const gap = 6;
  const edge = 8;
  const { width, height } = layer.getBoundingClientRect();
  const at = anchor.getBoundingClientRect();
  const above = at.top - height - gap;
  const below = at.bottom + gap;
  const fitsAbove = above >= edge;
  const fitsBelow = below + height <= innerHeight - edge;
  const top = prefer === "above" ? (fitsAbove ? above : below) : fitsBelow || !fitsAbove ? below : above;
  const left = at.left + at.width / 2 - width / 2;
  layer.style.top = `${Math.round(top)}px`;
  layer.style.left = `${Math.round(Math.max(edge, Math.min(left, innerWidth - width - edge)))}px`;
}
