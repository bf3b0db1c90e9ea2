"use client";

import { useConnectModal } from "@rainbow-me/rainbowkit";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { isAddressEqual, type Address } from "viem";
import { useAccount, useConfig, useDisconnect, useSwitchChain } from "wagmi";
import { api } from "@/components/api/api";
import { queryClient } from "@/components/api/query-client";
import { shortHex } from "@/components/ui/short-hex";
import { useStore } from "@/components/ui/store";
import { demoPromptStore } from "@/components/wallet/demo/demo-prompt-store";
import { failureOf } from "./failure-of";
import { flowContext } from "./flow-context";
import { FlowDialog, type FlowObstacle } from "./flow-dialog";
import { atReview } from "./flow-progress";
import { flowStore, startFlow, updateFlow, type FlowRecord } from "./flow-store";
import { stepsOf, type Market } from "./flow-types";
import { flowOf } from "./flows";
import { runFlow } from "./run-flow";
import { useFocusReturn } from "./use-focus-return";

/** Shows the dialog of the open flow and runs the flows that are under way, open or not. */
export function FlowRunner({ market }: { market: Market }) {
  const records = useStore(flowStore);
  const config = useConfig();
  const router = useRouter();
  const running = useRef(new Set<string>());

  const run = async (record: FlowRecord, wallet: Address) => {
    if (running.current.has(record.id)) return;
    running.current.add(record.id);
    const context = flowContext(config, market, wallet);
    const flow = flowOf(record.name);
    const steps = stepsOf(flow, record.input);
    const end = await runFlow(steps, context, record.input, record.progress, (progress) => {
      const said = progress.phase === "done" && { said: flow.done(record.input, progress.results) };
      updateFlow(record.id, { wallet, progress, ...said });
    });
    running.current.delete(record.id);
    if (end.phase !== "done") return;
    await queryClient().invalidateQueries();
    router.refresh();
  };

  // What was under way when the page was closed goes on. It needs the wallet's address, not the wallet.
  const resumable = records.filter(({ progress, wallet }) => progress.phase === "pending" && wallet);
  useEffect(() => {
    for (const record of resumable) void run(record, record.wallet!);
    // A record is picked up once, when it appears; `run` keeps out what runs already.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [resumable.map(({ id }) => id).join()]);

  const open = records.find((record) => record.open);
  useFocusReturn(open !== undefined);
  return open ? <OpenFlow key={open.id} record={open} market={market} onRun={run} /> : null;
}

type OpenFlowProps = {
  record: FlowRecord;
  market: Market;
  onRun: (record: FlowRecord, wallet: Address) => Promise<void>;
};

function OpenFlow({ record, market, onRun }: OpenFlowProps) {
  const config = useConfig();
  const { address } = useAccount();
  const obstacle = useObstacle(record, market);
  const { connectModalOpen } = useConnectModal();
  const { switchChain } = useSwitchChain();
  const asking = useStore(demoPromptStore) !== undefined;
  const flow = flowOf(record.name);
  const title = flow.title(record.input);
  useEffect(() => {
    if (record.title !== title) updateFlow(record.id, { title });
  }, [record.id, record.title, title]);

  // One window at a time: the wallet's own stands in front while it asks.
  if (connectModalOpen || asking) return null;

  const loadEffects = async () => {
    if (!address) return { effects: [] };
    try {
      return { effects: await flow.effects(flowContext(config, market, address), record.input) };
    } catch (error) {
      return { failure: failureOf(error) };
    }
  };
  const begin = () => {
    if (!address) return;
    const { phase } = record.progress;
    const progress = phase === "review" ? atReview(Date.now()) : record.progress;
    void onRun({ ...record, progress }, address);
  };
  const moveWallet = () => switchChain({ chainId: market.chain.id }, { onSuccess: begin });
  return (
    <FlowDialog {...{ record, flow, market, obstacle, loadEffects }} onRun={begin} onSwitch={moveWallet} />
  );
}

/** What has to be done before the wallet can be asked: connect it, switch it, sign in with it. */
function useObstacle(record: FlowRecord, market: Market): FlowObstacle | undefined {
  const { address, chainId, isReconnecting } = useAccount();
  const { openConnectModal } = useConnectModal();
  const { switchChain } = useSwitchChain();
  const { disconnect } = useDisconnect();
  const signedIn = useQuery(api.signIn.who.queryOptions());

  if (!address)
    return {
      text: isReconnecting
        ? "Your wallet is being reconnected."
        : "A wallet signs this. Connect yours first.",
      action: "Connect a wallet",
      act: () => openConnectModal?.(),
    };
  if (chainId !== market.chain.id)
    return {
      text: `Your wallet is on another network. This market is on ${market.chain.name}.`,
      action: `Switch to ${market.chain.name}`,
      act: () => switchChain({ chainId: market.chain.id }),
    };
  if (record.name === "sign-in" || signedIn.isPending) return undefined;
  if (!signedIn.data)
    return {
      text: "This belongs to your account. Sign in first.",
      action: "Sign in",
      act: () => void startFlow("sign-in", null, record.id),
    };
  if (!isAddressEqual(signedIn.data.wallet, address))
    return {
      text: `You are signed in as ${shortHex(signedIn.data.wallet)}, but the wallet shows ${shortHex(address)}. Choose the first one in your wallet, or sign in with the second.`,
      action: "Choose the account again",
      act: () => disconnect(undefined, { onSuccess: () => openConnectModal?.() }),
    };
  return undefined;
}
