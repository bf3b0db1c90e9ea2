import type { Hex } from "viem";

/**
 * How a device signs its requests: HTTP Message Signatures (RFC 9421) with ecdsa-p256-sha256, over the
 * method, the authority, the path, the query, the digest of the body (RFC 9530), and two fields of ours
 * that make a request good for one use: the start of the agent (`ambit-boot`) and a number that only
 * rises within it (`ambit-seq`).
 */
export const coveredComponents = [
  "@method",
  "@authority",
  "@path",
  "@query",
  "content-digest",
  "ambit-boot",
  "ambit-seq",
] as const;

export const signatureTag = "ambit-device";

/** A request older or newer than this by the gateway's clock is refused. */
export const signatureMaxAgeSeconds = 60;

/** How far back a sequence number may arrive out of order. */
export const sequenceWindow = 64;

export type SignedRequest = {
  method: string;
  /** Host and port as dialled, lower case. */
  authority: string;
  path: string;
  /** With its question mark; "?" when there is none. */
  query: string;
  /** `sha-256=:…:` of the body's bytes, also of none. */
  contentDigest: string;
  bootId: string;
  sequence: bigint;
};

export type SignatureParameters = { device: Hex; createdSeconds: number };

/** The text that is signed (RFC 9421 §2.5). */
export function signatureBase(request: SignedRequest, parameters: SignatureParameters): string {
  const values: Record<(typeof coveredComponents)[number], string> = {
    "@method": request.method.toUpperCase(),
    "@authority": request.authority.toLowerCase(),
    "@path": request.path,
    "@query": request.query,
    "content-digest": request.contentDigest,
    "ambit-boot": request.bootId,
    "ambit-seq": request.sequence.toString(),
  };
  const lines = coveredComponents.map((name) => `"${name}": ${values[name]}`);
  return [...lines, `"@signature-params": ${signatureParameters(parameters)}`].join("\n");
}

/** The parameters as they stand in `Signature-Input` and at the end of what is signed. */
export function signatureParameters({ device, createdSeconds }: SignatureParameters): string {
  const components = coveredComponents.map((name) => `"${name}"`).join(" ");
  return `(${components});created=${createdSeconds};keyid="${device}";alg="ecdsa-p256-sha256";tag="${signatureTag}"`;
}

/** A request that is about to be dialled, as it is signed. `bodyDigest` is the body's SHA-256 in base64. */
export function outgoingRequest(
  { method, url }: { method: string; url: string },
  bodyDigest: string,
  use: Pick<SignedRequest, "bootId" | "sequence">,
): SignedRequest {
  const { host, pathname, search } = new URL(url);
  const contentDigest = `sha-256=:${bodyDigest}:`;
  return { method, authority: host, path: pathname, query: search || "?", contentDigest, ...use };
}

/** The headers that carry a signature of 64 bytes, given in base64. */
export function signatureHeaders(
  request: SignedRequest,
  parameters: SignatureParameters,
  signatureBase64: string,
): Record<string, string> {
  return {
    "content-digest": request.contentDigest,
    "ambit-boot": request.bootId,
    "ambit-seq": request.sequence.toString(),
    "signature-input": `sig1=${signatureParameters(parameters)}`,
    signature: `sig1=:${signatureBase64}:`,
  };
}

/**
 * Reads a `Signature-Input` that covers exactly what we want covered; anything else is undefined.
 * Accepting other covers would mean accepting requests whose body or number nobody signed.
 */
export function parseSignatureInput(header: string): SignatureParameters | undefined {
  const found = /;created=(\d{1,12});keyid="(0x[0-9a-f]{64})";/.exec(header);
  if (!found) return undefined;
  const parameters = { createdSeconds: Number(found[1]), device: found[2] as Hex };
  return header === `sig1=${signatureParameters(parameters)}` ? parameters : undefined;
}

/** The signature's base64 out of its header, if it is the one that `Signature-Input` describes. */
export function parseSignature(header: string): string | undefined {
  return /^sig1=:([A-Za-z0-9+/]{86}==):$/.exec(header)?.[1];
}
