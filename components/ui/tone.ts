/** What a colour says: live or paid, waiting or to be decided, failed or lost, or nothing of that kind. */
export type Tone = "signal" | "amber" | "red" | "neutral";

/** Words and marks in the colour of a tone. */
export const toneText: Record<Tone, string> = {
  signal: "text-signal",
  amber: "text-amber",
  red: "text-red",
  neutral: "text-ink-2",
};

/** A soft ground in the colour of a tone. */
export const toneGround: Record<Tone, string> = {
  signal: "bg-signal-soft",
  amber: "bg-amber-soft",
  red: "bg-red-soft",
  neutral: "bg-sunken",
};
