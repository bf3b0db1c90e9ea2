import Link from "next/link";
import { Status } from "@/components/ui/status";
import type { Tone } from "@/components/ui/tone";
import { paths } from "@/lib/paths";

type SiteFooterProps = {
  gateway: { name: string; version: string } | undefined;
  chain: { name: string; id: number; local: boolean } | undefined;
  health:
    | { state: "up" | "slow" | "down"; height: number | undefined; lagBlocks: number | undefined }
    | undefined;
};

const words: Record<"up" | "slow" | "down", { tone: Tone; text: string }> = {
  up: { tone: "signal", text: "All parts are up" },
  slow: { tone: "amber", text: "A part is slow" },
  down: { tone: "red", text: "A part is down" },
};

/** Which gateway this is, which chain it judges by, and how far it has read. */
export function SiteFooter({ gateway, chain, health }: SiteFooterProps) {
  const state = health ? words[health.state] : { tone: "red" as const, text: "The gateway does not answer" };
  return (
    <footer className="border-line text-13 text-ink-2 mt-16 border-t">
      <div className="mx-auto flex w-full max-w-[1200px] flex-wrap items-center gap-x-6 gap-y-2 px-4 py-6 md:px-6">
        <Link href={paths.network} className="hover:text-ink">
          <Status tone={state.tone}>{state.text}</Status>
        </Link>
        {gateway && (
          <span>
            Gateway {gateway.name} {gateway.version}
          </span>
        )}
        {chain && (
          <span>
            {chain.name} ({chain.id})
            {health?.height !== undefined && (
              <span data-hint={`Read up to ${health.lagBlocks ?? 0} blocks behind the chain's newest.`}>
                {" "}
                at block {health.height.toLocaleString("en-GB")}
              </span>
            )}
          </span>
        )}
        <span className="flex gap-6 md:ml-auto">
          <Link href={paths.apiReference} className="hover:text-ink">
            API reference
          </Link>
          <a href={paths.openApi} className="hover:text-ink">
            OpenAPI
          </a>
        </span>
      </div>
    </footer>
  );
}
