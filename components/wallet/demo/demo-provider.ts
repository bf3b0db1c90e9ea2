import {
  createPublicClient,
  createWalletClient,
  http,
  UserRejectedRequestError,
  type Address,
  type Chain,
  type Hex,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { contractNames } from "@/components/transactions/contract-names";
import { gasLimitOf } from "@/lib/chain/gas-limit";
import type { DemoAccount } from "./demo-accounts";
import { askOwner } from "./demo-prompt-store";
import {
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

type DemoProviderOptions = {
  chain: Chain;
  contracts: Readonly<Record<string, Address>>;
  /** The account that it has, if it has one yet. */
  account: () => DemoAccount | undefined;
  /** Makes one for a site that asks for the first time. */
  makeAccount: () => DemoAccount;
  /** Whether its owner has let this site see the account. */
  isOpen: () => boolean;
  setOpen: (open: boolean) => void;
};

/**
 * A wallet inside the page, for the local chain only. It keeps a key, shows what it is asked and signs for
 * real; the site talks to it as to any other wallet and gets nothing that it would not get there.
 */
export function demoProvider({
  chain,
  contracts,
  account,
  makeAccount,
  isOpen,
  setOpen,
}: DemoProviderOptions): DemoProvider {
  const names = contractNames(contracts);
  const transport = http(chain.rpcUrls.default.http[0]);

  const opened = () => account() ?? makeAccount();
  const open = () => {
    const { address } = opened();
    setOpen(true);
    return [address];
  };
  const approve = async (described: Described) => {
    const owner = opened();
    if (!(await askOwner(owner, described)))
      throw new UserRejectedRequestError(new Error("The owner of the demo wallet said no."));
    return privateKeyToAccount(owner.privateKey);
  };

  const handlers: Record<string, (params: readonly unknown[]) => unknown> = {
    eth_chainId: () => `0x${chain.id.toString(16)}`,
    eth_accounts: () => (isOpen() ? [account()?.address].filter(Boolean) : []),
    eth_requestAccounts: open,
    wallet_requestPermissions: () => [
      {
        parentCapability: "eth_accounts",
        caveats: [{ type: "restrictReturnedAccounts", value: open() }],
      },
    ],
    wallet_revokePermissions: () => setOpen(false),
    wallet_switchEthereumChain: ([target]) => {
      if (Number((target as { chainId: Hex }).chainId) !== chain.id)
        throw new Error(`The demo wallet knows ${chain.name} only.`);
      return null;
    },
    personal_sign: async ([message]) => {
      const signer = await approve(describeMessage(String(message)));
      return signer.signMessage({ message: { raw: message as Hex } });
    },
    eth_signTypedData_v4: async ([, json]) => {
      const request = JSON.parse(String(json)) as TypedDataRequest;
      const signer = await approve(describeTypedData(request, names));
      return signer.signTypedData(request as unknown as Parameters<typeof signer.signTypedData>[0]);
    },
    eth_sendTransaction: async ([given]) => {
      const request = given as TransactionRequest;
      const account = await approve(describeTransaction(request, names));
      const call = {
        account,
        to: request.to ?? null,
        ...(request.data && { data: request.data }),
        value: BigInt(request.value ?? 0),
      };
      // Asked for one by one: left to itself, the client tries a method that gateways keep closed, four times.
      const reader = createPublicClient({ chain, transport });
      const [nonce, gas, fees] = await Promise.all([
        reader.getTransactionCount({ address: account.address, blockTag: "pending" }),
        request.gas ? BigInt(request.gas) : reader.estimateGas(call).then(gasLimitOf),
        reader.estimateFeesPerGas(),
      ]);
      return createWalletClient({ chain, transport }).sendTransaction({ ...call, nonce, gas, ...fees });
    },
  };

  const request = async ({ method, params = [] }: Request) => {
    const handler = handlers[method];
    // Everything else is a question to the chain.
    return handler
      ? handler(params)
      : createWalletClient({ chain, transport }).request({ method, params } as never);
  };
  // The chain never changes, and an account changes only through a new connection: there is nothing to tell.
  return { request, on: () => undefined, removeListener: () => undefined };
}
