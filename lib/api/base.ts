import { oc } from "@orpc/contract";

/**
 * Who may call a route. It is data so that the handler, the document and the test of "who may not"
 * read the same word. `wallet`: a signed-in wallet. `device`: a request signed by an enrolled device.
 * `key`: the message itself is signed, no sign-in is needed.
 */
export type Caller = "anyone" | "wallet" | "device" | "key";

export const route = oc.$meta<{ caller: Caller }>({ caller: "anyone" });
