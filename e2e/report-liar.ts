import { encodeFunctionData, parseEther, zeroHash, type Address } from "viem";
import { mnemonicToAccount, type LocalAccount } from "viem/accounts";
import { bondsAbi } from "@/lib/chain/abi/bonds";
import { committeeAbi } from "@/lib/chain/abi/committee";
import { testFaucetAbi } from "@/lib/chain/abi/test-faucet";
import { tokenAbi } from "@/lib/chain/abi/token";
import { domain, typedData } from "@/lib/chain/typed-data";
import { localPhrase } from "@/scripts/market/plan";
import { anyone, type Chain } from "./chain";

/**
 * Has a verifier of the local chain's committee contradict itself, and this account report it. Gives back what slashes
 * owe to the account then, in AMB wei: nothing, if the liar has lost all that may be taken in one day.
 */
export async function reportLiar({ chain, contracts, reader, send }: Chain, reporter: LocalAccount) {
  const { bonds, committee, faucet, token } = contracts;
  const [, [seat]] = await reader.readContract({
    address: committee,
    abi: committeeAbi,
    functionName: "committeeOf",
    args: [0],
  });
  const liar = localAccount(seat!);
  const stake = parseEther("1000");
  for (const [to, data] of [
    [faucet, encodeFunctionData({ abi: testFaucetAbi, functionName: "faucet", args: [anyone.address] })],
    [token, encodeFunctionData({ abi: tokenAbi, functionName: "approve", args: [bonds, stake] })],
    [bonds, encodeFunctionData({ abi: bondsAbi, functionName: "stake", args: [liar.address, stake] })],
  ] as const)
    await send(anyone, to, data);

  // An epoch for which no root was posted, and of which nothing was reported before.
  const epoch = Number((await reader.getBlock()).timestamp);
  const seen = [
    { up: 0n, seen: 1n },
    { up: 1n, seen: 1n },
  ] as const;
  const sign = (observation: (typeof seen)[number]) =>
    liar.signTypedData(
      typedData("Measurement", domain(chain.id, committee), { device: zeroHash, epoch, ...observation }),
    );
  const signatures = [await sign(seen[0]), await sign(seen[1])] as const;
  await send(
    reporter,
    committee,
    encodeFunctionData({
      abi: committeeAbi,
      functionName: "equivocate",
      args: [liar.address, zeroHash, epoch, seen, signatures],
    }),
  );
  return reader.readContract({
    address: bonds,
    abi: bondsAbi,
    functionName: "owedTo",
    args: [reporter.address],
  });
}

/** The local chain's accounts have keys that everybody knows, and its verifiers are among them. */
function localAccount(address: Address): LocalAccount {
  for (let addressIndex = 0; addressIndex < 10; addressIndex += 1) {
    const account = mnemonicToAccount(localPhrase, { addressIndex });
    if (account.address === address) return account;
  }
  throw new Error(`${address} sits in the committee and is none of the local chain's accounts.`);
}
