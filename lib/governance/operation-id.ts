import { bytesToHex, concat, hexToBytes, keccak256, stringToHex, zeroHash, type Hex } from "viem";
import { hashOperationBatch } from "./hash-operation";

type Proposal = {
  governor: Hex;
  targets: readonly Hex[];
  values: readonly bigint[];
  calldatas: readonly Hex[];
  description: string;
};

/**
 * The name under which a timelock knows a proposal that the governor queues there, as OpenZeppelin's
 * `GovernorTimelockControl` computes it: a batch with no predecessor and the salt below.
 */
export function operationId({ governor, targets, values, calldatas, description }: Proposal): Hex {
  const calls = targets.map((target, index) => ({
    target,
    value: values[index]!,
    data: calldatas[index]!,
  }));
  return hashOperationBatch(calls, zeroHash, saltOf(governor, description));
}

/** The governor's address, left-aligned, xor the description's hash: governors that share a timelock cannot collide. */
function saltOf(governor: Hex, description: string): Hex {
  const mask = hexToBytes(concat([governor, `0x${"00".repeat(12)}`]));
  const hash = hexToBytes(keccak256(stringToHex(description)));
  return bytesToHex(hash.map((byte, index) => byte ^ mask[index]!));
}
