import { parseArgs } from "node:util";
import { guards } from "./guards";
import { openWorld } from "./open-world";
import { withDatabase } from "./with-database";

/**
 * Deletes one guard after the other from the real files and runs seeds until one of them breaks something. A
 * guard whose absence nobody notices is not tested, or not needed. Ends with 1 if there is one.
 */
const { values } = parseArgs({
  options: { seeds: { type: "string", default: "100" }, only: { type: "string" } },
});
let survived = 0;
await withDatabase(async (url) => {
  for (const guard of guards.filter(({ name }) => name.includes(values.only ?? ""))) {
    const world = await openWorld(url, guard);
    let noticed: { seed: number; what: string } | undefined;
    for (let seed = 1; seed <= Number(values.seeds) && !noticed; seed++) {
      const { broken } = await world.run(seed);
      if (broken[0]) noticed = { seed, what: broken[0].split("\n")[0]!.slice(0, 110) };
    }
    await world.close();
    if (!noticed) survived++;
    console.log(
      noticed
        ? `  ✓ ${guard.name}: after ${noticed.seed} seeds: ${noticed.what}`
        : `  ✗ ${guard.name}: not noticed in ${values.seeds} seeds`,
    );
  }
});
process.exit(survived > 0 ? 1 : 0);
