// The agent: makes this machine a device. Settings: agent/README.md.
import { ensureInstalled, run } from "./bootstrap.mjs";

ensureInstalled();
run("agent/main.ts", process.argv.length > 2 ? process.argv.slice(2) : ["run"]);
