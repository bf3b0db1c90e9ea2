import "server-only";
import type { UploadRole } from "@/lib/api/workloads";
import { MarketError } from "@/lib/errors";

/** Refuses at the door what no device could run, before anything is ordered or billed. */
export async function checkWorkload(role: UploadRole, bytes: Uint8Array): Promise<void> {
  if (role === "wasm" && !startsAsWasm(bytes))
    throw new MarketError("WORKLOAD_NOT_WASM", {
      detail: "it does not begin with the magic bytes of a module",
    });
}

const startsAsWasm = (bytes: Uint8Array) =>
  [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00].every((byte, at) => bytes[at] === byte);
