import { clsx } from "clsx";
import { capacitySteps } from "./cell-shapes";

const { middle, strong } = capacitySteps;

const marks = [
  { text: "nothing online", look: "fill-panel stroke-ink-3" },
  { text: `under ${middle} vCPU`, look: "fill-signal/45 stroke-signal/60" },
  { text: `under ${strong}`, look: "fill-signal/70 stroke-signal" },
  { text: "more", look: "fill-signal stroke-signal" },
];

/** What the strength of a cell says. */
export function MapLegend() {
  return (
    <ul aria-label="What a cell offers" className="text-12 text-ink-2 flex flex-wrap gap-x-4 gap-y-1">
      {marks.map(({ text, look }) => (
        <li key={text} className="flex items-center gap-1.5">
          <svg viewBox="0 0 16 16" className="size-3" aria-hidden="true">
            <path d="M8 1l6 3.5v7L8 15l-6-3.5v-7z" className={clsx("stroke-[1.5]", look)} />
          </svg>
          {text}
        </li>
      ))}
    </ul>
  );
}
