import type { Metadata } from "next";
import Link from "next/link";
import { TransactionReceiptNotFoundError, type Hex } from "viem";
import { chainReader } from "@/app/chain-reader";
import { gateway, loadMarket, loadSignedIn } from "@/app/gateway";
import { orNotFound } from "@/app/or-not-found";
import { untilOf } from "@/app/govern/load-proposals";
import { QueryProvider } from "@/components/api/query-provider";
import { ActList } from "@/components/governance/act-list";
import { BallotTable } from "@/components/governance/ballot-table";
import { CodeChecks } from "@/components/governance/code-checks";
import { NextStep } from "@/components/governance/next-step";
import { ProposalStatus } from "@/components/governance/proposal-status";
import { ProposalTimeline } from "@/components/governance/proposal-timeline";
import { Tally } from "@/components/governance/tally";
import { Refresh } from "@/components/network/refresh";
import { Refusal } from "@/components/reasons/refusal";
import { Address } from "@/components/ui/address";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead, Section } from "@/components/ui/section";
import { TimeAgo } from "@/components/ui/time-ago";
import { upgradeables } from "@/lib/governance/acts";
import { missingVotes } from "@/lib/governance/missing-votes";
import { proposalStandings } from "@/lib/governance/proposal-state";
import { paths } from "@/lib/paths";

export const metadata: Metadata = { title: "Proposal" };

const refreshMs = 3_000;

export default async function ProposalPage({ params }: { params: Promise<{ proposalId: string }> }) {
  const { proposalId } = await params;
  const [api, market, signedIn] = await Promise.all([gateway(), loadMarket(), loadSignedIn()]);
  const [{ found: proposal, refused }, guardian] = await Promise.all([
    orNotFound(api.governance.proposal({ id: proposalId })),
    api.governance.guardian(),
  ]);
  if (refused) return <Refusal of={refused} />;
  const { id, title, state, proposer, description, actions, ballots, votes, quorum } = proposal;
  const until = untilOf(proposal);
  const open = (proposalStandings.open as readonly string[]).includes(state);
  const waits = proposal.operations.some((each) => each.state === "waiting" || each.state === "ready");
  const ended = !waits && (state === "executed" || state === "cancelled" || state === "defeated");
  const text = description.split("\n").slice(1).join("\n").trim();
  return (
    <QueryProvider>
      <div className="flex flex-col gap-10">
        {!ended && <Refresh everyMs={refreshMs} />}
        <PageHead title={title} aside={<ProposalStatus state={state} />}>
          Proposed by <Address of={proposer} noun="address of the proposer" />
        </PageHead>
        <div className="grid items-start gap-10 lg:grid-cols-[3fr_2fr]">
          <div className="flex min-w-0 flex-col gap-10">
            <Section title={actsTitle[state] ?? "What happens if it passes"}>
              <ActList acts={actions} />
            </Section>
            {newCodeOf(proposal).map(({ contract, address }) => (
              <Section key={address} title={`The new code of ${contract}`}>
                <div className="panel p-4 md:p-6">
                  <CodeChecks contract={contract} address={address} />
                </div>
              </Section>
            ))}
            {text && (
              <Section title="Why">
                <p className="measure break-words whitespace-pre-line">{text}</p>
              </Section>
            )}
          </div>
          <div className="flex min-w-0 flex-col gap-10">
            <Section title={state === "pending" || state === "active" ? "Vote" : "What is next"}>
              <NextStep
                id={id}
                title={title}
                state={state}
                {...(until && { until, leftSeconds: secondsBetween(proposal.now, until) })}
                warps={market.chain.local}
                signedIn={signedIn !== null}
                own={signedIn?.wallet === proposer}
                lacksQuorum={missingVotes(votes, quorum) !== 0n}
                further={furtherOf(proposal)}
              />
            </Section>
            <Section title="How the votes stand">
              <Tally votes={votes} quorum={quorum} />
            </Section>
            <Section title="Its life">
              <ProposalTimeline events={await lifeOf(proposal)} />
              {open && Date.parse(guardian.expiresAt) > Date.parse(proposal.now) && (
                <p className="text-13 text-ink-2 measure">
                  Until it is carried out the{" "}
                  <Link href={paths.guardian} className="link">
                    guardian
                  </Link>{" "}
                  can withdraw it. Its powers end <TimeAgo at={guardian.expiresAt} clock="chain" />.
                </p>
              )}
            </Section>
          </div>
        </div>
        <Section title="Votes">
          {ballots.length > 0 ? (
            <BallotTable ballots={ballots} />
          ) : (
            <EmptyState title="Nobody has voted yet.">Each vote stands here with its reason.</EmptyState>
          )}
        </Section>
      </div>
    </QueryProvider>
  );
}

const actsTitle: Partial<Record<Proposal["state"], string>> = {
  succeeded: "What was decided",
  queued: "What was decided",
  executed: "What happened",
  defeated: "What would have happened",
  cancelled: "What would have happened",
};

type Proposal = Awaited<ReturnType<Awaited<ReturnType<typeof gateway>>["governance"]["proposal"]>>;

/** What it put into the upgrade timelock. */
const furtherOf = ({ operations }: Proposal) =>
  operations.map(({ id, calls, state, now, readyAt }) => ({
    id,
    sentences: calls.map(({ sentence }) => sentence),
    state,
    until: readyAt,
    leftSeconds: secondsBetween(now, readyAt),
  }));

/** The new code that it runs, if it is an upgrade. */
const newCodeOf = ({ actions }: Proposal) =>
  actions
    .flatMap(({ inner }) => inner)
    .flatMap(({ contract, figure }) => {
      const upgraded = upgradeables.find((name) => name === contract);
      return upgraded && figure?.name === "code"
        ? [{ contract: upgraded, address: figure.after as Hex }]
        : [];
    });

const secondsBetween = (from: string, to: string) => Math.ceil((Date.parse(to) - Date.parse(from)) / 1000);

/** The dates of a proposal in their order; acts with their transactions. */
async function lifeOf(proposal: Proposal) {
  const { proposedAt, transaction, voteStart, voteEnd, executableAt, now } = proposal;
  const past = (at: string) => Date.parse(at) <= Date.parse(now);
  const act = async (title: string, hash: Proposal["executedIn"]) =>
    hash ? [{ title, at: await minedAt(hash), transaction: hash }] : [];
  const stopped = await act("Withdrawn", proposal.cancelledIn);
  return [
    { title: "Proposed", at: proposedAt, transaction },
    ...(stopped.length > 0 && !past(voteStart)
      ? []
      : [{ title: past(voteStart) ? "Voting began" : "Voting begins", at: voteStart }]),
    ...(stopped.length > 0 && !past(voteEnd)
      ? []
      : [{ title: past(voteEnd) ? "Voting ended" : "Voting ends", at: voteEnd }]),
    ...(await act("Queued in the timelock", proposal.queuedIn)),
    ...(executableAt && !proposal.executedIn && stopped.length === 0
      ? [{ title: "Can be carried out", at: executableAt }]
      : []),
    ...(await act("Carried out", proposal.executedIn)),
    ...(await furtherLife(proposal)),
    ...stopped,
  ];
}

/** The second wait of what changes code or a limit. */
async function furtherLife({ operations }: Proposal) {
  const [further] = operations;
  if (!further) return [];
  const { doneIn, state, readyAt } = further;
  if (!doneIn) return [{ title: "Can be carried out after the further delay", at: readyAt }];
  const title = state === "done" ? "Carried out after the further delay" : "Stopped in the upgrade timelock";
  return [{ title, at: await minedAt(doneIn), transaction: doneIn }];
}

/** Nothing when the node has forgotten the transaction, as one does that keeps no old blocks. */
async function minedAt(hash: `0x${string}`): Promise<string | undefined> {
  const receipt = await chainReader()
    .getTransactionReceipt({ hash })
    .catch((error: unknown) => {
      if (error instanceof TransactionReceiptNotFoundError) return undefined;
      throw error;
    });
  if (!receipt) return undefined;
  const { blockNumber } = receipt;
  const { timestamp } = await chainReader().getBlock({ blockNumber });
  return new Date(Number(timestamp) * 1000).toISOString();
}
