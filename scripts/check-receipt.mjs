import { ensureInstalled, run } from "./bootstrap.mjs";

ensureInstalled();
run("scripts/check-receipt.ts");
