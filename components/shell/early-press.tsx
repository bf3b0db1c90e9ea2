"use client";

import { useEffect } from "react";

declare global {
  var pressAsMeant: (() => void) | undefined;
}

/**
 * Keeps the last press of a button that nobody listens to yet: on a slow connection the page is there to be seen
 * seconds before its scripts, and the browser would do nothing, or send a form to where nobody takes it. A text,
 * because it runs as it stands, without what a compiler would have it import. The button shows that it waits by
 * an animation and not by an attribute, which React would hold against what the server sent.
 */
const keepPress = `{
  let pressed, waiting;
  const keep = (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting?.cancel();
    pressed = button;
    waiting = button.animate({ opacity: [0.5, 0.5] }, { duration: 1000, iterations: Infinity });
  };
  addEventListener("click", keep, true);
  globalThis.pressAsMeant = () => {
    removeEventListener("click", keep, true);
    waiting?.cancel();
    if (pressed?.isConnected) pressed.click();
    pressed = undefined;
  };
}`;

/** Whatever button is pressed before the page listens is pressed once it does. Stands before all buttons. */
export function EarlyPress({ nonce }: { nonce: string | undefined }) {
  useEffect(() => globalThis.pressAsMeant?.(), []);
  return (
    <script
      nonce={nonce}
      // The browser hides the nonce from whoever reads the page, React among them.
      suppressHydrationWarning
      dangerouslySetInnerHTML={{ __html: keepPress }}
    />
  );
}
