import type { Address } from "viem";
import { rules, shortTextMaxBytes, upgradeables, type RuleName } from "@/lib/governance/acts";
import type { Figure } from "@/lib/governance/param-range";
import { paramRange } from "@/lib/governance/param-range";
import { paramUnit } from "@/lib/governance/param-unit";
import { paramName, paramValue, utcText } from "@/lib/governance/param-value";

/** What the forms need to know of the market. */
export type ActContext = {
  contracts: Readonly<Record<string, Address>>;
  figures: readonly Figure[];
  /** How votes run now: seconds, and AMB wei for the threshold. */
  rules: Readonly<Record<RuleName, bigint>>;
  /** The share of the treasury that may leave in one window now, in basis points. */
  outflowBps: bigint;
  /** When the guardian's powers end, and the chain's now, both in Unix seconds. */
  guardianEndsAt: number;
  now: number;
  /** The least delay of the upgrade timelock, in seconds. */
  upgradeDelay: number;
};

/** What is typed into a form, by the name of the field. */
export type Typed = Readonly<Record<string, string>>;

export type FormField = {
  name: string;
  label: string;
  hint?: string;
  unit?: string;
  options?: readonly { value: string; label: string }[];
  /** Several lines. */
  long?: boolean;
  /** Addresses and ids. */
  mono?: boolean;
};

/** The kinds of proposals that have a form, as they are offered. */
export const formKinds = {
  figure: "Change a figure",
  payment: "Pay from the treasury",
  tier: "Approve a device",
  class: "Set the rule of a device class",
  committee: "Change the committee",
  upgrade: "Run new code for a contract",
  rule: "Change how votes run",
  outflow: "Change the treasury’s limit",
  term: "Extend or end the guardian’s powers",
  council: "Name another council",
  text: "Decide about a text alone",
} as const;
export type FormKind = keyof typeof formKinds;

/** The fields of a kind, given what is typed so far: a figure's unit and range follow from which one it is. */
export function fieldsOf(kind: FormKind, typed: Typed, context: ActContext): readonly FormField[] {
  const { figures } = context;
  const shortText = `At most ${shortTextMaxBytes} letters. It stands on chain.`;
  const tiers = ["0", "1", "2", "3"].map((value) => ({ value, label: `Tier ${value}` }));
  switch (kind) {
    case "figure": {
      const figure = figures.find(({ key }) => key === typed["name"]) ?? figures[0];
      return [
        {
          name: "name",
          label: "Which figure",
          options: figures.map(({ key }) => ({ value: key, label: paramName(key) })),
        },
        ...(figure ? [valueField(figure)] : []),
      ];
    }
    case "payment":
      return [
        {
          name: "token",
          label: "In",
          options: [
            { value: "usdc", label: "USDC" },
            { value: "token", label: "AMB" },
          ],
        },
        { name: "amount", label: "How much", unit: typed["token"] === "token" ? "AMB" : "USDC" },
        { name: "to", label: "To whom", hint: "The address that is paid.", mono: true },
        { name: "purpose", label: "What for", hint: shortText },
      ];
    case "tier":
      return [
        { name: "device", label: "Device", hint: "Its id, from its page: 0x and 64 hex digits.", mono: true },
        { name: "tier", label: "Approve it for", options: tiers },
        { name: "reason", label: "Reason", hint: shortText },
      ];
    case "class":
      return [
        { name: "class", label: "Class", hint: "Its number, from 1 to 255." },
        { name: "stake", label: "Stake of one device", unit: "AMB" },
        { name: "maxTier", label: "Rises at most to", options: tiers },
        {
          name: "autoApprove",
          label: "Raised by",
          options: [
            { value: "yes", label: "Benchmarks alone" },
            { value: "no", label: "Votes only" },
          ],
        },
      ];
    case "committee":
      return [
        {
          name: "members",
          label: "Verifiers",
          hint: "Their addresses, one on each line.",
          long: true,
          mono: true,
        },
        { name: "quorum", label: "Sign a root together", hint: "How many of them." },
        { name: "assigned", label: "Measure each device", hint: "How many of them." },
      ];
    case "upgrade":
      return [
        {
          name: "contract",
          label: "Of which contract",
          options: upgradeables.map((value) => ({ value, label: value })),
        },
        {
          name: "code",
          label: "Address of the new code",
          hint: "Deploy it first. It keeps what the contract stores, so it has to lay it out in the same way.",
          mono: true,
        },
      ];
    case "rule": {
      const rule = ruleIn(typed);
      return [
        {
          name: "name",
          label: "Which rule",
          options: Object.keys(rules).map((value) => ({ value, label: paramName(value) })),
        },
        {
          name: "value",
          label: "New value",
          hint: `Now ${paramValue(rule, context.rules[rule])}. ${ruleHints[rule]}`,
          unit: paramUnit(rule).text,
        },
      ];
    }
    case "outflow":
      return [
        {
          name: "share",
          label: "At most leaves in one window",
          hint: `Now ${paramValue("outflowBps", context.outflowBps)} of what was there. It takes the further delay.`,
          unit: "%",
        },
      ];
    case "term":
      return [
        {
          name: "days",
          label: "Its powers last from now",
          hint: `They end ${utcText(context.guardianEndsAt)}. At most 365 days; 0 ends them when it is carried out.`,
          unit: "days",
        },
      ];
    case "council":
      return [
        {
          name: "council",
          label: "Who holds the guardian’s brake",
          hint: "An address, best of a wallet that takes several signatures.",
          mono: true,
        },
      ];
    case "text":
      return [];
    default:
      return kind satisfies never;
  }
}

/** The rule that is chosen; the first one before anybody chose. */
export const ruleIn = (typed: Typed): RuleName => {
  const name = typed["name"] ?? "";
  return Object.hasOwn(rules, name) ? (name as RuleName) : "votingDelay";
};

/** No contract bounds these, so the form does: a vote that lasts for a century could never be undone. */
export const longestRuleSeconds = 30n * 86_400n;

const ruleHints: Record<RuleName, string> = {
  votingDelay: "Time to delegate before votes are counted. At most 30 days.",
  votingPeriod: "From 1 second to 30 days.",
  lateQuorumExtension: "Time to answer when a quorum comes in the last moment. At most 30 days.",
  proposalThreshold: "If nobody has so many votes, nobody can propose ever again.",
};

function valueField(figure: Figure): FormField {
  const { key, value } = figure;
  const { least, most } = paramRange(figure);
  const { text } = paramUnit(key);
  return {
    name: "value",
    label: "New value",
    hint: `Now ${paramValue(key, value)}. One vote may move it from ${paramValue(key, least)} to ${paramValue(key, most)}.`,
    ...(text && { unit: text }),
  };
}
