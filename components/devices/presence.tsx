import { Status } from "@/components/ui/status";
import type { Tone } from "@/components/ui/tone";
import type { Presence as PresenceName } from "@/lib/devices/device";

const words: Record<PresenceName, { tone: Tone; text: string; hint: string }> = {
  online: { tone: "signal", text: "Online", hint: "Connected, and takes leases." },
  draining: { tone: "amber", text: "Draining", hint: "Connected; finishes what runs and takes nothing new." },
  offline: { tone: "neutral", text: "Offline", hint: "Not heard from for a while. It takes no leases." },
};

/** Whether a device can be matched now. */
export function Presence({ presence }: { presence: PresenceName }) {
  const { tone, text, hint } = words[presence];
  return (
    <span data-hint={hint}>
      <Status tone={tone} dot={presence === "offline" ? "hollow" : "solid"}>
        {text}
      </Status>
    </span>
  );
}
