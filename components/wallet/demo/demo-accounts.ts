import type { Address, Hex } from "viem";
import { mnemonicToAccount, privateKeyToAddress } from "viem/accounts";
import { toHex } from "viem";
import { z } from "zod";
import { storedJson } from "@/components/ui/stored-json";
import { addressSchema, hexSchema } from "@/lib/wire";

/** The mnemonic that every local chain funds and everybody knows: worth nothing anywhere else. */
const publicMnemonic = "test test test test test test test test test test test junk";

/** An account of the demo wallet, with a name that says what it is for. */
export type DemoAccount = { name: string; address: Address; privateKey: Hex };

const named = [
  { name: "Customer", addressIndex: 2 },
  { name: "Operator", addressIndex: 3 },
  { name: "Member", addressIndex: 4 },
];

const storageKey = "ambit.demo-wallet";
const storedSchema = z.object({
  own: z.array(z.object({ name: z.string(), address: addressSchema, privateKey: hexSchema })),
  selected: addressSchema.nullable(),
});
type Stored = z.infer<typeof storedSchema>;

const nothingStored: Stored = { own: [], selected: null };
const readStored = (): Stored => storedSchema.safeParse(storedJson.read(storageKey)).data ?? nothingStored;

/** The named accounts and the ones that were made in this browser. */
export function demoAccounts(): DemoAccount[] {
  const fromMnemonic = named.map(({ name, addressIndex }) => {
    const account = mnemonicToAccount(publicMnemonic, { addressIndex });
    return { name, address: account.address, privateKey: toHex(account.getHdKey().privateKey!) };
  });
  return [...fromMnemonic, ...readStored().own];
}

/** The account that the wallet shows to this site, if it shows one. */
export function selectedDemoAccount(): DemoAccount | undefined {
  const { selected } = readStored();
  return selected ? demoAccounts().find(({ address }) => address === selected) : undefined;
}

export function selectDemoAccount(address: Address | null): void {
  storedJson.write(storageKey, { ...readStored(), selected: address });
}

/** Keeps a new account with a fresh key. */
export function addDemoAccount(privateKey: Hex): DemoAccount {
  const { own, selected } = readStored();
  const account = {
    name: `Demo wallet ${own.length + 1}`,
    address: privateKeyToAddress(privateKey),
    privateKey,
  };
  storedJson.write(storageKey, { own: [...own, account], selected });
  return account;
}
