import type { z } from "zod";
import { Status } from "@/components/ui/status";
import type { Tone } from "@/components/ui/tone";
import type { healthSchema } from "@/lib/api/market";

type Health = z.infer<typeof healthSchema>;

const words: Record<Health["state"], { tone: Tone; text: string }> = {
  up: { tone: "signal", text: "Up" },
  slow: { tone: "amber", text: "Slow" },
  down: { tone: "red", text: "Down" },
};

const count = (value: number | undefined) =>
  value === undefined ? "unknown" : value.toLocaleString("en-GB");

/** Each part of this gateway, how it is, and the figure that says so. */
export function HealthList({ parts }: { parts: Health["parts"] }) {
  const { database, chain, indexer, engine, jobs, devices } = parts;
  const rows = [
    { name: "Database", state: database.state, figure: `answers in ${database.roundTripMs.toFixed(1)} ms` },
    { name: "Chain", state: chain.state, figure: chain.detail ?? `block ${count(chain.height)}` },
    {
      name: "Index",
      state: indexer.state,
      figure: `read to block ${count(indexer.height)}, ${count(indexer.lagBlocks)} behind`,
    },
    {
      name: "Matching",
      state: engine.state,
      figure: `${count(engine.devices)} ${engine.devices === 1 ? "device" : "devices"} in memory`,
    },
    {
      name: "Jobs",
      state: jobs.state,
      figure: `${count(jobs.waiting)} waiting, ${count(jobs.failed)} failed`,
    },
    {
      name: "Devices",
      state: devices.state,
      figure: `${count(devices.online)} of ${count(devices.enrolled)} online`,
    },
  ];
  return (
    <ul className="panel divide-line divide-y">
      {rows.map(({ name, state, figure }) => (
        <li key={name} className="flex flex-wrap items-center justify-between gap-x-4 px-4 py-2">
          <span>{name}</span>
          <span className="flex items-center gap-4">
            <span className="text-13 text-ink-2">{figure}</span>
            <span className="w-16">
              <Status tone={words[state].tone}>{words[state].text}</Status>
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
