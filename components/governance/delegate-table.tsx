import Link from "next/link";
import type { Address as AddressHex } from "viem";
import { Address } from "@/components/ui/address";
import { Disclosure } from "@/components/ui/disclosure";
import { Table, type Column } from "@/components/ui/table";
import type { Delegate } from "@/lib/api/governance";
import { paths } from "@/lib/paths";
import { Amb } from "./amb";
import { DelegateButton } from "./delegate-button";

type Proposal = { id: string; title: string };

type DelegateTableProps = {
  delegates: readonly Delegate[];
  /** Of which taking part is counted, the newest first. */
  proposals: readonly Proposal[];
  /** The reader's. */
  wallet: AddressHex | undefined;
};

/** Who votes for others: with how much, for how many, and how they used it. */
export function DelegateTable({ delegates, proposals, wallet }: DelegateTableProps) {
  return (
    <Table
      caption="Delegates"
      columns={columnsFor(proposals, wallet)}
      rows={delegates}
      rowKey={(delegate) => delegate.wallet}
    />
  );
}

const columnsFor = (
  proposals: readonly Proposal[],
  reader: AddressHex | undefined,
): readonly Column<Delegate>[] => [
  {
    key: "delegate",
    head: "Delegate",
    onPhone: "title",
    cell: ({ wallet }) => (
      <span className="flex flex-wrap items-center gap-x-2">
        <Address of={wallet} noun="address of the delegate" />
        {wallet === reader && <span className="text-13 text-ink-2">you</span>}
      </span>
    ),
  },
  {
    key: "votes",
    head: "Votes",
    align: "right",
    onPhone: "aside",
    cell: ({ votes, staked }) => (
      <span>
        <Amb wei={votes} />
        {staked > 0n && (
          <span className="text-12 text-ink-3 block">
            of them staked <Amb wei={staked} />
          </span>
        )}
      </span>
    ),
  },
  { key: "wallets", head: "From wallets", align: "right", cell: ({ wallets }) => wallets },
  {
    key: "taking-part",
    head: "Took part",
    cell: ({ tookPart, ballots }) =>
      proposals.length === 0 ? (
        <span className="text-ink-3">nothing was voted on</span>
      ) : (
        <div className="max-md:basis-full">
          <p className="whitespace-nowrap">
            in {tookPart} of {proposals.length}
          </p>
          <Disclosure label="How it voted">
            <ul className="mt-1 flex max-w-80 flex-col gap-2">
              {proposals.map((proposal) => (
                <li key={proposal.id} className="text-13">
                  <Link href={paths.proposal(proposal.id)} className="link break-words">
                    {proposal.title}
                  </Link>
                  <Ballots of={ballots.filter((ballot) => ballot.proposal === proposal.id)} />
                </li>
              ))}
            </ul>
          </Disclosure>
        </div>
      ),
  },
  {
    key: "delegate-to",
    head: "Your votes",
    cell: ({ wallet }) => <DelegateButton to={wallet} self={wallet === reader} />,
  },
];

const sides = { for: "For", against: "Against", abstain: "Abstain" } as const;

/** What one delegate said on one proposal, in one ballot or in several. */
function Ballots({ of }: { of: Delegate["ballots"] }) {
  if (of.length === 0) return <p className="text-ink-3">did not vote</p>;
  return of.map((ballot, index) => (
    <p key={index} className="text-ink-2">
      {(["for", "against", "abstain"] as const)
        .filter((side) => ballot[side] > 0n)
        .map((side) => (
          <span key={side} className="mr-2 whitespace-nowrap">
            {sides[side]} <Amb wei={ballot[side]} />
          </span>
        ))}
      {ballot.reason && <span className="block break-words">“{ballot.reason}”</span>}
    </p>
  ));
}
