import { refusalOf } from "@/lib/api/client";
import { doctor } from "./commands/doctor";
import { drain } from "./commands/drain";
import { init } from "./commands/init";
import { run } from "./commands/run";
import { status } from "./commands/status";
import { readConfig, type AgentConfig } from "./config";
import { openLog, type Log } from "./log";
import { readFlags, type Settings } from "./settings";

/** What an operator can ask of the agent. All but `run` end at once. */
const commands: Record<string, (config: AgentConfig, log: Log, flags: Settings) => void | Promise<void>> = {
  init,
  run,
  status,
  drain,
  doctor,
};

// Flags alone are flags of `run`: `npm run device -- --token …`.
const [, , first = "run", ...rest] = process.argv;
const [name, argv] = first.startsWith("-") ? ["run", [first, ...rest]] : [first, rest];
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!command) {
  console.error(`There is no command "${name}". Known: ${Object.keys(commands).join(", ")}.`);
  process.exit(2);
}
try {
  const flags = readFlags(argv);
  await command(readConfig(process.env, flags), openLog(), flags);
} catch (error) {
  const refusal = refusalOf(error);
  if (refusal) console.error(`${refusal.message} ${refusal.next}`);
  else console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
// Nothing that still waits for a gateway keeps an agent that was told to stop.
process.exit();
