import { encodeAbiParameters, hexToBigInt, keccak256, stringToHex } from "viem";
import type { Call } from "./describe-call";

/** The governor's number for a proposal, as OpenZeppelin's `Governor.hashProposal` computes it. */
export function proposalId(calls: readonly Call[], description: string): bigint {
  return hexToBigInt(
    keccak256(
      encodeAbiParameters(
        [{ type: "address[]" }, { type: "uint256[]" }, { type: "bytes[]" }, { type: "bytes32" }],
        [
          calls.map(({ target }) => target),
          calls.map(({ value }) => value),
          calls.map(({ data }) => data),
          keccak256(stringToHex(description)),
        ],
      ),
    ),
  );
}
