import { hexToBigInt, size, slice, type Hex } from "viem";

/** What a vote adds to each side, in AMB wei. */
export type VoteParts = { against: bigint; for: bigint; abstain: bigint };

/** The governor's word for "in parts"; 0 is against, 1 for, 2 abstain. */
const inParts = 255;

/**
 * How a vote divides. A vote in parts carries three uint128 side by side (against, for, abstain), as OpenZeppelin's
 * `GovernorCountingFractional` reads them; any other goes to one side as a whole.
 */
export function splitVote(cast: { support: number; weight: bigint; params: Hex }): VoteParts {
  const { support, weight, params } = cast;
  if (support !== inParts)
    return {
      against: support === 0 ? weight : 0n,
      for: support === 1 ? weight : 0n,
      abstain: support === 2 ? weight : 0n,
    };
  if (size(params) !== 48)
    throw new Error(`A vote in parts has 48 bytes of parameters, this has ${size(params)}: ${params}.`);
  const part = (index: number) => hexToBigInt(slice(params, index * 16, index * 16 + 16));
  return { against: part(0), for: part(1), abstain: part(2) };
}
