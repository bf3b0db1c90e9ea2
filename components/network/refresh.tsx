"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { askGateway } from "@/components/api/gateway-answers";

/** Has the server draw the page's figures again every so often, while somebody looks at it. */
export function Refresh({ everyMs }: { everyMs: number }) {
  const router = useRouter();
  useEffect(() => {
    const refresh = async () => {
      // Where no gateway answers, the router would leave the page for the browser's own, which says nothing.
      if (await askGateway()) router.refresh();
    };
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs]);
  return null;
}
