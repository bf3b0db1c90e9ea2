import type { Address as AddressHex } from "viem";
import { Address } from "@/components/ui/address";
import { Table, type Column } from "@/components/ui/table";

type GovernedContract = {
  name: string;
  address: AddressHex;
  code: "fixed" | "frozen" | "timelock" | "issuer";
};

/** What each contract does, in one sentence. */
const duties: Record<string, string> = {
  token: "AMB, the network’s token: votes and stakes.",
  usdc: "The dollar that customers pay with.",
  params: "The figures above, each within bounds that no vote can move.",
  devices: "Which device belongs to which operator, and where earnings go.",
  escrow: "Holds customers’ balances, session keys and tabs; pays operators.",
  leases: "Long leases: pay by the second, and credits for a broken promise.",
  bonds: "What operators and verifiers stake, and what they can lose.",
  committee: "Who measures devices, and the roots of what was measured.",
  rewards: "Pays out AMB for fees that were really paid.",
  governor: "Proposals and votes.",
  guardian: "May pause new intake for a short time. It cannot move money and cannot stop a withdrawal.",
  treasury: "Collects the fee; pays out what a vote decides, up to a limit.",
  timelock: "Carries out what was voted, after its delay.",
  upgradeTimelock: "Changes code, after a longer delay.",
  faucet: "Gives AMB to anyone, on the local chain only.",
};

const rules: Record<GovernedContract["code"], string> = {
  fixed: "Never",
  frozen: "Never again",
  timelock: "By vote and upgrade timelock",
  issuer: "As its issuer decides",
};

const columns: readonly Column<GovernedContract>[] = [
  {
    key: "name",
    head: "Contract",
    onPhone: "title",
    cell: ({ name }) => <span className="font-strong">{name}</span>,
  },
  {
    key: "duty",
    head: "What it does",
    cell: ({ name }) => (
      <span className="text-ink-2 max-md:text-right">{duties[name] ?? "Part of the protocol."}</span>
    ),
  },
  { key: "code", head: "Its code changes", cell: ({ code }) => rules[code] },
  {
    key: "address",
    head: "Address",
    cell: ({ address, name }) => <Address of={address} noun={`address of ${name}`} />,
  },
];

/** The contracts of this market and who may change them. */
export function ContractTable({ contracts }: { contracts: readonly GovernedContract[] }) {
  return (
    <Table
      caption="Contracts of this market"
      columns={columns}
      rows={contracts}
      rowKey={({ name }) => name}
    />
  );
}
