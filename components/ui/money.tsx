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
};

/** An amount: four significant digits, never more than it is; all six places on hover. */
export function Money({ amount, certainty = "measured", transaction, signed, exact }: MoneyProps) {
  const sign = amount < 0n ? "−" : signed && amount > 0n ? "+" : "";
  const size = amount < 0n ? -amount : amount;
  const text = `${certainty === "estimated" ? "≈ " : ""}${sign}$${exact ? exactUsd(size) : shortUsdDown(size)}`;
  const hint = [`${exactUsd(amount)} USDC`, certaintyHint[certainty]].filter(Boolean).join("\n");
  const figure = (
    <data
      value={exactUsd(amount)}
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
}: {
  perHour: bigint | number;
  certainty?: Certainty;
}) {
  const amount = BigInt(perHour);
  return (
    <data
      value={exactUsd(amount)}
      data-hint={`${exactUsd(amount)} USDC for one hour`}
      className={clsx("whitespace-nowrap", certainty === "estimated" && "estimated")}
    >
      {certainty === "estimated" && "≈ "}${formatRateDown(amount)}
      <span className="text-ink-3">/h</span>
    </data>
  );
}
