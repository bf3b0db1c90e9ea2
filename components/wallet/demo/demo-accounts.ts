import { toHex, type Address, type Hex } from "viem";
import { generatePrivateKey, mnemonicToAccount, privateKeyToAddress } from "viem/accounts";
import { z } from "zod";
import { storedJson } from "@/components/ui/stored-json";
import { addressSchema, hexSchema } from "@/lib/wire";

/** The mnemonic that every local chain funds and everybody knows: worth nothing anywhere else. */
const publicMnemonic = "test test test test test test test test test test test junk";

/** An account of the demo wallet, with a name that says what it is for. */
export type DemoAccount = { id: string; name: string; address: Address; privateKey: Hex };

const named = [
  { id: "customer", name: "Demo customer", addressIndex: 2 },
  { id: "operator", name: "Demo operator", addressIndex: 3 },
  { id: "member", name: "Demo member", addressIndex: 4 },
];

const storageKey = "ambit.demo-wallet";
const openKey = "ambit.demo-wallet.open";
const ownSchema = z.array(z.object({ address: addressSchema, privateKey: hexSchema }));

/** The accounts with a purpose, known to everybody. */
export function namedDemoAccounts(): DemoAccount[] {
  return named.map(({ id, name, addressIndex }) => {
    const account = mnemonicToAccount(publicMnemonic, { addressIndex });
    return { id, name, address: account.address, privateKey: toHex(account.getHdKey().privateKey!) };
  });
}

/** The accounts that were made in this browser, the oldest first. */
export function ownDemoAccounts(): DemoAccount[] {
  const { data = [] } = ownSchema.safeParse(storedJson.read(storageKey));
  return data.map((account, index) => ({
    ...account,
    id: ownDemoId(index),
    name: `My demo wallet ${index + 1}`,
  }));
}

/** The name of the account at this place, also before there is one: a wallet keeps its name when it gets its key. */
export const ownDemoId = (index: number) => `own-${index}`;

/** Makes an account with a fresh key and keeps it. */
export function makeDemoAccount(): DemoAccount {
  const privateKey = generatePrivateKey();
  const own = ownDemoAccounts().map(({ address, privateKey }) => ({ address, privateKey }));
  storedJson.write(storageKey, [...own, { address: privateKeyToAddress(privateKey), privateKey }]);
  return ownDemoAccounts().at(-1)!;
}

/** Whether this site was let in by the wallet of that name, and not sent away since. One at a time. */
export const isOpenDemo = (id: string): boolean => storedJson.read(openKey) === id;

export function setOpenDemo(id: string, open: boolean): void {
  if (open) storedJson.write(openKey, id);
  else if (isOpenDemo(id)) storedJson.remove(openKey);
}
