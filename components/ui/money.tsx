import { clsx } from "clsx";
import Link from "next/link";
import { exactUsd, shortUsdDown } from "@/lib/money/usd6";
import { paths } from "@/lib/paths";
import { formatRateDown } from "@/lib/pricing/format-rate";
import type { Certainty } from "./certainty";
import { certaintyHint } from "./certainty";

type MoneyProps = {
  /** Micro-dollars. */
  amount: bigint;
  certainty?: Certainty;
  /** The transaction that moved it, which makes it settled. */
  transaction?: string | null | undefined;
  /** "+" before what comes in. */
  signed?: boolean;
  /** All six places in sight, where somebody counts what is theirs. */
  exact?: boolean;
  /** At least so many places, for a column whose points stand under each other. */
  places?: number | undefined;
};

/** An amount: four significant digits, never more than it is; all six places on hover. */
export function Money({ amount, certainty = "measured", transaction, signed, exact, places }: MoneyProps) {
  const sign = amount < 0n ? "−" : signed && amount > 0n ? "+" : "";
  const size = amount < 0n ? -amount : amount;
  const text = `${certainty === "estimated" ? "≈ " : ""}${sign}$${exact ? exactUsd(size) : shortUsdDown(size, places)}`;
  const hint = [`${exactUsd(amount)} USDC`, certaintyHint[certainty]].filter(Boolean).join("\n");
  const figure = (
    <data
      value={exactUsd(amount)}
      // It has grown by the time the browser takes the page over.
      suppressHydrationWarning={certainty === "accruing"}
      data-hint={hint}
      className={clsx("whitespace-nowrap", certainty === "estimated" && "estimated")}
    >
      {text}
    </data>
  );
  return transaction ? (
    <Link href={paths.transaction(transaction)} className="link">
      {figure}
    </Link>
  ) : (
    figure
  );
}

/** A price for an hour. */
export function Rate({
  perHour,
  certainty = "measured",
  places,
}: {
  perHour: bigint | number;
  certainty?: Certainty;
  places?: number | undefined;
}) {
  const amount = BigInt(perHour);
  return (
    <data
      value={exactUsd(amount)}
      data-hint={`${exactUsd(amount)} USDC for one hour`}
      className={clsx("whitespace-nowrap", certainty === "estimated" && "estimated")}
    >
      {certainty === "estimated" && "≈ "}${formatRateDown(amount, places)}
      <span className="text-ink-3">/h</span>
    </data>
  );
}

/** As many places as the longest amount of a column needs; null where a row has none. */
export const amountPlaces =
  <Row,>(amountOf: (row: Row) => bigint | null) =>
  (rows: readonly Row[]): number =>
    mostPlaces(rows.map(amountOf), (amount) => shortUsdDown(amount));

/** As many places as the longest price of a column needs; null where a row has none. */
export const ratePlaces =
  <Row,>(rateOf: (row: Row) => bigint | number | null) =>
  (rows: readonly Row[]): number =>
    mostPlaces(rows.map(rateOf), (rate) => formatRateDown(BigInt(rate)));

const mostPlaces = <T,>(figures: readonly (T | null)[], format: (figure: T) => string) =>
  figures
    .filter((figure) => figure !== null)
    .reduce((most, figure) => Math.max(most, format(figure).split(".")[1]!.length), 2);
