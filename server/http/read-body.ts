import "server-only";
import { MarketError } from "@/lib/errors";

/** Reads a body up to a limit and not a byte further, whatever its Content-Length says. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > limit) throw new MarketError("SPEC_TOO_LARGE", { bytes: declared, limit });
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of request.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > limit) throw new MarketError("SPEC_TOO_LARGE", { bytes, limit });
    pieces.push(piece);
  }
  const body = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.byteLength;
  }
  return body;
}
