import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { AgentConfig } from "@/agent/config";
import { loadIdentity } from "@/agent/identity";
import type { Log } from "@/agent/log";
import { keepSettings, type Settings } from "@/agent/settings";

/** Makes the device's key, if there is none, keeps what the flags set, and says what comes next. */
export function init({ home, gateway }: AgentConfig, _log?: Log, flags: Settings = {}): void {
  const folder = resolve(home);
  const isNew = !existsSync(resolve(folder, "device-key.pem"));
  const { device } = loadIdentity(folder);
  keepSettings(folder, flags);
  console.log(`device    ${device}${isNew ? " (new)" : ""}`);
  console.log(`home      ${folder}`);
  console.log(`gateway   ${gateway}`);
  console.log("Next: `npm run device -- doctor`, and then `npm run device`.");
}
