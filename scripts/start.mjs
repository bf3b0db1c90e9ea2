import { ensureInstalled, run } from "./bootstrap.mjs";

ensureInstalled();
run("scripts/market/up.ts");
