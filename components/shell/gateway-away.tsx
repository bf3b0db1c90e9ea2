"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { askGateway, gatewayAnswers } from "@/components/api/gateway-answers";
import { useStore } from "@/components/ui/store";

const askEveryMs = 2_000;

/** Over every page, while its gateway does not answer: what stands there is as it was before. */
export function GatewayAway() {
  const router = useRouter();
  const answers = useStore(gatewayAnswers);
  // When it is back, what the server drew is as it was before it went.
  useEffect(() => gatewayAnswers.subscribe(() => gatewayAnswers.get() && router.refresh()), [router]);
  useEffect(() => {
    if (answers) return;
    const timer = setInterval(() => void askGateway(), askEveryMs);
    return () => clearInterval(timer);
  }, [answers]);
  return (
    <output className="block">
      {!answers && (
        <span className="bg-amber-soft text-amber text-13 block px-4 py-1 text-center">
          This gateway does not answer. What you see is as it was before; it is asked again by itself.
        </span>
      )}
    </output>
  );
}
