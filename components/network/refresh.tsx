"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { askGateway } from "@/components/api/gateway-answers";

/** Has the server draw the page's figures again every so often, while somebody looks at it. */
export function Refresh({ everyMs }: { everyMs: number }) {
  const router = useRouter();
  useEffect(() => {
    let isAsking = false;
    let isLeft = false;
    const refresh = async () => {
      if (isAsking || document.visibilityState !== "visible") return;
      isAsking = true;
      // Where no gateway answers, the router would leave the page for the browser's own, which says nothing.
      const answers = await askGateway();
      isAsking = false;
      if (answers && !isLeft) router.refresh();
    };
    const timer = setInterval(() => void refresh(), everyMs);
    return () => {
      isLeft = true;
      clearInterval(timer);
    };
  }, [router, everyMs]);
  return null;
}
