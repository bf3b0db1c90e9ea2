"use client";

import { useEffect, useRef, type ReactNode } from "react";

/** What has just come about, brought into sight. */
export function Arrive({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: "start", behavior: "smooth" });
  }, []);
  return (
    <div ref={place} className="scroll-mt-20">
      {children}
    </div>
  );
}
