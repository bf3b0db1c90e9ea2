import { recoverTypedDataAddress, verifyMessage } from "viem";
import { anvil } from "viem/chains";
import { afterEach, expect, test } from "vitest";
import { domain, typedData } from "@/lib/chain/typed-data";
import type { DemoAccount } from "./demo-accounts";
import { demoPromptStore } from "./demo-prompt-store";
import { demoProvider } from "./demo-provider";

/** The third account of the mnemonic that every local chain funds. */
const owner: DemoAccount = {
  id: "customer",
  name: "Demo customer",
  address: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
  privateKey: "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
};
const escrow = `0x${"e5".repeat(20)}` as const;

const unsubscribe: (() => void)[] = [];
afterEach(() => unsubscribe.splice(0).forEach((stop) => stop()));

test("it signs typed data from JSON as the key itself would", async () => {
  const provider = setup(true);
  const request = typedData("Tab", domain(31337, escrow), {
    customer: owner.address,
    operator: escrow,
    feeBps: 200,
    cumulative: 12n,
  });
  const json = JSON.stringify(request, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  const signature = (await provider.request({
    method: "eth_signTypedData_v4",
    params: [owner.address, json],
  })) as `0x${string}`;
  expect(await recoverTypedDataAddress({ ...request, signature })).toBe(owner.address);
});

test("it signs a message and shows its words", async () => {
  const titles: (string | undefined)[] = [];
  unsubscribe.push(demoPromptStore.subscribe(() => titles.push(demoPromptStore.get()?.described.title)));
  const provider = setup(true);
  const signature = (await provider.request({
    method: "personal_sign",
    params: ["0x6869", owner.address],
  })) as `0x${string}`;
  expect(await verifyMessage({ address: owner.address, message: "hi", signature })).toBe(true);
  expect(titles).toEqual(["Sign a message", undefined]);
});

test("a no of its owner is a rejection that sites know", async () =>
  await expect(setup(false).request({ method: "personal_sign", params: ["0x6869"] })).rejects.toMatchObject({
    code: 4001,
  }));

test("it has no account until a site asks for one, makes one then, and hides it when the site is sent away", async () => {
  let made = 0;
  let open = false;
  const provider = demoProvider({
    chain: anvil,
    contracts: {},
    account: () => (made > 0 ? owner : undefined),
    makeAccount: () => ((made += 1), owner),
    isOpen: () => open,
    setOpen: (next) => (open = next),
  });
  expect(await provider.request({ method: "eth_accounts" })).toEqual([]);
  expect(await provider.request({ method: "eth_requestAccounts" })).toEqual([owner.address]);
  expect(await provider.request({ method: "eth_accounts" })).toEqual([owner.address]);
  expect(made).toBe(1);
  await provider.request({ method: "wallet_revokePermissions" });
  expect(await provider.request({ method: "eth_accounts" })).toEqual([]);
});

test("it knows one chain", async () => {
  const provider = setup(true);
  expect(await provider.request({ method: "eth_chainId" })).toBe("0x7a69");
  await expect(
    provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: "0x1" }] }),
  ).rejects.toThrow("Anvil only");
});

/** The wallet of an owner who answers every prompt at once. */
function setup(answer: boolean) {
  unsubscribe.push(
    demoPromptStore.subscribe(() => queueMicrotask(() => demoPromptStore.get()?.answer(answer))),
  );
  return demoProvider({
    chain: anvil,
    contracts: { escrow },
    account: () => owner,
    makeAccount: () => owner,
    isOpen: () => true,
    setOpen: () => undefined,
  });
}
