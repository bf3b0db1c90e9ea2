import { encodeFunctionData, erc20Abi, parseEventLogs, zeroHash, type Hex } from "viem";
import { generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from "viem/accounts";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { leasesAbi } from "@/lib/chain/abi/leases";
import { testUsdcAbi } from "@/lib/chain/abi/test-usdc";
import { domain, leaseId, orderHash, sessionScope, typedData } from "@/lib/chain/typed-data";
import { localPhrase, localWallets } from "@/scripts/market/plan";
import { anyone, type Chain } from "./chain";
import { marketUrl } from "./market-url";

const usd = 1_000_000n;

/**
 * Opens a lease by contract on the market's first device, as is done with orders too large for a tab: the deposit is
 * held, and the fee is that of now. Its voucher is redeemed with `redeem`, which gives back what was paid.
 */
export async function openLease({ chain, contracts, reader, send }: Chain) {
  const [customer, key] = [
    privateKeyToAccount(generatePrivateKey()),
    privateKeyToAccount(generatePrivateKey()),
  ];
  const operator = mnemonicToAccount(localPhrase, { addressIndex: localWallets.operator });
  const validUntil = Number((await reader.getBlock()).timestamp) + 86_400;
  const { escrow, leases, usdc } = contracts;
  const act = (to: Hex, data: Hex) => send(anyone, to, data);

  await act(usdc, encodeFunctionData({ abi: testUsdcAbi, functionName: "faucet", args: [anyone.address] }));
  await act(usdc, encodeFunctionData({ abi: erc20Abi, functionName: "approve", args: [escrow, 10n * usd] }));
  const deposit = [customer.address, 10n * usd] as const;
  await act(escrow, encodeFunctionData({ abi: escrowAbi, functionName: "deposit", args: deposit }));
  const session = {
    customer: customer.address,
    key: key.address,
    cap: 10n * usd,
    validUntil,
    scope: sessionScope.leases,
    salt: 0n,
  };
  const allowed = await customer.signTypedData(typedData("Session", domain(chain.id, escrow), session));
  await act(
    escrow,
    encodeFunctionData({ abi: escrowAbi, functionName: "authorise", args: [session, allowed] }),
  );

  const order = {
    customer: customer.address,
    specHash: zeroHash,
    maxRatePerHour: 4n * usd,
    maxTotal: 8n * usd,
    startBy: validUntil,
    maxSeconds: 7_200,
    minTier: 0,
    salt: 1n,
  };
  const offer = {
    device: await deviceOf(operator.address),
    order: orderHash(order),
    ratePerHour: 4n * usd,
    tier: 0,
    validUntil,
    salt: BigInt(validUntil),
  };
  const ordered = await key.signTypedData(typedData("Order", domain(chain.id, leases), order));
  const offered = await operator.signTypedData(typedData("Offer", domain(chain.id, leases), offer));
  const terms = [order, key.address, ordered, offer, offered] as const;
  await act(leases, encodeFunctionData({ abi: leasesAbi, functionName: "open", args: terms }));

  const lease = leaseId(offer);
  const redeem = async (cumulative: bigint): Promise<{ amount: bigint; fee: bigint }> => {
    const voucher = typedData("Voucher", domain(chain.id, leases), { lease, cumulative });
    const args = [lease, cumulative, key.address, await key.signTypedData(voucher)] as const;
    const { logs } = await act(leases, encodeFunctionData({ abi: leasesAbi, functionName: "redeem", args }));
    return parseEventLogs({ abi: leasesAbi, eventName: "LeasePaid", logs })[0]!.args;
  };
  return { redeem };
}

/** The device that this operator has enrolled. */
async function deviceOf(operator: string): Promise<Hex> {
  const answer = await fetch(`${marketUrl}/api/devices?operator=${operator.toLowerCase()}`);
  const { items } = (await answer.json()) as { items: { id: Hex }[] };
  return items[0]!.id;
}
