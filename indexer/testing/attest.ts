import { zeroHash, type Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { evidenceHash, type Observation, type Uptime } from "@/lib/chain/attested";
import { digestOf, domain, type SignedMessage } from "@/lib/chain/typed-data";
import { lowerAddress } from "@/lib/wire";
import { text32 } from "./sign";
import type { World } from "./world";

export const allSlots = (1n << 60n) - 1n;
export const allUp: Observation[] = Array.from({ length: 3 }, () => ({ up: allSlots, seen: allSlots }));

/** A lease's first leaf, with the evidence of a device that was always up. */
export const uptime = (lease: Hex, device: Hex, downSeconds: number): Uptime => ({
  lease,
  device,
  previous: 0,
  downSeconds,
  windowDownSeconds: downSeconds,
  evidence: evidenceHash(allUp),
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

const signAsVerifier = <Name extends "Measurement" | "EpochRoot">(
  { deployment }: World,
  verifier: PrivateKeyAccount,
  name: Name,
  message: SignedMessage<Name>,
): Promise<Hex> => {
  const committee = domain(deployment.chainId, deployment.contracts.committee);
  return verifier.sign({ hash: digestOf(name, committee, message) });
};
