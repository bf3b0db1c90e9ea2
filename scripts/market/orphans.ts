import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, type Home } from "./home";
import { stopProcess } from "./part";

/** Every part carries this variable with the folder of its market, so that it can be told from a stranger with its number. */
export const marker = "AMBIT_PART_OF";

/** Keeps the number of a part's process, in case the supervisor is killed and cannot stop it. */
export function notePart(home: Home, name: string, pid: number | undefined): void {
  if (pid) writeFileSync(fileOf(home, name), String(pid));
}

export function forgetPart(home: Home, name: string): void {
  rmSync(fileOf(home, name), { force: true });
}

/**
 * Stops the parts that a killed supervisor left behind. Two of a kind would do no harm to the
 * data in Postgres, but the chain's state has one writer and the ports are taken. The chain goes last:
 * the others still write to it. Returns their names.
 */
export async function stopOrphans(home: Home): Promise<string[]> {
  const files = readdirSync(partsOf(home)).toSorted((a, b) => Number(a === "chain") - Number(b === "chain"));
  const stopped: string[] = [];
  for (const file of files) {
    const pid = Number(readFileSync(join(partsOf(home), file), "utf8"));
    if (isAlive(pid) && isPartOf(home, pid)) {
      await stopProcess(pid, file === "chain" ? "SIGINT" : "SIGTERM");
      stopped.push(file);
    }
    rmSync(join(partsOf(home), file), { force: true });
  }
  return stopped;
}

function isPartOf(home: Home, pid: number): boolean {
  const said = `${marker}=${home.folder}`;
  const environment = `/proc/${pid}/environ`;
  if (existsSync(environment)) return readFileSync(environment, "utf8").split("\0").includes(said);
  return execFileSync("ps", ["eww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" }).includes(
    said,
  );
}

function partsOf(home: Home): string {
  const folder = home.path("parts");
  mkdirSync(folder, { recursive: true });
  return folder;
}

function fileOf(home: Home, name: string): string {
  return join(partsOf(home), name.replaceAll(" ", "-"));
}
