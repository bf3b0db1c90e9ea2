import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where a local market keeps everything: `AMBIT_HOME`, or `.ambit` in the checkout. Wiping this folder is a reset. */
export type Home = ReturnType<typeof openHome>;

export type Running = {
  pid: number;
  url: string;
  chainUrl: string;
  databaseUrl: string;
};

export function openHome() {
  const folder = resolve(process.env.AMBIT_HOME ?? ".ambit");
  mkdirSync(join(folder, "logs"), { recursive: true, mode: 0o711 });
  writeFileSync(
    join(folder, "ambit-home"),
    "Everything of a local Ambit market. `npm run reset` removes it.\n",
  );
  const lock = join(folder, "running.json");
  return {
    folder,
    path: (...parts: string[]) => join(folder, ...parts),
    log: (name: string) => join(folder, "logs", `${name}.log`),
    deploymentFile: join(folder, "deployment.json"),
    /** What the last start wrote, whether it still runs or not. */
    lastRun: (): Running | undefined =>
      existsSync(lock) ? (JSON.parse(readFileSync(lock, "utf8")) as Running) : undefined,
    write: (running: Running) => writeFileSync(lock, JSON.stringify(running, null, 2), { mode: 0o600 }),
    release: () => rmSync(lock, { force: true }),
  };
}

/** Whether a process with this number lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
