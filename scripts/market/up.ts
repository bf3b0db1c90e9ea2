import { connect } from "@/db/client";
import { freePort } from "@/db/free-port";
import { migrate } from "@/db/migrate";
import { countDevices } from "@/db/queries/registry";
import { local } from "@/contracts/script/parameters";
import { presenceMs } from "@/lib/devices/device";
import { deployContracts } from "@/scripts/contracts/deploy";
import { buildApp } from "./build-app";
import { rpc, startChainNode } from "./chain-node";
import { fundLocalWallets } from "./fund-local-wallets";
import { isAlive, openHome, type Home } from "./home";
import { stopOrphans } from "./orphans";
import { appPlan, devicePlan, indexerPlan, jobsPlan, localKey, localWallets, type MarketPlan } from "./plan";
import { choosePort } from "./ports";
import { startPart, type Part, type PartPlan } from "./part";
import { progress } from "./progress";
import { keepDatabase } from "./keep-database";
import { keepDeployment } from "./keep-deployment";

const dev = process.argv.includes("--dev");
const withoutDevice = process.argv.includes("--no-device");
const tell = progress();
const parts: Pick<Part, "name" | "stop">[] = [];
let stopping: Promise<void> | undefined;

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stopAll(0));

try {
  await up();
} catch (error) {
  tell.say(`\n  ${error instanceof Error ? error.message : String(error)}\n`);
  await stopAll(1);
}

/** Brings every part up in the order in which they need each other, and says where to look. */
async function up(): Promise<void> {
  const home = openHome();
  const last = home.lastRun();
  if (last && isAlive(last.pid)) {
    tell.say(
      `\n  Ambit already runs at ${last.url} (process ${last.pid}).\n  Stop it there with Ctrl-C, or start another beside it with AMBIT_HOME=<folder>.\n`,
    );
    process.exit(1);
  }
  tell.say("");
  const orphans = await stopOrphans(home);
  if (orphans.length > 0)
    tell.say(`  note          the last start was killed; stopped what it left: ${orphans.join(", ")}`);
  const building = dev ? Promise.resolve(0) : buildApp(home);
  building.catch(() => undefined); // Awaited below; a failure before that must not end the process on its own.
  const { port, note } = await choosePort(
    Number(process.env.PORT ?? 3000),
    process.env.PORT !== undefined,
    "PORT",
  );
  if (note) tell.say(`  note          ${note}`);
  const url = process.env.PUBLIC_URL ?? `http://localhost:${port}`;

  const databaseUrl = await tell.step(
    "database",
    "starting",
    () => startDatabase(home),
    () => (process.env.DATABASE_URL ? "yours" : "PostgreSQL 18, embedded"),
  );
  const chain = await tell.step(
    "chain",
    "starting",
    () => startChain(home),
    ({ own }) => (own ? "yours" : "local chain 31337"),
  );
  home.write({ pid: process.pid, url, chainUrl: chain.url, databaseUrl });
  const isLocal = (await rpc(chain.url, "eth_chainId")) === "0x7a69";
  const deploymentFile = await tell.step(
    "contracts",
    "deploying",
    () => deploy(home, chain.url, isLocal),
    () => "in place",
  );
  await tell.step(
    "schema",
    "migrating",
    () => migrate(databaseUrl),
    () => "up to date",
  );
  // No two markets are given the same. On one that is taken it goes to the next, and the other would say it is ready.
  const indexerPort = await freePort();
  const relayerKey =
    (process.env.RELAYER_KEY as `0x${string}` | undefined) ?? (isLocal ? localKey("relayer").key : undefined);
  const plan: MarketPlan = {
    home,
    databaseUrl,
    chainUrl: chain.url,
    port,
    url,
    indexerPort,
    relayerKey,
    deploymentFile,
    dev,
  };

  await tell.step(
    "indexer",
    "reading the chain",
    () => start(home, indexerPlan(plan)),
    () => "at the head",
  );
  const { db, close } = connect(databaseUrl, { max: 2, name: "ambit-start" });
  await tell.step(
    "jobs",
    "starting",
    () =>
      start(
        home,
        jobsPlan(plan, () => jobsAreTaken(db)),
      ),
    () => "running",
  );
  await tell.step(
    "app",
    dev ? "starting" : "building, once",
    () => building,
    (seconds) => (seconds ? "built" : dev ? "hot reload" : "built before"),
  );
  await tell.step(
    "",
    "starting",
    () => start(home, appPlan(plan)),
    () => `serving ${url}`,
  );
  if (isLocal) await fundLocalWallets(chain.url, deploymentFile);
  if (isLocal && !withoutDevice) {
    const isOnline = async () => (await countDevices(db, new Date(Date.now() - presenceMs))).online > 0;
    await tell.step(
      "device",
      "enrolling",
      () => start(home, devicePlan(plan, "local", isOnline)),
      () => "online",
    );
  }
  await close();
  tell.say(screen(url, isLocal));
}

async function start(home: Home, plan: PartPlan): Promise<Part> {
  const part = await startPart(home, plan, (line) => tell.say(`  ${line}`));
  parts.push(part);
  return part;
}

async function startDatabase(home: Home): Promise<string> {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const { port } = await choosePort(54_329, false, "DATABASE_URL");
  const database = await keepDatabase(
    { dataDir: home.path("postgres"), port, database: "ambit", logFile: home.log("postgres") },
    (line) => tell.say(`  ${line}`),
  );
  parts.push(database);
  return database.url;
}

async function startChain(home: Home): Promise<{ url: string; own: boolean }> {
  if (process.env.CHAIN_RPC_URL) return { url: process.env.CHAIN_RPC_URL, own: true };
  const { port } = await choosePort(8545, false, "CHAIN_RPC_URL");
  const node = await startChainNode(home, port, (line) => tell.say(`  ${line}`));
  parts.push(node);
  return { url: `http://127.0.0.1:${port}`, own: false };
}

async function deploy(home: Home, rpcUrl: string, isLocal: boolean): Promise<string> {
  if (process.env.DEPLOYMENT_FILE) return process.env.DEPLOYMENT_FILE;
  if (!isLocal)
    throw new Error(
      "CHAIN_RPC_URL is not a local chain: set DEPLOYMENT_FILE to where its contracts are (npm run deploy writes it).",
    );
  const deployment = await deployContracts({
    rpcUrl,
    deployerKey: localKey("deployer").key,
    parameters: local,
  });
  return keepDeployment(home, deployment);
}

/** The queue is served once a worker is registered with it. */
async function jobsAreTaken(db: ReturnType<typeof connect>["db"]): Promise<boolean> {
  const { rows } = await db.execute("select 1 from pg_stat_activity where application_name = 'ambit-jobs'");
  return rows.length > 0;
}

/** Stops the parts in the reverse order of their start: nothing loses what it stands on. */
function stopAll(code: number): Promise<void> {
  stopping ??= (async () => {
    tell.say("\n  Stopping …");
    for (const part of parts.toReversed()) await part.stop();
    openHome().release();
    tell.say('  Stopped. Everything is kept; "npm start" goes on from here.\n');
    process.exit(code);
  })();
  return stopping;
}

function screen(url: string, isLocal: boolean): string {
  const wallets = (["customer", "operator", "member"] as const).map(
    (who) =>
      `      ${who.padEnd(10)} ${localKey(who).address}   account ${localWallets[who]} of the public test phrase`,
  );
  return [
    "",
    `  Ambit is up:  ${url}`,
    ...(isLocal
      ? ["", "  Demo wallets (play money; choose “Demo wallet” when you connect):", ...wallets]
      : []),
    "",
    "  Try it from a terminal:  npm run first-lease",
    "  Add a device:            npm run device",
    "  Stop:                    Ctrl-C     (npm run reset wipes everything)",
    "",
  ].join("\n");
}
