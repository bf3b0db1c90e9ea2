import { expect, test } from "vitest";
import {
  parseSignature,
  parseSignatureInput,
  signatureBase,
  signatureHeaders,
  type SignedRequest,
} from "./request-signature";

const request: SignedRequest = {
  method: "post",
  authority: "Gateway.example:3000",
  path: "/api/agent/events",
  query: "?",
  contentDigest: "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
  bootId: "b1",
  sequence: 7n,
};
const parameters = { device: `0x${"ab".repeat(32)}`, createdSeconds: 1_790_000_000 } as const;
const base64 = `${"A".repeat(86)}==`;

test("the base has one line for each component and ends with the parameters", () => {
  const lines = signatureBase(request, parameters).split("\n");
  expect(lines[0]).toBe('"@method": POST');
  expect(lines[1]).toBe('"@authority": gateway.example:3000');
  expect(lines).toHaveLength(8);
  expect(lines.at(-1)).toMatch(/^"@signature-params": \("@method"/);
});

test("what the headers say is read back", () => {
  const headers = signatureHeaders(request, parameters, base64);
  expect(parseSignatureInput(headers["signature-input"]!)).toEqual(parameters);
  expect(parseSignature(headers.signature!)).toBe(base64);
});

test.each([
  [
    "without the body",
    'sig1=("@method" "@authority" "@path" "@query" "ambit-boot" "ambit-seq");created=1;keyid="0x00";alg="ecdsa-p256-sha256";tag="ambit-device"',
  ],
  ["of another tag", "sig1=x"],
  [
    "with something behind it",
    `${signatureHeaders(request, parameters, base64)["signature-input"]};expires=9`,
  ],
])("a cover %s is not accepted", (_, header) => expect(parseSignatureInput(header)).toBeUndefined());

test("any change of the request changes the base", () => {
  const base = signatureBase(request, parameters);
  const changed: Partial<SignedRequest>[] = [
    { method: "get" },
    { authority: "other" },
    { path: "/api/agent/hello" },
    { query: "?a=1" },
    { contentDigest: "x" },
    { bootId: "b2" },
    { sequence: 8n },
  ];
  for (const change of changed) expect(signatureBase({ ...request, ...change }, parameters)).not.toBe(base);
});
