// Wipes the local market: database, chain, device keys, logs. Refuses while it runs.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { root } from "./bootstrap.mjs";

const home = resolve(process.env.AMBIT_HOME ?? join(root, ".ambit"));
const lock = join(home, "running.json");

if (!existsSync(home)) {
  console.log(`There is nothing at ${home}.`);
} else if (isRunning()) {
  console.error(
    `The market at ${home} is running (process ${JSON.parse(readFileSync(lock, "utf8")).pid}). Stop it with Ctrl-C, then run this again.`,
  );
  process.exit(1);
} else if (!existsSync(join(home, "ambit-home"))) {
  console.error(`${home} was not made by Ambit, so it is left alone. Remove it yourself if you mean it.`);
  process.exit(1);
} else {
  rmSync(home, { recursive: true, force: true });
  console.log(`Wiped ${home}. "npm start" begins with an empty market.`);
}

function isRunning() {
  if (!existsSync(lock)) return false;
  try {
    process.kill(JSON.parse(readFileSync(lock, "utf8")).pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
