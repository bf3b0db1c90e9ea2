"use client";

import { Search } from "lucide-react";
import { useEffect, useRef, useState, type ComponentType } from "react";
import { IconButton } from "@/components/ui/button";
import { paths } from "@/lib/paths";
import type { PaletteProps } from "./palette";

/**
 * The way to everything: ⌘K or Ctrl-K, or this button where there are no keys. What it opens is loaded when it is wanted
 * for the first time, so that no page is heavier for it.
 */
export function PaletteButton({ signedIn }: Pick<PaletteProps, "signedIn">) {
  const [open, setOpen] = useState(false);
  const [Palette, setPalette] = useState<ComponentType<PaletteProps>>();
  const before = useRef<Element>(null);

  const show = () => {
    before.current = document.activeElement;
    setOpen(true);
    import("./palette").then(
      ({ default: loaded }) => setPalette(() => loaded),
      // The network page has a search of its own, and comes with its code.
      () => location.assign(paths.network),
    );
  };
  const close = () => {
    setOpen(false);
    if (before.current instanceof HTMLElement) before.current.focus();
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey) return;
      if (event.metaKey === event.ctrlKey) return;
      event.preventDefault();
      if (open) close();
      else show();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  return (
    <>
      <IconButton
        label="Find or go to (Ctrl K)"
        aria-keyshortcuts="Control+K Meta+K"
        icon={Search}
        onClick={show}
      />
      {open && Palette && <Palette signedIn={signedIn} onClose={close} />}
    </>
  );
}
