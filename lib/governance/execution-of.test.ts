import { decodeFunctionData, keccak256, zeroHash, type Address } from "viem";
import { expect, test } from "vitest";
import { timelockAbi } from "@/lib/chain/abi/timelock";
import { executionOf } from "./execution-of";
import { hashOperation, hashOperationBatch } from "./hash-operation";
import { operationState } from "./operation-state";

const at = (digit: string): Address => `0x${digit.repeat(40)}`;
const call = { target: at("1"), value: 0n, data: "0x1234" } as const;
const parts = { predecessor: zeroHash, salt: keccak256("0x01") };
const read = (data: `0x${string}`) => decodeFunctionData({ abi: timelockAbi, data });

test("one call is carried out as one, a batch as a batch, though it has one call", () => {
  const one = hashOperation(call, zeroHash, parts.salt);
  expect(read(executionOf({ id: one, calls: [call], ...parts }))).toEqual({
    functionName: "execute",
    args: [call.target, 0n, call.data, zeroHash, parts.salt],
  });
  const batch = hashOperationBatch([call], zeroHash, parts.salt);
  expect(read(executionOf({ id: batch, calls: [call], ...parts }))).toEqual({
    functionName: "executeBatch",
    args: [[call.target], [0n], [call.data], zeroHash, parts.salt],
  });
});

test("an operation of which a part is missing is not carried out", () => {
  const id = hashOperationBatch([call, call], zeroHash, parts.salt);
  expect(() => executionOf({ id, calls: [call], ...parts })).toThrow("is not these 1 calls");
});

test("it is ready from the second on in which its wait ends", () => {
  const waiting = { state: "waiting", readyAt: 100 } as const;
  expect([99, 100].map((now) => operationState(waiting, now))).toEqual(["waiting", "ready"]);
  expect(operationState({ state: "done", readyAt: 100 }, 500)).toBe("done");
});
