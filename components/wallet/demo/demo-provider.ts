import { createWalletClient, http, type Address, type Chain, type Hex, UserRejectedRequestError } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  addDemoAccount,
  demoAccounts,
  selectDemoAccount,
  selectedDemoAccount,
  type DemoAccount,
} from "./demo-accounts";
import { askOwner } from "./demo-prompt-store";
import {
  contractNames,
  describeMessage,
  describeTransaction,
  describeTypedData,
  type Described,
  type TransactionRequest,
  type TypedDataRequest,
} from "./describe-request";

type Request = { method: string; params?: readonly unknown[] };
type Listener = (...args: never[]) => void;

/** What a site sees of a wallet (EIP-1193). */
export type DemoProvider = {
  request: (request: Request) => Promise<unknown>;
  on: (event: string, listener: Listener) => void;
  removeListener: (event: string, listener: Listener) => void;
};

/**
 * A wallet inside the page, for the local chain only. It keeps keys, shows what it is asked and signs for
 * real; the site talks to it as to any other wallet and gets nothing that it would not get there.
 */
export function demoProvider(chain: Chain, contracts: Readonly<Record<string, Address>>): DemoProvider {
  const names = contractNames(contracts);
  const rpcUrl = chain.rpcUrls.default.http[0];

  const handlers: Record<string, (params: readonly unknown[]) => unknown> = {
    eth_chainId: () => `0x${chain.id.toString(16)}`,
    eth_accounts: () => addressesOf(selectedDemoAccount()),
    eth_requestAccounts: async () => addressesOf(selectedDemoAccount() ?? (await choose())),
    wallet_requestPermissions: async () => {
      await choose();
      return [{ parentCapability: "eth_accounts" }];
    },
    wallet_revokePermissions: () => selectDemoAccount(null),
    wallet_switchEthereumChain: ([target]) => {
      if (Number((target as { chainId: Hex }).chainId) !== chain.id)
        throw new Error(`The demo wallet knows ${chain.name} only.`);
      return null;
    },
    personal_sign: async ([message]) => {
      const account = await approve(describeMessage(String(message)));
      return account.signMessage({ message: { raw: message as Hex } });
    },
    eth_signTypedData_v4: async ([, json]) => {
      const request = JSON.parse(String(json)) as TypedDataRequest;
      const account = await approve(describeTypedData(request, names));
      return account.signTypedData(request as unknown as Parameters<typeof account.signTypedData>[0]);
    },
    eth_sendTransaction: async ([given]) => {
      const request = given as TransactionRequest;
      const account = await approve(describeTransaction(request, names));
      const wallet = createWalletClient({ account, chain, transport: http(rpcUrl) });
      return wallet.sendTransaction({
        to: request.to ?? null,
        ...(request.data && { data: request.data }),
        value: BigInt(request.value ?? 0),
      });
    },
  };

  const request = async ({ method, params = [] }: Request) => {
    const handler = handlers[method];
    // Everything else is a question to the chain.
    return handler
      ? handler(params)
      : createWalletClient({ chain, transport: http(rpcUrl) }).request({ method, params } as never);
  };
  // The chain never changes, and an account changes only through a new connection: there is nothing to tell.
  return { request, on: () => undefined, removeListener: () => undefined };
}

async function choose(): Promise<DemoAccount> {
  const accounts = demoAccounts();
  const chosen = await askOwner<Address | "new" | undefined>((answer) => ({
    kind: "choose",
    accounts,
    answer,
  }));
  const account =
    chosen === "new"
      ? addDemoAccount(generatePrivateKey())
      : accounts.find(({ address }) => address === chosen);
  if (!account) throw new UserRejectedRequestError(new Error("No account was chosen."));
  selectDemoAccount(account.address);
  return account;
}

async function approve(described: Described) {
  const account = selectedDemoAccount() ?? (await choose());
  const approved = await askOwner<boolean>((answer) => ({ kind: "approve", account, described, answer }));
  if (!approved) throw new UserRejectedRequestError(new Error("The owner of the demo wallet said no."));
  return privateKeyToAccount(account.privateKey);
}

const addressesOf = (account: DemoAccount | undefined): Address[] => (account ? [account.address] : []);
