import { ensureInstalled, run } from "./bootstrap.mjs";

ensureInstalled();
run("scripts/first-lease.ts");
