import "server-only";
import { implement } from "@orpc/server";
import { readAccount, listMovements } from "@/server/money/read-account";
import { readBenchmark } from "@/db/queries/benchmarks";
import { countDevicesOf, readDevice, readDeviceSummaries, readStanding } from "@/db/queries/devices";
import { listLeases } from "@/db/queries/leases";
import { listOrders, readOrder } from "@/db/queries/orders";
import { contract } from "@/lib/api/contract";
import { MarketError } from "@/lib/errors";
import type { Context } from "@/server/context";
import { changeDevices } from "@/server/devices/change-devices";
import { challengeDevice, checkBenchmark } from "@/server/devices/check-benchmark";
import { confirmEnrolment } from "@/server/devices/confirm-enrolment";
import { greetDevice } from "@/server/devices/greet-device";
import { makeToken } from "@/server/devices/make-token";
import { pauseDevice } from "@/server/devices/pause-device";
import { readCommands } from "@/server/devices/read-commands";
import { readDeviceDays } from "@/server/devices/read-device-days";
import { readJoining } from "@/server/devices/read-joining";
import { readLostOrders } from "@/server/devices/read-lost-orders";
import { enrolmentView, readEnrolment, requestEnrolment } from "@/server/devices/request-enrolment";
import { revokeToken } from "@/server/devices/revoke-token";
import { sponsorEnrolment } from "@/server/devices/sponsor-enrolment";
import { sponsorMany } from "@/server/devices/sponsor-many";
import { listDelegates } from "@/server/governance/read-delegates";
import { guardianOf, listChanges, treasuryOf, votesOf } from "@/server/governance/read-powers";
import { checkCode } from "@/server/governance/read-code";
import { listOperations } from "@/server/governance/read-operations";
import { listProposals, readProposal } from "@/server/governance/read-proposals";
import { warpTime } from "@/server/governance/warp-time";
import { askExec, listExecs } from "@/server/leases/exec-in-lease";
import { handKey, readSeal } from "@/server/leases/hand-key";
import { readLeaseDetail, readResult } from "@/server/leases/read-lease";
import { readReceipt } from "@/server/leases/read-receipt";
import { takeEvents } from "@/server/leases/take-events";
import { watchLease } from "@/server/leases/watch-lease";
import { authoriseSessionKey, listSessionKeys } from "@/server/money/authorise-session-key";
import { handInVoucher } from "@/server/money/hand-in-voucher";
import { readEarnings } from "@/server/money/read-earnings";
import { listPayments, paymentsCsv } from "@/server/money/read-payments";
import { readStake } from "@/server/money/read-stake";
import { readRelay, relayPermit } from "@/server/money/relay-permit";
import { requestFaucet } from "@/server/money/request-faucet";
import { tabsDue } from "@/server/money/tabs-due";
import { comparePrices } from "@/server/network/compare-prices";
import { listCells } from "@/server/network/list-cells";
import { listNewestLeases, listNewestPayments } from "@/server/network/list-newest";
import { readFigures } from "@/server/network/read-figures";
import { readHistory } from "@/server/network/read-history";
import { bondOf, readPrices } from "@/server/network/read-network";
import { searchNetwork } from "@/server/network/search-network";
import { cancelOrder } from "@/server/orders/cancel-order";
import { placeFleet } from "@/server/orders/place-fleet";
import { placeOrder } from "@/server/orders/place-order";
import { previewOrder } from "@/server/orders/preview-order";
import { readBlob } from "@/server/orders/read-blob";
import { readFleet } from "@/server/orders/read-fleet";
import { uploadWorkload } from "@/server/orders/upload-workload";
import { readHealth } from "@/server/read-health";
import { readMarket } from "@/server/read-market";
import { signOut } from "@/server/sign-in/identify";
import { issueNonce } from "@/server/sign-in/issue-nonce";
import { signInSeconds, verifySignIn } from "@/server/sign-in/verify-sign-in";
import { requireDevice, requireWallet } from "./require-wallet";
import { setCookie } from "./sign-in-cookie";
import { toApiError } from "./refuse";

/** A request at the door: its context, and what goes back besides the answer. */
export type ApiContext = Context & {
  /** The sign-in token that the request carried. */
  token: string | undefined;
  signedInUntil: Date | undefined;
  /** Headers to add to the response. */
  reply: Headers;
  /** The device that signed an introduction, before it is enrolled. */
  introduced: `0x${string}` | undefined;
};

const os = implement(contract)
  .$context<ApiContext>()
  .use(async ({ context, procedure, next }) => {
    try {
      const { caller } = procedure["~orpc"].meta;
      if (caller === "wallet") requireWallet(context);
      if (caller === "device" && !context.introduced) requireDevice(context);
      return await next();
    } catch (error) {
      throw toApiError(error, context.log, context.requestId);
    }
  });

const found = <T>(value: T | undefined, noun: string, id: string): T => {
  if (value === undefined) throw new MarketError("NOT_FOUND", { noun, id });
  return value;
};

/** Which verb answers which route. Nothing is decided here. */
export const router = os.router({
  market: {
    get: os.market.get.handler(({ context }) => readMarket(context)),
    health: os.market.health.handler(({ context }) => readHealth(context)),
  },
  signIn: {
    nonce: os.signIn.nonce.handler(({ context }) => issueNonce(context)),
    verify: os.signIn.verify.handler(async ({ context, input }) => {
      const { wallet, until, token } = await verifySignIn(context, input);
      context.reply.append("set-cookie", setCookie(context.env.PUBLIC_URL, token, signInSeconds));
      return { wallet, until: until.toISOString() };
    }),
    who: os.signIn.who.handler(({ context: { actor, signedInUntil } }) =>
      actor.kind === "wallet" ? { wallet: actor.wallet, until: signedInUntil!.toISOString() } : null,
    ),
    out: os.signIn.out.handler(async ({ context }) => {
      context.reply.append("set-cookie", setCookie(context.env.PUBLIC_URL, undefined, 0));
      return { signedOut: await signOut(context.db, context.token) };
    }),
  },
  account: {
    get: os.account.get.handler(({ context }) => readAccount(context)),
    movements: os.account.movements.handler(({ context, input }) => listMovements(context, input)),
    faucet: os.account.faucet.handler(({ context }) => requestFaucet(context, "usdc")),
    deposit: os.account.deposit.handler(({ context, input }) => relayPermit(context, "deposit", input)),
    relay: os.account.relay.handler(({ context, input }) => readRelay(context, input)),
  },
  sessionKeys: {
    list: os.sessionKeys.list.handler(({ context }) => listSessionKeys(context)),
    authorise: os.sessionKeys.authorise.handler(({ context, input }) => authoriseSessionKey(context, input)),
  },
  workloads: {
    upload: os.workloads.upload.handler(({ context, input }) => uploadWorkload(context, input)),
  },
  orders: {
    preview: os.orders.preview.handler(({ context, input }) => previewOrder(context, input)),
    place: os.orders.place.handler(async ({ context, input }) =>
      found(await readOrder(context.db, await placeOrder(context, input)), "order", ""),
    ),
    placeFleet: os.orders.placeFleet.handler(async ({ context, input }) => {
      await placeFleet(context, input);
      return readFleet(context, input.orders[0]!.terms.customer, input.spec.fleet!.id);
    }),
    fleet: os.orders.fleet.handler(({ context, input }) =>
      readFleet(context, requireWallet(context), input.id),
    ),
    get: os.orders.get.handler(async ({ context, input }) => {
      const order = found(await readOrder(context.db, input.id), "order", input.id);
      if (order.terms.customer !== requireWallet(context))
        throw new MarketError("NOT_FOUND", { noun: "order", id: input.id });
      return order;
    }),
    list: os.orders.list.handler(({ context, input }) =>
      listOrders(context.db, { customer: requireWallet(context), ...input }),
    ),
    cancel: os.orders.cancel.handler(async ({ context, input }) => {
      await cancelOrder(context, input);
      return found(await readOrder(context.db, input.id), "order", input.id);
    }),
  },
  leases: {
    list: os.leases.list.handler(({ context, input: { as, ...page } }) =>
      listLeases(context.db, { [as]: requireWallet(context), ...page }),
    ),
    get: os.leases.get.handler(({ context, input }) => readLeaseDetail(context, input.id)),
    watch: os.leases.watch.handler(({ context, input, lastEventId, signal }) =>
      watchLease(context, input.id, lastEventId, signal),
    ),
    result: os.leases.result.handler(({ context, input }) => readResult(context, input.id)),
    seal: os.leases.seal.handler(({ context, input }) => readSeal(context, input.id)),
    handKey: os.leases.handKey.handler(({ context, input }) => handKey(context, input)),
    exec: os.leases.exec.handler(({ context, input }) => askExec(context, input)),
    execs: os.leases.execs.handler(({ context, input }) => listExecs(context, input.id)),
    due: os.leases.due.handler(({ context }) => tabsDue(context)),
    voucher: os.leases.voucher.handler(({ context, input }) => handInVoucher(context, input)),
    receipt: os.leases.receipt.handler(({ context, input }) => readReceipt(context, input.id)),
  },
  devices: {
    list: os.devices.list.handler(async ({ context, input: { cursor, limit, order, ...filter } }) => {
      const items = await readDeviceSummaries(context.db, {
        ...filter,
        at: context.now,
        descending: order === "descending",
        after: cursor,
        limit: limit + 1,
      });
      return { items: items.slice(0, limit), ...(items.length > limit && { next: items[limit - 1]!.id }) };
    }),
    get: os.devices.get.handler(async ({ context, input }) =>
      found(await readDevice(context.db, input.id, context.now), "device", input.id),
    ),
    totals: os.devices.totals.handler(({ context, input }) =>
      countDevicesOf(context.db, { ...input, at: context.now }),
    ),
    days: os.devices.days.handler(({ context, input }) => readDeviceDays(context, input)),
    change: os.devices.change.handler(async ({ context, input: { id, ...change } }) => {
      await changeDevices(context, { ids: [id], ...change });
      return found(await readDevice(context.db, id, context.now), "device", id);
    }),
    changeMany: os.devices.changeMany.handler(({ context, input }) => changeDevices(context, input)),
    standing: os.devices.standing.handler(({ context, input: { id, ...prices } }) =>
      readStanding(context.db, id, prices, context.now),
    ),
    lost: os.devices.lost.handler(({ context, input }) => readLostOrders(context, input)),
    enrolment: os.devices.enrolment.handler(async ({ context, input }) => {
      const enrolment = await readEnrolment(context, input.id);
      const measured = await readBenchmark(context.db, enrolment.device);
      return { ...enrolmentView(enrolment, context.now), measured };
    }),
    joining: os.devices.joining.handler(({ context }) => readJoining(context)),
    makeToken: os.devices.makeToken.handler(({ context, input }) => makeToken(context, input)),
    revokeToken: os.devices.revokeToken.handler(({ context, input }) => revokeToken(context, input)),
    sponsor: os.devices.sponsor.handler(({ context, input }) => sponsorEnrolment(context, input)),
    sponsorMany: os.devices.sponsorMany.handler(({ context, input }) => sponsorMany(context, input)),
  },
  earnings: {
    get: os.earnings.get.handler(({ context }) => readEarnings(context)),
    payments: os.earnings.payments.handler(({ context, input }) => listPayments(context, input)),
    csv: os.earnings.csv.handler(({ context }) => paymentsCsv(context)),
  },
  stake: {
    get: os.stake.get.handler(({ context }) => readStake(context)),
    add: os.stake.add.handler(({ context, input }) => relayPermit(context, "stake", input)),
  },
  governance: {
    proposals: os.governance.proposals.handler(({ context, input }) => listProposals(context, input)),
    proposal: os.governance.proposal.handler(({ context, input }) => readProposal(context, input.id)),
    operations: os.governance.operations.handler(({ context, input }) => listOperations(context, input)),
    code: os.governance.code.handler(({ context, input }) => checkCode(context, input)),
    power: os.governance.power.handler(({ context, input }) => votesOf(context, input.wallet)),
    delegates: os.governance.delegates.handler(({ context, input }) => listDelegates(context, input)),
    changes: os.governance.changes.handler(({ context, input }) => listChanges(context, input)),
    treasury: os.governance.treasury.handler(({ context }) => treasuryOf(context)),
    guardian: os.governance.guardian.handler(({ context }) => guardianOf(context)),
    faucet: os.governance.faucet.handler(({ context }) => requestFaucet(context, "amb")),
    warpTime: os.governance.warpTime.handler(({ context, input }) => warpTime(context, input)),
  },
  network: {
    figures: os.network.figures.handler(({ context }) => readFigures(context)),
    prices: os.network.prices.handler(({ context }) => readPrices(context)),
    comparison: os.network.comparison.handler(({ context }) => comparePrices(context)),
    history: os.network.history.handler(({ context, input }) => readHistory(context, input.range)),
    cells: os.network.cells.handler(({ context, input }) => listCells(context, input)),
    leases: os.network.leases.handler(({ context, input }) => listNewestLeases(context, input)),
    payments: os.network.payments.handler(({ context, input }) => listNewestPayments(context, input)),
    bond: os.network.bond.handler(({ context, input }) => bondOf(context, input.operator)),
    search: os.network.search.handler(({ context, input }) => searchNetwork(context, input)),
  },
  agent: {
    requestEnrolment: os.agent.requestEnrolment.handler(({ context, input }) =>
      requestEnrolment(context, input),
    ),
    enrolment: os.agent.enrolment.handler(async ({ context, input }) => {
      const enrolment = await introducedEnrolment(context, input.id);
      return { ...enrolmentView(enrolment, context.now), operatorSignature: enrolment.operatorSignature };
    }),
    enrolmentChallenge: os.agent.enrolmentChallenge.handler(async ({ context, input }) =>
      challengeDevice(context, (await introducedEnrolment(context, input.id)).device),
    ),
    enrolmentBenchmark: os.agent.enrolmentBenchmark.handler(async ({ context, input }) =>
      checkBenchmark(context, (await introducedEnrolment(context, input.id)).device, input),
    ),
    confirmEnrolment: os.agent.confirmEnrolment.handler(({ context, input }) =>
      confirmEnrolment(context, context.introduced!, input),
    ),
    hello: os.agent.hello.handler(({ context, input }) => greetDevice(context, input)),
    pause: os.agent.pause.handler(({ context, input }) => pauseDevice(context, input)),
    challenge: os.agent.challenge.handler(({ context }) => challengeDevice(context, requireDevice(context))),
    benchmark: os.agent.benchmark.handler(({ context, input }) =>
      checkBenchmark(context, requireDevice(context), input),
    ),
    commands: os.agent.commands.handler(({ context, input, signal }) => readCommands(context, input, signal)),
    events: os.agent.events.handler(({ context, input }) => takeEvents(context, input)),
    blob: os.agent.blob.handler(({ context, input }) => readBlob(context, input)),
  },
});

/** The enrolment that a device introduced itself with; another device's is as good as none. */
async function introducedEnrolment(context: ApiContext, id: string) {
  const enrolment = await readEnrolment(context, id);
  if (enrolment.device !== context.introduced) throw new MarketError("NOT_FOUND", { noun: "enrolment", id });
  return enrolment;
}
