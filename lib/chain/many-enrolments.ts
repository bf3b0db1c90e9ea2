import {
  concat,
  domainSeparator,
  hashStruct,
  keccak256,
  stringToHex,
  zeroAddress,
  zeroHash,
  type Hex,
  type TypedDataDefinition,
  type TypedDataDomain,
} from "viem";
import { signedTypes, type SignedMessage } from "./typed-data";

type Enrolment = SignedMessage<"Enrolment">;
/** Enrolments as a wallet gets them: a pair, a pair of pairs, and so on. */
type Pairs = Enrolment | readonly [Pairs, Pairs];

/** Where an enrolment stands among those that were signed for at once: its number, and the hashes beside its way up. */
export type PlaceAmongMany = { index: number; siblings: readonly Hex[] };

/** 512 devices: what one token can bring, in one prompt of a wallet. */
const heightMax = 9;

/** Fills the tree where there is no device: no key hashes to this id, so nobody can enrol with it. */
const nobody: Enrolment = {
  device: zeroHash,
  operator: zeroAddress,
  payout: zeroAddress,
  nonce: 0n,
  validUntil: 0,
};

/**
 * One signature of an operator for many devices, as EIP-712. The wallet gets every enrolment and can show it. EIP-712
 * hashes an array of two as a pair, so the hash of them all is the root of a tree, and the hashes beside its way up show
 * of each that it was among them.
 */
export function manyEnrolments(
  signingDomain: TypedDataDomain,
  enrolments: readonly Enrolment[],
): TypedDataDefinition {
  const height = heightOf(enrolments.length);
  const all = Array.from({ length: 2 ** height }, (_, index) => enrolments[index] ?? nobody);
  return {
    domain: signingDomain,
    types: {
      Enrolments: [{ name: "devices", type: `Enrolment${"[2]".repeat(height)}` }],
      Enrolment: signedTypes.Enrolment,
    },
    primaryType: "Enrolments",
    message: { devices: pairsOf(all) },
  };
}

/** Where each of the enrolments stands in what `manyEnrolments` gives to sign, in the same order. */
export function placesAmong(enrolments: readonly Enrolment[]): PlaceAmongMany[] {
  const height = heightOf(enrolments.length);
  const leaves = Array.from({ length: 2 ** height }, (_, index) => leafOf(enrolments[index] ?? nobody));
  const levels = [leaves];
  while (levels.length < height) levels.push(levelAbove(levels.at(-1)!));
  return enrolments.map((_, index) => ({
    index,
    siblings: levels.map((level, above) => level[(index >> above) ^ 1]!),
  }));
}

/** The digest that was signed, found from one of the enrolments and its place as the contract finds it. */
export function digestOfMany(
  signingDomain: TypedDataDomain,
  enrolment: Enrolment,
  { index, siblings }: PlaceAmongMany,
): Hex {
  const root = siblings.reduce(
    (hash, sibling, above) => keccak256(concat((index >> above) & 1 ? [sibling, hash] : [hash, sibling])),
    leafOf(enrolment),
  );
  const hashed = keccak256(concat([typeHashAt(siblings.length), root]));
  return keccak256(concat(["0x1901", domainSeparator({ domain: signingDomain }), hashed]));
}

function heightOf(enrolments: number): number {
  const height = Math.max(1, Math.ceil(Math.log2(enrolments)));
  if (enrolments < 1 || height > heightMax)
    throw new Error(`One signature is for 1 to ${2 ** heightMax} devices, not for ${enrolments}.`);
  return height;
}

function pairsOf(all: readonly Enrolment[]): Pairs {
  if (all.length === 1) return all[0]!;
  return [pairsOf(all.slice(0, all.length / 2)), pairsOf(all.slice(all.length / 2))];
}

const levelAbove = (level: readonly Hex[]): Hex[] =>
  Array.from({ length: level.length / 2 }, (_, at) =>
    keccak256(concat([level[2 * at]!, level[2 * at + 1]!])),
  );

const leafOf = (enrolment: Enrolment): Hex =>
  hashStruct({ primaryType: "Enrolment", data: enrolment, types: { Enrolment: [...signedTypes.Enrolment] } });

function typeHashAt(height: number): Hex {
  const fields = signedTypes.Enrolment.map(({ name, type }) => `${type} ${name}`).join(",");
  return keccak256(stringToHex(`Enrolments(Enrolment${"[2]".repeat(height)} devices)Enrolment(${fields})`));
}
