import type { Address } from "viem";
import { shortTextMaxBytes } from "@/lib/governance/acts";
import type { Figure } from "@/lib/governance/param-range";
import { paramRange } from "@/lib/governance/param-range";
import { paramUnit } from "@/lib/governance/param-unit";
import { paramName, paramValue } from "@/lib/governance/param-value";

/** What the forms need to know of the market. */
export type ActContext = {
  contracts: Readonly<Record<string, Address>>;
  figures: readonly Figure[];
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
  text: "Decide about a text alone",
} as const;
export type FormKind = keyof typeof formKinds;

/** The fields of a kind, given what is typed so far: a figure's unit and range follow from which one it is. */
export function fieldsOf(kind: FormKind, typed: Typed, { figures }: ActContext): readonly FormField[] {
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
    case "text":
      return [];
    default:
      return kind satisfies never;
  }
}

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
