import { p256 } from "@noble/curves/nist.js";
import {
  bytesToHex,
  concat,
  encodeAbiParameters,
  getAddress,
  hashTypedData,
  hexToBytes,
  keccak256,
  numberToHex,
  parseAbiParameters,
  slice,
  stringToHex,
  type AbiParameter,
  type Address,
  type Hex,
} from "viem";
import { evidenceHash, leafOf, type Observation } from "@/lib/chain/attested";
import { deviceIdOf, deviceMessage, devicePublicKeyFrom } from "@/lib/chain/device-key";
import { manyEnrolments, placesAmong } from "@/lib/chain/many-enrolments";
import { merkleTree } from "@/lib/chain/merkle-tree";
import { amountDown, shareDown } from "@/lib/chain/roundings";
import { creditBps, creditDown, upBpsDown } from "@/lib/chain/sla";
import { countSlots, slotsDown, slotsWithin } from "@/lib/chain/slots";
import { digestOf, domain, signedTypes, type SignedMessage, type SignedName } from "@/lib/chain/typed-data";

/**
 * Random inputs with what TypeScript makes of them, ABI-encoded, for `contracts/test/differential/Differential.t.sol` to
 * make the same of them. Seeded: the same seed gives the same file, so `generate.ts --check` notices a change of either side.
 */

const casesEach = 24;

/** Each kind of case, as a list of ABI-encoded inputs and outcomes. */
export function differentialVectors(seed: string): Record<string, Hex[]> {
  const random = randomFrom(seed);
  const signed = Object.keys(signedTypes).map((name) => [
    name,
    cases(() => signedCase(random, name as SignedName)),
  ]);
  return {
    ...(Object.fromEntries(signed) as Record<SignedName, Hex[]>),
    Uptime: cases(() => uptimeCase(random)),
    Benchmark: cases(() => benchmarkCase(random)),
    RewardsRoot: cases(() => rewardsRootCase(random)),
    Reward: cases(() => rewardCase(random)),
    Observations: cases(() => observationsCase(random)),
    Within: cases(() => withinCase(random)),
    Path: cases(() => pathCase(random)),
    Amount: cases(() => amountCase(random)),
    Credit: cases(() => creditCase(random)),
    CreditTable: [0, 1, 2, 3, 4].map(creditTableCase),
    Device: cases(() => deviceCase(random)),
    Enrolments: cases(() => manyEnrolmentsCase(random)),
  };
}

function cases(makeCase: () => Hex): Hex[] {
  return Array.from({ length: casesEach }, makeCase);
}

/*  What is signed  */

function signedCase(random: Random, name: SignedName): Hex {
  const fields: readonly AbiParameter[] = signedTypes[name];
  const message = Object.fromEntries(fields.map((field) => [field.name, random.of(field.type)]));
  const chainId = Number(random.below(2n ** 31n)) + 1;
  const contract = random.address();
  const digest = digestOf(name, domain(chainId, contract), message as unknown as SignedMessage<SignedName>);
  return encodeAbiParameters(
    [{ type: "tuple", components: fields }, ...parseAbiParameters("uint256, address, bytes32")],
    [message, BigInt(chainId), contract, digest],
  );
}

/** viem hashes all of them by the rules of EIP-712; the contract finds the same from one and its place. */
function manyEnrolmentsCase(random: Random): Hex {
  const fields: readonly AbiParameter[] = signedTypes.Enrolment;
  const count = Number(random.below(40n)) + 1;
  const messages = Array.from({ length: count }, () =>
    Object.fromEntries(fields.map((field) => [field.name, random.of(field.type)])),
  );
  const many = messages as unknown as SignedMessage<"Enrolment">[];
  const index = Number(random.below(BigInt(count)));
  const message = messages[index]!;
  const chainId = Number(random.below(2n ** 31n)) + 1;
  const contract = random.address();
  const signed = manyEnrolments(domain(chainId, contract), many);
  const digest = hashTypedData(signed);
  const place = placesAmong(many)[index]!;
  return encodeAbiParameters(
    [
      { type: "tuple", components: fields },
      ...parseAbiParameters("(uint256 index, bytes32[] siblings), uint256, address, bytes32"),
    ],
    [message, { index: BigInt(place.index), siblings: place.siblings }, BigInt(chainId), contract, digest],
  );
}

/*  Leaves and trees  */

function uptimeCase(random: Random): Hex {
  const leaf = {
    lease: random.bytes32(),
    device: random.bytes32(),
    previous: random.uint32(),
    downSeconds: random.uint32(),
    windowDownSeconds: random.uint32(),
    evidence: random.bytes32(),
  };
  return encodeAbiParameters(
    parseAbiParameters(
      "(bytes32 lease, bytes32 device, uint32 previous, uint32 downSeconds, uint32 windowDownSeconds, bytes32 evidence), bytes32",
    ),
    [leaf, leafOf("Uptime", leaf)],
  );
}

function benchmarkCase(random: Random): Hex {
  const leaf = {
    device: random.bytes32(),
    class: random.uint8(),
    tier: random.uint8(),
    evidence: random.bytes32(),
  };
  return encodeAbiParameters(
    parseAbiParameters("(bytes32 device, uint8 class, uint8 tier, bytes32 evidence), bytes32"),
    [leaf, leafOf("Benchmark", leaf)],
  );
}

function rewardsRootCase(random: Random): Hex {
  const leaf = { root: random.bytes32(), total: random.uint(128) };
  return encodeAbiParameters(parseAbiParameters("(bytes32 root, uint128 total), bytes32"), [
    leaf,
    leafOf("RewardsRoot", leaf),
  ]);
}

function rewardCase(random: Random): Hex {
  const leaf = { account: random.address(), cumulative: random.uint(128) };
  return encodeAbiParameters(parseAbiParameters("(address account, uint128 cumulative), bytes32"), [
    leaf,
    leafOf("Reward", leaf),
  ]);
}

function pathCase(random: Random): Hex {
  const leaves = Array.from({ length: 1 + Number(random.below(40n)) }, () => random.bytes32());
  const tree = merkleTree(leaves);
  const leaf = leaves[Number(random.below(BigInt(leaves.length)))]!;
  return encodeAbiParameters(parseAbiParameters("bytes32, bytes32, bytes32[]"), [
    tree.root,
    leaf,
    tree.pathOf(leaf),
  ]);
}

/*  Arithmetic  */

function observationsCase(random: Random): Hex {
  const observations: Observation[] = Array.from({ length: 1 + Number(random.below(7n)) }, () => ({
    up: random.uint(64),
    seen: random.uint(64),
  }));
  const needed = 1 + Number(random.below(BigInt(observations.length)));
  const down = slotsDown(observations, needed);
  return encodeAbiParameters(
    parseAbiParameters("(uint64 up, uint64 seen)[], uint256, uint64, uint256, bytes32"),
    [observations, BigInt(needed), down, BigInt(countSlots(down)), evidenceHash(observations)],
  );
}

function withinCase(random: Random): Hex {
  const slotSeconds = 1n + random.below(60n);
  const epochStart = 2n * 10n ** 9n;
  const from = epochStart - 5_000n + random.below(10_000n);
  const to = from + random.below(10_000n);
  const inside = slotsWithin(epochStart, slotSeconds, from, to);
  return encodeAbiParameters(parseAbiParameters("uint256, uint256, uint256, uint256, uint64"), [
    epochStart,
    slotSeconds,
    from,
    to,
    inside,
  ]);
}

function amountCase(random: Random): Hex {
  const [rate, seconds] = [random.uint(96), BigInt(random.uint32())];
  const [amount, bps] = [random.uint(128), random.below(10_001n)];
  return encodeAbiParameters(parseAbiParameters("uint256, uint256, uint256, uint256, uint256, uint256"), [
    rate,
    seconds,
    amountDown(rate, seconds),
    amount,
    bps,
    shareDown(amount, bps),
  ]);
}

/** The whole table of a tier, from 0 to 10,000 basis points, as one hash. */
function creditTableCase(tier: number): Hex {
  const table = Array.from({ length: 10_001 }, (_, upBps) =>
    numberToHex(creditBps(tier, BigInt(upBps)), { size: 2 }),
  );
  return encodeAbiParameters(parseAbiParameters("uint8, bytes32"), [tier, keccak256(concat(table))]);
}

/** Half of them close to a promise, where the table has its steps. */
function creditCase(random: Random): Hex {
  const elapsed = 1n + random.below(2_592_000n);
  const most = random.below(2n) === 0n ? elapsed : elapsed / 20n;
  const [tier, down, fees] = [Number(random.below(5n)), random.below(most + 1n), random.uint(96)];
  const upBps = upBpsDown(elapsed, down);
  return encodeAbiParameters(
    parseAbiParameters("uint8, uint256, uint256, uint256, uint256, uint256, uint256"),
    [tier, elapsed, down, fees, upBps, creditBps(tier, upBps), creditDown(tier, upBps, fees)],
  );
}

/*  Devices  */

function deviceCase(random: Random): Hex {
  const secret = hexToBytes(random.bytes32());
  const publicKey = devicePublicKeyFrom(p256.getPublicKey(secret, false));
  const digest = random.bytes32();
  const signature = bytesToHex(p256.sign(deviceMessage(digest), secret));
  return encodeAbiParameters(parseAbiParameters("bytes32, bytes32, bytes32, bytes32, bytes"), [
    publicKey.x,
    publicKey.y,
    deviceIdOf(publicKey),
    digest,
    signature,
  ]);
}

/*  Chance  */

type Random = ReturnType<typeof randomFrom>;

/** Hashes of a counter: as random as needed, and the same everywhere. */
function randomFrom(seed: string) {
  let drawn = 0;
  const bytes32 = (): Hex => keccak256(stringToHex(`${seed} ${drawn++}`));
  const below = (limit: bigint) => BigInt(bytes32()) % limit;
  /** Every eighth is the smallest and every eighth the largest, because that is where encodings go wrong. */
  const uint = (bits: number) => {
    const kind = below(8n);
    if (kind < 2n) return kind === 0n ? 0n : 2n ** BigInt(bits) - 1n;
    return below(2n ** BigInt(bits));
  };
  const address = (): Address => getAddress(slice(bytes32(), 12));
  const of = (type: string) => {
    if (type === "bytes32") return bytes32();
    if (type === "address") return address();
    const bits = Number(/^uint(\d+)$/.exec(type)?.[1]);
    if (!bits) throw new Error(`No random ${type} yet: add it to randomFrom.`);
    // viem takes what fits a double as a number.
    return bits <= 48 ? Number(uint(bits)) : uint(bits);
  };
  return { bytes32, below, uint, uint8: () => Number(uint(8)), uint32: () => Number(uint(32)), address, of };
}
