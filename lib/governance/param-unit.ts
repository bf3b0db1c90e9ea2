/** How a figure is written: what stands behind it and how many decimal places its smallest unit is away. */
export type ParamUnit = {
  text: string;
  places: number;
  kind: "share" | "span" | "instant" | "amb" | "reward" | "points";
};

const units = {
  share: { text: "%", places: 2 },
  span: { text: "s", places: 0 },
  /** Unix seconds. */
  instant: { text: "", places: 0 },
  amb: { text: "AMB", places: 18 },
  /** The contract counts AMB wei for one micro-dollar. */
  reward: { text: "AMB for $1", places: 12 },
  points: { text: "", places: 0 },
} as const;

/** Figures that are an amount of AMB. */
const amounts = new Set([
  "appealThreshold",
  "slashBadRoot",
  "slashEquivocation",
  "bounty",
  "demandDeposit",
  "seatStake",
  "proposalThreshold",
]);

/** Figures that are seconds and whose names do not end in "Delay". */
const spans = new Set(["votingPeriod", "lateQuorumExtension"]);

/** The unit of a figure, which its name tells. */
export function paramUnit(key: string): ParamUnit {
  const kind = kindOf(key);
  return { kind, ...units[kind] };
}

function kindOf(key: string): ParamUnit["kind"] {
  if (key.endsWith("Bps")) return "share";
  if (spans.has(key) || key.endsWith("Delay")) return "span";
  if (key === "expiresAt") return "instant";
  if (key === "rewardPerFee") return "reward";
  return amounts.has(key) ? "amb" : "points";
}
