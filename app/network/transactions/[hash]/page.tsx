import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { Hex } from "viem";
import { loadMarket } from "@/app/gateway";
import { argumentText, eventSentence } from "@/components/network/event-sentence";
import { Address } from "@/components/ui/address";
import { ButtonLink } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Definitions } from "@/components/ui/definitions";
import { Disclosure } from "@/components/ui/disclosure";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead, Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import { bytes32Schema } from "@/lib/orders/spec";
import { paths } from "@/lib/paths";
import { readTransaction } from "./read-transaction";

export const metadata: Metadata = { title: "Transaction" };

export default async function TransactionPage({ params }: { params: Promise<{ hash: string }> }) {
  const hash = bytes32Schema.safeParse((await params).hash);
  if (!hash.success) notFound();
  const [found, { chain, contracts, sample }] = await Promise.all([readTransaction(hash.data), loadMarket()]);
  if (!found && sample) return <NotOnChain hash={hash.data} />;
  if (!found) notFound();
  const { transaction, receipt, at, call, events } = found;
  const names = new Map(Object.entries(contracts).map(([name, address]) => [address.toLowerCase(), name]));
  const nameOf = (address: string) => names.get(address.toLowerCase());
  return (
    <div className="flex flex-col gap-10">
      <PageHead
        title="Transaction"
        aside={
          receipt ? (
            <Status tone={receipt.status === "success" ? "signal" : "red"}>
              {receipt.status === "success" ? "Confirmed" : "Refused by the contract"}
            </Status>
          ) : (
            <Status tone="amber" dot="breathing">
              Waits for a block
            </Status>
          )
        }
      >
        <Copyable value={transaction.hash} noun="transaction hash" show="full" />
      </PageHead>
      <div className="grid items-start gap-10 lg:grid-cols-2">
        <Section title="What it did">
          {events.length === 0 ? (
            <p className="text-ink-2">It left no event.</p>
          ) : (
            <ol className="flex flex-col gap-3">
              {events.map(({ log, decoded }) => {
                const sentence = decoded && eventSentence(decoded);
                return (
                  <li key={log.logIndex} className="panel flex flex-col gap-2 p-4">
                    <p className="text-12 text-ink-3">
                      {nameOf(log.address) ?? "another contract"} ·{" "}
                      {decoded?.name ?? "an event that is not ours"}
                    </p>
                    {sentence && <p className="break-words">{sentence}</p>}
                    {decoded && (
                      <Disclosure label="Its values">
                        <Definitions
                          items={Object.entries(decoded.args).map(([name, value]) => ({
                            name,
                            value: <span className="text-12 font-mono break-all">{argumentText(value)}</span>,
                          }))}
                        />
                      </Disclosure>
                    )}
                  </li>
                );
              })}
            </ol>
          )}
        </Section>
        <Section title="On the chain">
          <Definitions
            items={[
              { name: "Chain", value: `${chain.name} (${chain.id})` },
              { name: "Block", value: receipt ? receipt.blockNumber.toLocaleString("en-GB") : "none yet" },
              ...(at ? [{ name: "When", value: <TimeAgo at={at} clock="chain" /> }] : []),
              { name: "Call", value: call ? <code className="font-mono">{call}</code> : "not one of ours" },
              {
                name: "From",
                hint: "Who sent it and paid its fee.",
                value: <Address of={transaction.from} />,
              },
              ...(transaction.to
                ? [
                    {
                      name: "To",
                      value: (
                        <span className="inline-flex flex-wrap items-center justify-end gap-2">
                          {nameOf(transaction.to)} <Address of={transaction.to} />
                        </span>
                      ),
                    },
                  ]
                : []),
              ...(receipt ? [{ name: "Gas used", value: receipt.gasUsed.toLocaleString("en-GB") }] : []),
            ]}
          />
        </Section>
      </div>
    </div>
  );
}

/** Rows of the sample name transactions that nobody sent; beside them there are real ones, and hashes that lead nowhere. */
function NotOnChain({ hash }: { hash: Hex }) {
  return (
    <div className="flex flex-col gap-10">
      <PageHead title="Transaction" aside={<Status tone="amber">Not on the chain</Status>}>
        <Copyable value={hash} noun="transaction hash" show="full" />
      </PageHead>
      <EmptyState
        title="The chain does not know this transaction."
        action={<ButtonLink href={paths.network}>See the network</ButtonLink>}
      >
        If you came from a part of the sample, that is made up to look at: none of it is on the chain. What
        you do in this market yourself is. If you typed the hash, look at it once more.
      </EmptyState>
    </div>
  );
}
