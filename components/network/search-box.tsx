"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useState } from "react";
import { api } from "@/components/api/api";
import { Failure } from "@/components/reasons/failure";
import { Badge } from "@/components/ui/badge";
import { Field } from "@/components/ui/field";
import { shortHex } from "@/components/ui/short-hex";
import { TextInput } from "@/components/ui/text-input";
import type { searchKinds } from "@/lib/api/network";
import { paths } from "@/lib/paths";

type Kind = (typeof searchKinds)[number];

/** What each kind is called and where it stands. */
const kinds: Record<Kind, { word: string; path: (id: string) => string }> = {
  device: { word: "Device", path: paths.device },
  lease: { word: "Lease", path: paths.lease },
  wallet: { word: "Wallet", path: paths.wallet },
  transaction: { word: "Transaction", path: paths.transaction },
  proposal: { word: "Proposal", path: paths.proposal },
};

/** Finds what a hash, an address, a number or a name stands for. */
export function SearchBox() {
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    ...api.network.search.queryOptions({ input: { q: asked } }),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
  const isAsking = asked !== "" && text.trim() !== "";
  return (
    <search className="flex flex-col gap-3">
      <Field
        label="Find a device, lease, wallet, transaction or proposal"
        hint="By its hash, address or number, or by a word of its name."
      >
        {(control) => (
          <TextInput
            {...control}
            type="search"
            maxLength={100}
            placeholder="0x… or attic"
            value={text}
            onValue={setText}
          />
        )}
      </Field>
      <div aria-live="polite">
        {isAsking && found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
        {isAsking && found.data?.length === 0 && (
          <p className="text-13 text-ink-2">Nothing here is called that.</p>
        )}
        {isAsking && found.data && found.data.length > 0 && (
          <ul className="panel divide-line divide-y" aria-label="What was found">
            {found.data.map(({ kind, id, title }) => (
              <li key={`${kind}-${id}`} className="flex items-center gap-3 px-4 py-2">
                <Badge>{kinds[kind].word}</Badge>
                <Link href={kinds[kind].path(id)} className="link min-w-0 truncate">
                  {title.startsWith("0x") ? shortHex(title) : title}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </div>
    </search>
  );
}
