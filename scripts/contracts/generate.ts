import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import type { Abi } from "viem";
import { contractsFolder, deployedContracts, artifactFile } from "./artifacts";
import { forgeOrThrow } from "./forge";
import { storageLayout } from "./storage-layout";
import { differentialVectors } from "./vectors";

/**
 * Builds the contracts and writes what the rest of the market knows of them: typed ABIs for `lib/chain/abi` and
 * bytecode for `contracts/artifacts`; what TypeScript computes, for Solidity to compute
 * the same; and where the contracts keep their state. With `--check` it writes nothing and fails if a committed file differs.
 */

const run = promisify(execFile);
const root = join(contractsFolder, "..");
const abiFolder = join(root, "lib/chain/abi");

/** Whose interface the market speaks, and the file it goes to. */
const published = {
  AmbitGovernor: "governor",
  Bonds: "bonds",
  Committee: "committee",
  Devices: "devices",
  Escrow: "escrow",
  Guardian: "guardian",
  Leases: "leases",
  Params: "params",
  Rewards: "rewards",
  TestFaucet: "test-faucet",
  TestUSDC: "test-usdc",
  Timelock: "timelock",
  Token: "token",
  Treasury: "treasury",
} as const;

type Built = { abi: Abi; bytecode: { object: string }; deployedBytecode: { object: string } };

/** What Ethereum allows: EIP-170. */
const mostBytes = 24_576;

async function generate(check: boolean): Promise<void> {
  await forgeOrThrow(["build", "--skip", "test/**", "--quiet"]);
  const files = await formatted([
    vectorFile(),
    ...(await Promise.all([layoutFile(), ...abiFiles(), ...artifactFiles()])),
  ]);
  const stale = await Promise.all(
    files.map(async (file) => ((await contentOf(file.path)) === file.content ? [] : [file])),
  );
  if (check) return report(stale.flat().map((file) => relative(root, file.path)));
  await Promise.all(stale.flat().map(write));
  console.log(`${files.length} files, ${stale.flat().length} changed`);
}

function abiFiles() {
  return Object.entries(published).map(async ([name, file]) => {
    const { abi } = await readBuilt(name);
    const constant = file.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const content = `// Written by scripts/contracts/generate.ts from contracts/src: do not edit.\nexport const ${constant}Abi = ${JSON.stringify(withoutSolidityTypes(abi.filter((item) => item.type !== "constructor")))} as const;\n`;
    return { path: join(abiFolder, `${file}.ts`), content };
  });
}

function artifactFiles() {
  return deployedContracts.map(async (name) => {
    const { abi, bytecode, deployedBytecode } = await readBuilt(name);
    const bytes = deployedBytecode.object.length / 2 - 1;
    if (bytes > mostBytes) throw new Error(`${name} has ${bytes} bytes and may have ${mostBytes}.`);
    const constructor = withoutSolidityTypes(abi.filter((item) => item.type === "constructor"));
    const initialize = withoutSolidityTypes(
      abi.find((item) => item.type === "function" && item.name === "initialize"),
    );
    const content = JSON.stringify({ constructor, initialize, bytecode: bytecode.object }, null, 1);
    return { path: artifactFile(name), content: `${content}\n` };
  });
}

/** What Solidity has to agree with. */
function vectorFile() {
  const content = JSON.stringify(differentialVectors("ambit"), null, 1);
  return { path: join(contractsFolder, "test/differential/vectors.json"), content: `${content}\n` };
}

/** What an upgrade must not move. */
async function layoutFile() {
  const content = JSON.stringify(await storageLayout(), null, 2);
  return { path: join(contractsFolder, "snapshots/storage-layout.json"), content: `${content}\n` };
}

async function readBuilt(name: string): Promise<Built> {
  return JSON.parse(
    await readFile(join(contractsFolder, "out", `${name}.sol`, `${name}.json`), "utf8"),
  ) as Built;
}

/** Solidity's own type names double the size of an ABI and nobody reads them at run time. */
function withoutSolidityTypes(abi: unknown): unknown {
  if (abi === undefined) return undefined;
  return JSON.parse(
    JSON.stringify(abi, (key, value: unknown) => (key === "internalType" ? undefined : value)),
  );
}

/** The formatter works on files, so the texts take a trip through a folder of their own. */
async function formatted(files: { path: string; content: string }[]) {
  const folder = await mkdtemp(join(root, "node_modules/.ambit-generate-"));
  try {
    const copies = files.map((file) => ({
      ...file,
      copy: join(folder, relative(root, file.path).replaceAll("/", "-")),
    }));
    await Promise.all(copies.map((file) => writeFile(file.copy, file.content)));
    await run(
      "oxfmt",
      [
        "-c",
        join(root, ".oxfmtrc.json"),
        ...copies.map((file) => file.copy).filter((path) => path.endsWith(".ts")),
      ],
      { cwd: root },
    );
    return await Promise.all(
      copies.map(async (file) => ({ path: file.path, content: await readFile(file.copy, "utf8") })),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function write(file: { path: string; content: string }): Promise<void> {
  await mkdir(dirname(file.path), { recursive: true });
  await writeFile(file.path, file.content);
}

function report(stale: string[]): void {
  if (stale.length === 0) return console.log("ABIs and artefacts are those of the contracts");
  console.error(
    `${stale.join("\n")}\nThese are not what the contracts and lib/chain give: npm run contracts:generate`,
  );
  process.exitCode = 1;
}

await generate(process.argv.includes("--check"));
