import { isAddress, parseEther, type Address } from "viem";
import { z } from "zod";
import type { L2 } from "@/contracts/script/parameters";

const address = z.custom<Address>(
  (value) => typeof value === "string" && isAddress(value),
  "an address with its checksum",
);

/**
 * What a public chain has to say for itself, as a JSON file: whose dollar, who holds the brake, who measures, and who holds
 * AMB at birth, in whole tokens.
 */
const schema = z.object({
  usdc: address,
  council: address,
  verifiers: z.object({
    members: z.array(address).min(1),
    quorum: z.int().positive(),
    assigned: z.int().positive(),
  }),
  genesis: z.array(
    z.object({ to: z.union([z.literal("treasury"), address]), amb: z.string().regex(/^\d+$/) }),
  ),
});

/** Reads such a file's text; verifiers may come in any order. Throws what is wrong with it. */
export function parseL2Settings(text: string): L2 {
  const { usdc, council, verifiers, genesis } = schema.parse(JSON.parse(text));
  const members = verifiers.members.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return {
    usdc,
    council,
    verifiers: { ...verifiers, members },
    genesis: genesis.map(({ to, amb }) => ({ to, amount: parseEther(amb) })),
  };
}
