import { Status } from "@/components/ui/status";
import type { Tone } from "@/components/ui/tone";
import type { DeviceState, Presence as PresenceName } from "@/lib/devices/device";

type Words = { tone: Tone; text: string; hint: string };

const words: Record<PresenceName | Exclude<DeviceState, "enrolled">, Words> = {
  online: { tone: "signal", text: "Online", hint: "Connected, and takes leases." },
  draining: { tone: "amber", text: "Draining", hint: "Connected; finishes what runs and takes nothing new." },
  offline: { tone: "neutral", text: "Offline", hint: "Not heard from for a while. It takes no leases." },
  retired: { tone: "neutral", text: "Taken out", hint: "Its operator took it out of the market." },
  suspended: {
    tone: "red",
    text: "Suspended",
    hint: "By a vote. It takes no leases until a vote brings it back.",
  },
  banned: { tone: "red", text: "Banned", hint: "By a vote, which took its stake too." },
};

/** Where a device stands, and whether it can be matched now. */
export function Presence({ presence, state }: { presence: PresenceName; state: DeviceState }) {
  const { tone, text, hint } = words[state === "enrolled" ? presence : state];
  return (
    <span data-hint={hint}>
      <Status tone={tone} dot={text === "Offline" || text === "Taken out" ? "hollow" : "solid"}>
        {text}
      </Status>
    </span>
  );
}
