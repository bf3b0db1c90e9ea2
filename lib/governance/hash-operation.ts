import { encodeAbiParameters, keccak256, type Hex } from "viem";
import type { Call } from "./describe-call";

const placeParameters = [{ type: "bytes32" }, { type: "bytes32" }] as const;

/** A timelock's name for one call, as OpenZeppelin's `TimelockController.hashOperation` computes it. */
export function hashOperation({ target, value, data }: Call, predecessor: Hex, salt: Hex): Hex {
  const call = [{ type: "address" }, { type: "uint256" }, { type: "bytes" }] as const;
  return keccak256(
    encodeAbiParameters([...call, ...placeParameters], [target, value, data, predecessor, salt]),
  );
}

/** Its name for several, or for a batch of one: `TimelockController.hashOperationBatch`. */
export function hashOperationBatch(calls: readonly Call[], predecessor: Hex, salt: Hex): Hex {
  const lists = [{ type: "address[]" }, { type: "uint256[]" }, { type: "bytes[]" }] as const;
  return keccak256(
    encodeAbiParameters([...lists, ...placeParameters], [...columnsOf(calls), predecessor, salt]),
  );
}

/** Calls as the contracts take them: all targets, all values, all data. */
export const columnsOf = (calls: readonly Call[]) =>
  [
    calls.map(({ target }) => target),
    calls.map(({ value }) => value),
    calls.map(({ data }) => data),
  ] as const;
