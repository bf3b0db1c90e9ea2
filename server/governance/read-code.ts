import "server-only";
import { getAddress, size, slice, type Address, type Hex } from "viem";
import { devicesAbi } from "@/lib/chain/abi/devices";
import type { UpgradeableName } from "@/lib/governance/acts";
import { lowerAddress } from "@/lib/wire";
import type { Context } from "@/server/context";

/** Where ERC-1967 keeps the address of the code behind a proxy: `keccak256("eip1967.proxy.implementation") - 1`. */
const codeSlot = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";

/**
 * Whether code at an address could take the place of what a contract runs. A proxy asks the first two itself and refuses
 * other code; that new code obeys the same timelock nobody asks but members. What a chain cannot tell is whether the
 * new code lays out its storage as the old one did: that takes its source.
 */
export async function checkCode(
  { chain, env }: Context,
  { contract, address }: { contract: UpgradeableName; address: Address },
) {
  const { contracts } = env.deployment;
  const [slot, code] = await Promise.all([
    chain.public.getStorageAt({ address: contracts[contract], slot: codeSlot }),
    chain.public.getCode({ address }),
  ]);
  // Code that does not know a question answers it by refusing, which is an answer here.
  const [uuid, upgrader] = await Promise.allSettled([
    chain.public.readContract({ address, abi: devicesAbi, functionName: "proxiableUUID" }),
    chain.public.readContract({ address, abi: devicesAbi, functionName: "upgrader" }),
  ]);
  return {
    running: lowerAddress(addressIn(slot)),
    bytes: code ? size(code) : 0,
    isUpgradeable: uuid.status === "fulfilled" && uuid.value === codeSlot,
    keepsTimelock:
      upgrader.status === "fulfilled" && getAddress(upgrader.value) === getAddress(contracts.upgradeTimelock),
  };
}

/** The last twenty bytes of a word. */
const addressIn = (word: Hex | undefined): Address => (word ? slice(word, 12) : `0x${"00".repeat(20)}`);
