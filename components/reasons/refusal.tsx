import { Notice } from "@/components/ui/notice";
import type { MarketError } from "@/lib/errors";

/** In place of a page that the gateway refused: why, and what to do. */
export function Refusal({ of: { message, next } }: { of: MarketError }) {
  return (
    <Notice tone="red" title={message}>
      {next}
    </Notice>
  );
}
