import { MarketError } from "@/lib/errors";

/** Throws for bytes that are no valid module. `detail` is a clause: "the module ends early at byte 7". */
export function notWasm(detail: string): never {
  throw new MarketError("WORKLOAD_NOT_WASM", { detail });
}

/** Throws for a valid module that asks for what no device grants. */
export function unsupported(detail: string): never {
  throw new MarketError("WORKLOAD_UNSUPPORTED", { detail });
}
