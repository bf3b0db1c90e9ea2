import { encodeErrorResult, HttpRequestError, InsufficientFundsError, UserRejectedRequestError } from "viem";
import { RawContractError } from "viem";
import { expect, test } from "vitest";
import { escrowAbi } from "@/lib/chain/abi/escrow";
import { governorAbi } from "@/lib/chain/abi/governor";
import { tokenAbi } from "@/lib/chain/abi/token";
import { MarketError } from "@/lib/errors";
import { CallRefused, failureOf } from "./failure-of";

const balanceTooLow = encodeErrorResult({
  abi: escrowAbi,
  errorName: "BalanceTooLow",
  args: [`0x${"11".repeat(20)}`, 5_000_000n, 1_250_000n],
});

test.each<[string, unknown, string, RegExp]>([
  ["a rejection by viem", new UserRejectedRequestError(new Error("x")), "rejected", /told not to sign/],
  ["a rejection straight from a wallet", { code: 4001, message: "x" }, "rejected", /told not to sign/],
  ["an empty gas purse", new InsufficientFundsError(), "no-gas", /network's fee/],
  ["a silent chain", new HttpRequestError({ url: "http://x" }), "unreachable", /does not answer/],
  [
    "a contract's error",
    new RawContractError({ data: balanceTooLow }),
    "refused",
    /1\.25 USDC free, 5 USDC were asked/,
  ],
  [
    "too few votes to propose",
    new RawContractError({
      data: encodeErrorResult({
        abi: governorAbi,
        errorName: "GovernorInsufficientProposerVotes",
        args: [`0x${"11".repeat(20)}`, 0n, 100n * 10n ** 18n],
      }),
    }),
    "refused",
    /needs 100 AMB of votes behind it, you had 0 AMB/,
  ],
  [
    "a gateway's refusal",
    new MarketError("FAUCET_EMPTY", { seconds: 9 }),
    "gateway",
    /test money a moment ago/,
  ],
  [
    "code of the page that is gone",
    Object.assign(new Error("Failed to load chunk x"), { name: "ChunkLoadError" }),
    "page-incomplete",
    /part of this page/,
  ],
  ["anything else", new Error("odd\nmore"), "unknown", /It said: odd$/],
])("%s is named", (_, error, kind, text) => {
  const failure = failureOf(error);
  expect(failure.kind).toBe(kind);
  expect(failure.text).toMatch(text);
  expect(failure.next).not.toBe("");
});

test.each([
  ["escrow", "needs 0.000007 USDC", "holds 0.000003 USDC, 0.000007 USDC are needed"],
  ["bonds", "needs AMB", "holds 0.000000000000000003 AMB, 0.000000000000000007 AMB are needed"],
  ["0xabc", "needs what nobody named", "holds 3 of the smallest unit, 7 of the smallest unit are needed"],
])("an error that every token has is told in the token of %s, which %s", (contract, _, text) => {
  const data = encodeErrorResult({
    abi: tokenAbi,
    errorName: "ERC20InsufficientBalance",
    args: [`0x${"11".repeat(20)}`, 3n, 7n],
  });
  expect(failureOf(new CallRefused(contract, new RawContractError({ data }))).text).toContain(text);
});
