import { isAddress, isHex, parseEther, size, stringToHex, type Address, type Hex } from "viem";
import { parseUsd } from "@/lib/money/usd6";
import { parseAmb } from "@/lib/governance/amb";
import { shortTextMaxBytes, upgradeables, type Act } from "@/lib/governance/acts";
import { paramRange } from "@/lib/governance/param-range";
import { paramValue } from "@/lib/governance/param-value";
import { readParam } from "@/lib/governance/read-param";
import { longestRuleSeconds, ruleIn, type ActContext, type FormKind, type Typed } from "./act-forms";

/** What is wrong, by the name of the field. */
export type FieldErrors = Record<string, string>;
type Read = { act: Act; errors?: undefined } | { act?: undefined; errors: FieldErrors };

/** Reads what was typed into a form as an act, or says at which field what is wrong. */
export function readAct(kind: FormKind, typed: Typed, context: ActContext): Read {
  const errors: FieldErrors = {};
  const take = <T>(name: string, value: T | undefined, error: string): T | undefined => {
    if (value === undefined) errors[name] = error;
    return value;
  };
  const act = readers[kind](typed, context, take);
  return act && Object.keys(errors).length === 0 ? { act } : { errors };
}

type Take = <T>(name: string, value: T | undefined, error: string) => T | undefined;
type Reader = (typed: Typed, context: ActContext, take: Take) => Act | undefined;

const readers: Record<FormKind, Reader> = {
  figure: (typed, { figures }, take) => {
    const figure = figures.find(({ key }) => key === typed["name"]) ?? figures[0];
    if (!figure) return undefined;
    const { key } = figure;
    const { least, most } = paramRange(figure);
    const read = readParam(key, typed["value"] ?? "");
    const error =
      read === figure.value
        ? "That is what it is now."
        : `A number from ${paramValue(key, least)} to ${paramValue(key, most)}.`;
    const fits = read !== undefined && read !== figure.value && read >= least && read <= most;
    const value = take("value", fits ? read : undefined, error);
    return value === undefined ? undefined : { kind: "figure", name: key, value };
  },
  payment: (typed, { contracts }, take) => {
    const inAmb = typed["token"] === "token";
    const token = contracts[inAmb ? "token" : "usdc"];
    const amount = take(
      "amount",
      positive((inAmb ? parseAmb : parseUsd)(typed["amount"] ?? "")),
      "An amount, such as 100 or 0.5.",
    );
    const to = take("to", addressIn(typed["to"]), addressError);
    const purpose = take("purpose", shortText(typed["purpose"]), shortTextError);
    return token && amount && to && purpose ? { kind: "payment", token, to, amount, purpose } : undefined;
  },
  tier: (typed, _, take) => {
    const device = take("device", bytes32In(typed["device"]), "A device id: 0x and 64 hex digits.");
    const reason = take("reason", shortText(typed["reason"]), shortTextError);
    return device && reason
      ? { kind: "tier", device, tier: Number(typed["tier"] ?? "0"), reason }
      : undefined;
  },
  class: (typed, _, take) => {
    const number = take("class", countIn(typed["class"], 255), "A number from 1 to 255.");
    const stake = take("stake", parseAmb(typed["stake"] ?? ""), "An amount of AMB, such as 400.");
    if (number === undefined || stake === undefined) return undefined;
    const maxTier = Number(typed["maxTier"] ?? "0");
    return { kind: "class", class: number, stake, maxTier, autoApprove: typed["autoApprove"] !== "no" };
  },
  committee: (typed, _, take) => {
    const listed = (typed["members"] ?? "")
      .split(/[\s,]+/)
      .filter(Boolean)
      .map((text) => addressIn(text));
    const known = listed.flatMap((address) => address ?? []);
    const distinct = new Set(known.map((address) => address.toLowerCase())).size === listed.length;
    const members = take(
      "members",
      known.length > 0 && distinct ? known : undefined,
      "Addresses, each of them once: 0x and 40 hex digits.",
    );
    const most = Math.max(1, known.length);
    const quorum = take("quorum", countIn(typed["quorum"], most), `A number from 1 to ${most}.`);
    const assigned = take("assigned", countIn(typed["assigned"], most), `A number from 1 to ${most}.`);
    return members && quorum && assigned ? { kind: "committee", members, quorum, assigned } : undefined;
  },
  upgrade: (typed, _, take) => {
    const contract = upgradeables.find((name) => name === typed["contract"]) ?? upgradeables[0];
    const code = take("code", addressIn(typed["code"]), addressError);
    return code && { kind: "upgrade", contract, code };
  },
  rule: (typed, context, take) => {
    const name = ruleIn(typed);
    const now = context.rules[name];
    const [least, most] =
      name === "proposalThreshold"
        ? [0n, largestThreshold]
        : [name === "votingPeriod" ? 1n : 0n, longestRuleSeconds];
    const read = readParam(name, typed["value"] ?? "");
    const value = take(
      "value",
      read !== undefined && read !== now && read >= least && read <= most ? read : undefined,
      read === now
        ? "That is what it is now."
        : `A number from ${paramValue(name, least)} to ${paramValue(name, most)}.`,
    );
    return value === undefined ? undefined : { kind: "rule", name, value };
  },
  outflow: (typed, { outflowBps }, take) => {
    const read = readParam("outflowBps", typed["share"] ?? "");
    const bps = take(
      "share",
      read !== undefined && read !== outflowBps && read <= 10_000n ? read : undefined,
      read === outflowBps ? "That is what it is now." : "A share from 0 to 100 %.",
    );
    return bps === undefined ? undefined : { kind: "outflow", bps };
  },
  term: (typed, { now }, take) => {
    const text = typed["days"]?.trim() ?? "";
    const days = take(
      "days",
      /^\d{1,3}$/.test(text) && Number(text) <= longestTermDays ? Number(text) : undefined,
      `A whole number from 0 to ${longestTermDays}.`,
    );
    return days === undefined ? undefined : { kind: "term", until: now + days * 86_400 };
  },
  council: (typed, _, take) => {
    const council = take("council", addressIn(typed["council"]), addressError);
    return council && { kind: "council", council };
  },
  text: () => ({ kind: "text" }),
};

const addressError = "An address: 0x and 40 hex digits.";
/** As the guardian's code has it: `longestTerm`. */
const longestTermDays = 365;
/** A hundredth of all AMB that can ever be, in wei. */
const largestThreshold = parseEther("10000000");
const shortTextError = `From 1 to ${shortTextMaxBytes} letters; some count twice or more.`;

const positive = (amount: bigint | undefined) => (amount ? amount : undefined);

function shortText(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed && size(stringToHex(trimmed)) <= shortTextMaxBytes ? trimmed : undefined;
}

function addressIn(text: string | undefined): Address | undefined {
  const trimmed = text?.trim() ?? "";
  return isAddress(trimmed) ? trimmed : undefined;
}

function bytes32In(text: string | undefined): Hex | undefined {
  const trimmed = text?.trim() ?? "";
  return isHex(trimmed) && size(trimmed) === 32 ? trimmed : undefined;
}

function countIn(text: string | undefined, most: number): number | undefined {
  const count = /^\d{1,3}$/.test(text?.trim() ?? "") ? Number(text) : 0;
  return count >= 1 && count <= most ? count : undefined;
}
