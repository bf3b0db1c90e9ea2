import { ensureInstalled, run } from "./bootstrap.mjs";

ensureInstalled();
run("scripts/seed-sample.ts");
