"use client";

import { Check, Copy } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { shortHex } from "./short-hex";

type CopyableProps = {
  /** What is copied, whole. */
  value: string;
  /** What it is: "address", "transaction", "lease". Goes into "Copy the …". */
  noun: string;
  href?: string;
  /** Digits kept at the start and the end, 0x not counted. `full` shows all of it. */
  show?: "short" | "full";
};

/** An address or a hash: its ends, the whole on hover, and a button that copies it. */
export function Copyable({ value, noun, href, show = "short" }: CopyableProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);

  const text = show === "short" ? shortHex(value) : value;
  const hint = show === "short" ? value : undefined;
  const Icon = copied ? Check : Copy;
  return (
    <span className="inline-flex max-w-full items-center gap-0.5 align-bottom font-mono text-[0.95em]">
      {href ? (
        <Link href={href} data-hint={hint} className="link cursor-pointer! break-all">
          {text}
        </Link>
      ) : (
        <span data-hint={hint} className="break-all">
          {text}
        </span>
      )}
      <button
        type="button"
        aria-label={copied ? `The ${noun} is copied` : `Copy the ${noun}`}
        onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}
        className="rounded-control text-ink-3 hover:text-ink hover:bg-hover inline-flex size-8 shrink-0 items-center justify-center pointer-fine:size-6"
      >
        <Icon size={13} aria-hidden="true" className={copied ? "text-signal" : undefined} />
      </button>
    </span>
  );
}
