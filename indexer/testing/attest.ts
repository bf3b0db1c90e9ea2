import { encodeAbiParameters, hashStruct, keccak256, zeroHash, type Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { domain } from "@/lib/chain/typed-data";
import { lowerAddress } from "@/lib/wire";
import { text32 } from "./sign";
import type { World } from "./world";

/** What verifiers sign and attest, as `contracts/src/libraries/Attested.sol` has it. */
const types = {
  Measurement: fields("bytes32 device,uint32 epoch,uint64 up,uint64 seen"),
  EpochRoot: fields("uint32 epoch,uint32 previous,bytes32 root,bytes32 dataHash"),
  Uptime: fields(
    "bytes32 lease,bytes32 device,uint32 previous,uint32 downSeconds,uint32 windowDownSeconds,bytes32 evidence",
  ),
  Benchmark: fields("bytes32 device,uint8 class,uint8 tier,bytes32 evidence"),
  RewardsRoot: fields("bytes32 root,uint128 total"),
  Reward: fields("address account,uint128 cumulative"),
};

function fields(list: string) {
  return list.split(",").map((field) => {
    const [type, name] = field.split(" ");
    return { type: type!, name: name! };
  });
}

/** Leaves are hashed twice, so that no inner node of the tree can pass for one. */
export const leafOf = (primaryType: keyof typeof types, data: Record<string, unknown>): Hex =>
  keccak256(hashStruct({ types, primaryType, data }));

type Observation = { up: bigint; seen: bigint };
export const allSlots = (1n << 60n) - 1n;
export const allUp: Observation[] = Array.from({ length: 3 }, () => ({ up: allSlots, seen: allSlots }));

const evidenceOf = (observations: Observation[]): Hex =>
  keccak256(
    encodeAbiParameters([{ type: "tuple[]", components: fields("uint64 up,uint64 seen") }], [observations]),
  );

type Uptime = {
  lease: Hex;
  device: Hex;
  previous: number;
  downSeconds: number;
  windowDownSeconds: number;
  evidence: Hex;
};

/** A lease's first leaf, with the evidence of a device that was always up. */
export const uptime = (lease: Hex, device: Hex, downSeconds: number): Uptime => ({
  lease,
  device,
  previous: 0,
  downSeconds,
  windowDownSeconds: downSeconds,
  evidence: evidenceOf(allUp),
});

export const noUptime: Uptime = { ...uptime(zeroHash, zeroHash, 0), evidence: zeroHash };

const epochSeconds = 60;
export const challengeSeconds = 60;

export const epochNow = async ({ now }: World) => Math.floor((await now()) / epochSeconds);

/** Has the first two verifiers attest one leaf at the end of the epoch that runs, and posts it. The path to it is empty. */
export async function attest(world: World, leaf: Hex): Promise<number> {
  const { verifiers, send, relayer, read, passTo } = world;
  const epoch = await epochNow(world);
  await passTo((epoch + 1) * epochSeconds);
  const [, previous] = await read<[number, number]>(["committee", "lastEpochs"]);
  const message = { epoch, previous, root: leaf, dataHash: text32("data") };
  const signatures = await Promise.all(
    verifiers.slice(0, 2).map((verifier) => signAsVerifier(world, verifier, "EpochRoot", message)),
  );
  await send(relayer, "committee", "postRoot", epoch, leaf, message.dataHash, 3, signatures);
  return epoch;
}

/** What the verifiers that are assigned to a device saw, each signed by who saw it. */
export async function signObservations(
  world: World,
  device: Hex,
  epoch: number,
  observations: Observation[],
): Promise<Hex[]> {
  const assigned = await world.read<Hex[]>(["committee", "assignedTo", device, epoch]);
  return Promise.all(
    assigned.map((address, index) => {
      const verifier = world.verifiers.find((known) => lowerAddress(known.address) === lowerAddress(address));
      if (!verifier) throw new Error(`${address} is assigned to ${device} but is none of our verifiers.`);
      return signMeasurement(world, verifier, device, epoch, observations[index]!);
    }),
  );
}

export const signMeasurement = (
  world: World,
  verifier: PrivateKeyAccount,
  device: Hex,
  epoch: number,
  observation: Observation,
) => signAsVerifier(world, verifier, "Measurement", { device, epoch, ...observation });

const signAsVerifier = (
  { deployment }: World,
  verifier: PrivateKeyAccount,
  primaryType: "Measurement" | "EpochRoot",
  message: Record<string, unknown>,
): Promise<Hex> =>
  verifier.signTypedData({
    domain: domain(deployment.chainId, deployment.contracts.committee),
    types: { [primaryType]: types[primaryType] },
    primaryType,
    message,
  });
