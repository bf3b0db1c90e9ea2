import type { Address } from "viem";
import { createStore } from "@/components/ui/store";
import { storedJson } from "@/components/ui/stored-json";
import { walletWanted } from "@/components/wallet/wallet-store";
import { atReview, isUnderWay, type FlowProgress } from "./flow-progress";
import type { DoneInPart } from "./flow-types";
import type { FlowInput, FlowName } from "./flows";

/** One flow that somebody started: what, by whom, how far. */
export type FlowRecord = {
  id: string;
  name: FlowName;
  input: unknown;
  /** Known once it began to run. */
  wallet?: Address;
  title: string;
  progress: FlowProgress;
  /** What came of it, once it is done. */
  said?: string | DoneInPart;
  /** Whether its dialog is open. */
  open: boolean;
  /** The flow that could not go on without this one, and opens again when this one's dialog closes. */
  helps?: string;
};

const storageKey = "ambit.flows";

/** Every flow of this tab, the newest last. Those under way are kept for the next page. */
export const flowStore = createStore<readonly FlowRecord[]>([]);

const waiting = new Map<string, (done: boolean) => void>();

/**
 * Opens a flow's dialog. Resolves when the flow is done, or with false when its reader closed it before
 * anything happened; the wallet's code is loaded for it. `helps` is the flow whose dialog it takes the place of.
 */
export function startFlow<Name extends FlowName>(
  name: Name,
  input: FlowInput<Name>,
  helps?: string,
): Promise<boolean> {
  const id = crypto.randomUUID();
  const progress = atReview(Date.now());
  const record: FlowRecord = { id, name, input, title: "", progress, open: true, ...(helps && { helps }) };
  flowStore.set((flows) => [...flows.map((flow) => ({ ...flow, open: false })), record]);
  walletWanted.set(true);
  return new Promise((resolve) => waiting.set(id, resolve));
}

/** Changes one record, keeps what is under way, and tells who waits for its end. */
export function updateFlow(id: string, change: Partial<FlowRecord>): void {
  flowStore.set((flows) => flows.map((flow) => (flow.id === id ? { ...flow, ...change } : flow)));
  const flow = flowStore.get().find((record) => record.id === id);
  if (flow?.progress.phase === "done") settle(id, true);
  keep();
}

/**
 * Closes the dialog. What has not begun is forgotten; what is under way goes on and stays in the tray. What it helped
 * is there again.
 */
export function closeFlow(id: string): void {
  const flow = flowStore.get().find((record) => record.id === id);
  if (!flow) return;
  const { phase } = flow.progress;
  if (phase === "wallet" || isUnderWay(flow.progress)) updateFlow(id, { open: false });
  else forgetFlow(id);
  if (flow.helps) openFlow(flow.helps);
}

export function openFlow(id: string): void {
  flowStore.set((flows) => flows.map((flow) => ({ ...flow, open: flow.id === id })));
  walletWanted.set(true);
}

export function forgetFlow(id: string): void {
  flowStore.set((flows) => flows.filter((flow) => flow.id !== id));
  settle(id, false);
  keep();
}

/** Brings back what was under way when the page was closed. */
export function restoreFlows(): void {
  const kept = storedJson.read(storageKey);
  if (!Array.isArray(kept) || flowStore.get().length > 0) return;
  flowStore.set((kept as FlowRecord[]).map((flow) => ({ ...flow, open: false })));
  if (kept.length > 0) walletWanted.set(true);
}

function settle(id: string, done: boolean): void {
  waiting.get(id)?.(done);
  waiting.delete(id);
}

function keep(): void {
  const underWay = flowStore.get().filter(({ progress }) => isUnderWay(progress));
  if (underWay.length > 0) storedJson.write(storageKey, underWay);
  else storedJson.remove(storageKey);
}
