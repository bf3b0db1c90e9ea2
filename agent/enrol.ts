import { privateKeyToAccount } from "viem/accounts";
import type { Hex } from "viem";
import { introduce, type EnrolmentDigest, type Introduction, type Sponsored } from "@/lib/agent/introduce";
import { lowerAddress } from "@/lib/wire";
import { nodeMachine } from "./node-machine";

type Enrolment = Omit<Introduction, "machine" | "sponsor"> & {
  /** The operator's, where it is on this machine. */
  operatorKey: Hex | undefined;
};

/** Makes the device its operator's: the operator signs here if its key is here, and in the browser otherwise. */
export function enrol({ operatorKey, ...introduction }: Enrolment): Promise<void> {
  return introduce({
    ...introduction,
    machine: nodeMachine,
    sponsor: operatorKey && ((digest) => signHere(operatorKey, digest)),
  });
}

async function signHere(key: Hex, digest: EnrolmentDigest): Promise<Sponsored> {
  const account = privateKeyToAccount(key);
  const operator = lowerAddress(account.address);
  return {
    operator,
    payout: operator,
    operatorSignature: await account.sign({ hash: digest(operator, operator) }),
  };
}
