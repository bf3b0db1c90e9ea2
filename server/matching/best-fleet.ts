import "server-only";
import type { Hex } from "viem";
import { groupOf, pickApart, rateOf } from "@/lib/matching/fleet";
import { pickWithin, type FleetChoice } from "@/lib/matching/fleet-budget";
import type { DeviceRecord, MatchRequest } from "@/lib/matching/match-request";
import { compareRanked, rank, type Ranked } from "@/lib/matching/rank";
import { priceAlone } from "@/lib/matching/weights";
import type { Spread } from "@/lib/orders/spec";

/** How many of the best a fleet looks at in one go: several of them may be of one group. */
export const fleetAtOnce = 100;

/**
 * How often a fleet looks further for operators, networks or areas, which the index cannot leave out: only the devices
 * that were seen are. Everybody may ask, and those who reserve wait meanwhile.
 */
const fleetPagesMax = 20;

/** A registry that is too large to ask each device: it finds the best, and knows those that it found. */
type Asked = {
  bestOf: (request: MatchRequest, wanted: number) => Promise<Ranked[]>;
  record: (device: Hex) => DeviceRecord;
};

/** How many devices a fleet wants of groups that are not taken, and what they may cost an hour together. */
export type Apart = { spread: Spread; wanted: number; taken: ReadonlySet<string>; budget: number };

/** What was picked, and all that was looked at for it. The three words are those of a `FleetFit`. */
type Found = {
  picked: Ranked[];
  seen: Ranked[];
  isWhole: boolean;
  isBest: boolean;
  leastRate?: number | undefined;
};

/** The best devices apart within the budget, or as many as there are. */
export async function bestFleet(asked: Asked, request: MatchRequest, wish: Apart): Promise<Found> {
  const best = await bestApart(asked, request, wish);
  const isEnough = best.picked.length === wish.wanted;
  if (isEnough && rateOf(best.picked) > wish.budget) return bestWithin(asked, request, wish, best.seen);
  return { ...best, isBest: isEnough || best.isWhole };
}

/** The best device of each group, best groups first, until enough are found or nothing is left to look at. */
async function bestApart({ bestOf, record }: Asked, request: MatchRequest, { spread, wanted, taken }: Apart) {
  const group = (device: Hex) => groupOf(spread, record(device));
  const all = new Set(taken);
  const pagesMax = spread === "country" ? Infinity : fleetPagesMax;
  const picked: Ranked[] = [];
  const seen: Ranked[] = [];
  let isWhole = false;
  for (let pages = 0; picked.length < wanted && pages < pagesMax && !isWhole; pages++) {
    // Each page has a device of one more country at least, so that they are not more than those wanted.
    const rest = spread === "country" ? outside(request, all) : without(request, seen);
    const page = await bestOf(rest, fleetAtOnce);
    picked.push(...pickApart(page, group, all, wanted - picked.length));
    seen.push(...page);
    isWhole = page.length === 0;
  }
  return { picked, seen, isWhole };
}

/**
 * The same where the best cost more than the budget. To the devices that were seen come the cheapest, and then,
 * page by page, those that are best at the price of money that the choice among the seen has (`pickWithin`),
 * until none that is left could better it: the index takes that price as it takes any weight. It is
 * over after so many pages, or with a choice that itself was too much work; then nobody knows that it is the best.
 */
async function bestWithin(
  asked: Asked,
  request: MatchRequest,
  wish: Apart,
  first: readonly Ranked[],
): Promise<Found> {
  const cheapest = await bestApart(asked, { ...request, weights: priceAlone }, wish);
  const isWhole = cheapest.picked.length === wish.wanted;
  const seen = new Seen(asked, request, wish, [...first, ...cheapest.seen]);
  for (let pages = 0; seen.choice.beyond && seen.choice.isBest && pages < fleetPagesMax; pages++)
    if (await seen.lookOn(seen.choice.beyond)) return { ...seen.found, isWhole, isBest: true };
  return { ...seen.found, isWhole, isBest: isWhole && !seen.choice.beyond };
}

/** The devices that were looked at so far, and what is chosen of them. */
class Seen {
  choice: FleetChoice;
  private ranked: Ranked[] = [];
  /** How far each country was looked through at the price of money of now. */
  private readonly lookedTo = new Map<string, number>();

  constructor(
    private readonly asked: Asked,
    private readonly request: MatchRequest,
    private readonly wish: Apart,
    first: readonly Ranked[],
  ) {
    this.choice = this.choose(first);
  }

  get found() {
    const { picked, leastRate } = this.choice;
    return { picked, leastRate, seen: this.ranked };
  }

  /** Looks at the next page; true when nothing that was not looked at could better the choice. */
  async lookOn({ multiplier, reach }: NonNullable<FleetChoice["beyond"]>): Promise<boolean> {
    const { lookedTo, request } = this;
    // What is left of them cannot better the choice; of one country there may be very many.
    const done = new Set([...lookedTo.keys()].filter((country) => lookedTo.get(country)! >= reach(country)));
    const rest = outside(atPrice(request, multiplier), done);
    const page = await this.asked.bestOf(without(rest, this.ranked), fleetAtOnce);
    const to = page.at(-1)?.score ?? Infinity;
    this.choice = this.choose(page);
    const { beyond } = this.choice;
    if (beyond?.multiplier !== multiplier) {
      lookedTo.clear();
      return false;
    }
    if (this.wish.spread === "country")
      for (const { device } of this.ranked) {
        const { country } = this.asked.record(device);
        if (!done.has(country)) lookedTo.set(country, to);
      }
    return to >= beyond.reach() && [...lookedTo].every(([country, far]) => far >= beyond.reach(country));
  }

  private choose(more: readonly Ranked[]): FleetChoice {
    const { spread, taken, wanted, budget } = this.wish;
    const devices = new Set([...this.ranked, ...more].map(({ device }) => device));
    // They were found at other weights.
    this.ranked = [...devices].map((device) => rank(this.request, this.asked.record(device)));
    this.ranked.sort(compareRanked(this.request.id));
    const group = (device: Hex) => groupOf(spread, this.asked.record(device));
    return pickWithin(this.ranked, group, taken, wanted, budget);
  }
}

/** The same order where a micro-dollar an hour is worth so many points more. */
function atPrice(request: MatchRequest, multiplier: number): MatchRequest {
  const { weights } = request;
  return { ...request, weights: { ...weights, price: weights.price + multiplier } };
}

/** The same order for all countries but these. */
function outside(request: MatchRequest, countries: ReadonlySet<string>): MatchRequest {
  if (countries.size === 0) return request;
  const countriesDenied = [...(request.constraints.countriesDenied ?? []), ...countries];
  return { ...request, constraints: { ...request.constraints, countriesDenied } };
}

/** The same order for all devices but these. */
function without(request: MatchRequest, seen: readonly Ranked[]): MatchRequest {
  if (seen.length === 0) return request;
  const excludedDevices = [
    ...(request.constraints.excludedDevices ?? []),
    ...seen.map(({ device }) => device),
  ];
  return { ...request, constraints: { ...request.constraints, excludedDevices } };
}
