"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { api } from "@/components/api/api";
import { QueryProvider } from "@/components/api/query-provider";
import { Failure } from "@/components/reasons/failure";
import { Badge } from "@/components/ui/badge";
import { shortHex } from "@/components/ui/short-hex";
import { foundKinds } from "./found-kinds";

/** What the gateway found for a text. Only `SearchBox` loads it. */
export default function SearchResults({ asked }: { asked: string }) {
  return (
    <QueryProvider>
      <Results asked={asked} />
    </QueryProvider>
  );
}

function Results({ asked }: { asked: string }) {
  const found = useQuery({
    ...api.network.search.queryOptions({ input: { q: asked } }),
    placeholderData: keepPreviousData,
  });
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return null;
  if (found.data.length === 0) return <p className="text-13 text-ink-2">Nothing here is called that.</p>;
  return (
    <ul className="panel divide-line divide-y" aria-label="What was found">
      {found.data.map(({ kind, id, title }) => (
        <li key={`${kind}-${id}`} className="flex items-center gap-3 px-4 py-2">
          <Badge>{foundKinds[kind].word}</Badge>
          <Link href={foundKinds[kind].path(id)} className="link min-w-0 truncate">
            {title.startsWith("0x") ? shortHex(title) : title}
          </Link>
        </li>
      ))}
    </ul>
  );
}
