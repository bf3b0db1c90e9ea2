import { bytesToHex, hexToBytes, type Hex } from "viem";
import { z } from "zod";
import { sha256Schema, type Spec } from "./spec";

/**
 * What a sealed order runs. The order names the SHA-256 of these packed, which begin with a random salt, so
 * that the hash tells nobody what is in them and yet binds device and customer to them.
 */
export type SealedContents = { main: Uint8Array; args: string[]; input: Uint8Array | null };

/** A 32-byte key of one order, or of one fleet. Who has it can read what the order runs and what came of it. */
export type ContentKey = Uint8Array;

const headerSchema = z.object({
  version: z.literal(1),
  salt: sha256Schema,
  args: z.array(z.string().max(4096)).max(100),
  mainBytes: z.int().min(0),
  inputBytes: z.int().min(0).nullable(),
});

const nonceBytes = 12;
const headerLengthBytes = 4;

export function newContentKey(): ContentKey {
  return crypto.getRandomValues(new Uint8Array(32));
}

/**
 * The content key of an order that a session key signs, made from that key and the order's salt: whoever
 * holds the session key can make it again, and has nothing more to keep. The orders of a fleet run one package, so
 * they have one key, made from the fleet's id.
 */
export async function contentKeyOf(
  sessionPrivateKey: Hex,
  salt: bigint,
  { fleet }: Pick<Spec, "fleet">,
): Promise<ContentKey> {
  const key = await derive(
    hexToBytes(sessionPrivateKey),
    `content key|${fleet?.id ?? salt}`,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    ["sign"],
    true,
  );
  return new Uint8Array(await crypto.subtle.exportKey("raw", key));
}

/** Packs and encrypts. `sha256` is what the order names as its module or source; the ciphertext is uploaded. */
export async function sealContents(
  key: ContentKey,
  contents: SealedContents,
): Promise<{ sha256: string; ciphertext: Uint8Array<ArrayBuffer> }> {
  const packed = pack(contents, crypto.getRandomValues(new Uint8Array(32)));
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const aes = await aesKey(key, "contents");
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, aes, packed);
  return { sha256: await sha256Of(packed), ciphertext: concat(nonce, new Uint8Array(sealed)) };
}

/** Opens what `sealContents` made. Throws, with what is wrong, unless it is exactly what the order names. */
export async function openContents(
  key: ContentKey,
  ciphertext: Uint8Array,
  sha256: string,
): Promise<SealedContents> {
  const aes = await aesKey(key, "contents");
  const iv = ciphertext.slice(0, nonceBytes);
  const packed = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, aes, ciphertext.slice(nonceBytes)).then(
    (bytes) => new Uint8Array(bytes),
    () => {
      throw new Error("the key does not fit");
    },
  );
  if ((await sha256Of(packed)) !== sha256) throw new Error("it is not what the order names");
  return unpack(packed);
}

function pack({ main, args, input }: SealedContents, salt: Uint8Array): Uint8Array<ArrayBuffer> {
  const about: z.input<typeof headerSchema> = {
    version: 1,
    salt: bytesToHex(salt).slice(2),
    args,
    mainBytes: main.length,
    inputBytes: input?.length ?? null,
  };
  const header = new TextEncoder().encode(JSON.stringify(about));
  const length = new Uint8Array(headerLengthBytes);
  new DataView(length.buffer).setUint32(0, header.length);
  return concat(length, header, main, input ?? new Uint8Array());
}

function unpack(packed: Uint8Array): SealedContents {
  const headerLength = new DataView(packed.buffer, packed.byteOffset).getUint32(0);
  const mainAt = headerLengthBytes + headerLength;
  const header = new TextDecoder().decode(packed.subarray(headerLengthBytes, mainAt));
  const { args, mainBytes, inputBytes } = headerSchema.parse(JSON.parse(header));
  const inputAt = mainAt + mainBytes;
  if (packed.length !== inputAt + (inputBytes ?? 0)) throw new Error("its parts are not as long as it says");
  return {
    args,
    main: packed.slice(mainAt, inputAt),
    input: inputBytes === null ? null : packed.slice(inputAt),
  };
}

/** What a lease writes: both streams of its log, and its result. */
type SealedStream = "stdout" | "stderr" | "result";

export type LeaseSeal = {
  /** Seals one piece. A place in a stream is sealed once, so a key and a nonce never meet two texts. */
  seal: (stream: SealedStream, offset: number, bytes: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>;
  /** Opens a piece of that place. Rejects on anything else. */
  open: (stream: SealedStream, offset: number, bytes: Uint8Array) => Promise<Uint8Array>;
  /** The `resultRoot` as others see it: it binds as the open one does, and nobody can guess what it is of. */
  blindRoot: (resultRoot: string) => Promise<string>;
};

/** Seals what one lease writes, with keys that only the order's content key and this lease give. */
export async function leaseSeal(key: ContentKey, lease: Hex): Promise<LeaseSeal> {
  const [stdout, stderr, result, rootKey] = await Promise.all([
    aesKey(key, `stdout|${lease}`),
    aesKey(key, `stderr|${lease}`),
    aesKey(key, `result|${lease}`),
    derive(key, `root|${lease}`, { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]),
  ]);
  const keys = { stdout, stderr, result };
  return {
    seal: async (stream, offset, bytes) =>
      new Uint8Array(
        await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonceOf(offset) }, keys[stream], bytes.slice()),
      ),
    open: async (stream, offset, bytes) =>
      new Uint8Array(
        await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonceOf(offset) }, keys[stream], bytes.slice()),
      ),
    blindRoot: async (resultRoot) =>
      bytesToHex(
        new Uint8Array(await crypto.subtle.sign("HMAC", rootKey, hexToBytes(`0x${resultRoot}`).slice())),
      ).slice(2),
  };
}

/** The bytes of the first part of standard output behind how many there were in all. */
export function packResult(bytes: Uint8Array, totalBytes: number): Uint8Array {
  const total = new Uint8Array(8);
  new DataView(total.buffer).setBigUint64(0, BigInt(totalBytes));
  return concat(total, bytes);
}

/** What `packResult` packed. */
export function unpackResult(packed: Uint8Array): { bytes: Uint8Array; totalBytes: number } {
  const view = new DataView(packed.buffer, packed.byteOffset);
  return { totalBytes: Number(view.getBigUint64(0)), bytes: packed.slice(8) };
}

function nonceOf(offset: number): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(nonceBytes);
  new DataView(nonce.buffer).setBigUint64(4, BigInt(offset));
  return nonce;
}

const aesKey = (key: ContentKey, use: string) =>
  derive(key, use, { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]);

/** HKDF (RFC 5869) with a purpose, so that no key serves two. */
async function derive(
  key: ContentKey,
  use: string,
  into: AesKeyGenParams | HmacKeyGenParams,
  usages: KeyUsage[],
  extractable = false,
): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey("raw", key.slice(), "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode(`ambit seal 1|${use}`);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return crypto.subtle.deriveKey(hkdf, secret, into, extractable, usages);
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))).slice(2);
}

function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
