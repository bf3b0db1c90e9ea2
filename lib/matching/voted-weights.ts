import type { Objective } from "@/lib/orders/spec";
import { weightsOf, type Weights } from "./weights";

/**
 * The weights of an objective as votes have set them: a figure of `Params` named "objective.term" takes the place of the
 * published one. Terms that are no figure there keep their published weight.
 * @param figures values by name, whole numbers of points in digits.
 */
export function votedWeights(objective: Objective, figures: ReadonlyMap<string, string>): Weights {
  const terms = Object.entries(weightsOf[objective]).map(([term, published]) => {
    const voted = figures.get(`${objective}.${term}`);
    return [term, voted === undefined ? published : Number(voted)];
  });
  return Object.fromEntries(terms) as Weights;
}
