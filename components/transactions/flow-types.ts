import type { Address, Hex, Log, PublicClient, TypedDataDefinition } from "viem";
import type { z } from "zod";
import type { ApiClient } from "@/lib/api/client";
import type { relaySchema } from "@/lib/api/account";
import type { marketSchema } from "@/lib/api/market";

export type Market = z.infer<typeof marketSchema>;
export type Relay = z.infer<typeof relaySchema>;

/** What a wallet is asked to sign. */
type SignRequest = { message: string } | { typedData: TypedDataDefinition };

/** What a wallet is asked to send. */
type Call = { to: Address; data: Hex };

/** How a sent transaction came out. `replaced` when the wallet put another in its place. */
export type Mined = {
  hash: Hex;
  block: bigint;
  reverted: boolean;
  replaced: boolean;
  logs: readonly Log[];
};

/** All that a flow may do in the world. Tests give it another one. */
export type FlowContext = {
  wallet: Address;
  market: Market;
  api: ApiClient;
  chain: PublicClient;
  sign: (request: SignRequest) => Promise<Hex>;
  /** Throws what the contract would refuse, without sending anything. */
  simulate: (call: Call) => Promise<void>;
  send: (call: Call) => Promise<Hex>;
  /** Waits until the transaction is mined, however long it takes. */
  mined: (hash: Hex) => Promise<Mined>;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
};

/** What a finished step leaves to the steps after it. */
export type StepResult = {
  signature?: Hex;
  hash?: Hex;
  block?: bigint;
  kept?: Record<string, string | number | bigint>;
};

type StepBase = { name: string; why: string };
type Act<Input, Result> = (
  context: FlowContext,
  input: Input,
  done: readonly StepResult[],
) => Promise<Result>;

/** One step of a flow, by what it waits for: a signature, a mined transaction, the gateway, or our own index. */
export type Step<Input> =
  | (StepBase & { kind: "sign"; ask: Act<Input, { request: SignRequest; kept?: StepResult["kept"] }> })
  | (StepBase & {
      kind: "send";
      call: Act<Input, Call>;
      /** What of its outcome matters later. */
      keep?: (mined: Mined) => StepResult["kept"];
    })
  | (StepBase & {
      kind: "relay";
      /** Hands something to the gateway. A relay in the answer is followed until it is mined. */
      hand: Act<Input, Relay | undefined>;
    })
  | (StepBase & { kind: "wait-indexed"; arrived: Act<Input, boolean> });

/** One thing that is different afterwards, or that is not, and then has no `before`. Amounts are micro-dollars. */
export type Effect = { name: string; before?: bigint | string; after: bigint | string };

/** What came of a flow of which a part was refused: what was done, and what was not with what to do about it. */
export type DoneInPart = { done: string; refused: string };

/** Everything that people see of one intention, and what it does. */
export type Flow<Input> = {
  title: (input: Input) => string;
  /** What will happen, in sentences. */
  words: (input: Input, market: Market) => readonly string[];
  /** What will be different, worked out before the wallet is asked. Throws when it cannot work. */
  effects: (context: FlowContext, input: Input) => Promise<readonly Effect[]>;
  /** What happens, one after the other. A function where the input says how often something is signed. */
  steps: readonly Step<Input>[] | ((input: Input) => readonly Step<Input>[]);
  /** What is said when it is done, with what came of its steps. */
  done: (input: Input, results: readonly StepResult[]) => string | DoneInPart;
};

/** Ties the input type of a flow to its steps. */
export const defineFlow = <Input>(flow: Flow<Input>): Flow<Input> => flow;

/** The steps that a flow takes for this input. */
export const stepsOf = <Input>({ steps }: Flow<Input>, input: Input): readonly Step<Input>[] =>
  typeof steps === "function" ? steps(input) : steps;
