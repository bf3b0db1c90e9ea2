import { getAddress, type Address as Hex } from "viem";
import { Copyable } from "./copyable";

/** A wallet or a contract, in the spelling that carries a checksum. */
export function Address({ of, noun = "address" }: { of: Hex; noun?: string }) {
  return <Copyable value={getAddress(of)} noun={noun} />;
}
