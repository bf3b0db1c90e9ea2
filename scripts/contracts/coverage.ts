import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contractsFolder } from "./artifacts";
import { forgeOrThrow } from "./forge";

/**
 * Which lines and branches of the contracts the tests reach: prints a table, names what is missed, and fails below
 * 95 % of all lines or 100 % of the branches where money is settled, slashed or claimed. The invariants are left out:
 * what only a random run reaches is not covered.
 */

const leastLines = 0.95;
/** Every branch of these must be taken. */
const mustBranch = [
  "src/escrow/",
  "src/leases/",
  "src/libraries/",
  "src/Bonds.sol",
  "src/Committee.sol",
  "src/Rewards.sol",
  "src/Treasury.sol",
];

type Count = { hit: number; all: number };
type FileCoverage = { path: string; lines: Count; branches: Count; missed: string[] };

const root = join(contractsFolder, "..");

async function main(): Promise<void> {
  const workspace = await makeWorkspace();
  try {
    const files = readReport(await measure(workspace));
    print(files);
    process.exitCode = isEnough(files) ? 0 : 1;
  } finally {
    await rm(workspace, { recursive: true });
  }
}

/** Forge's coverage finds no import outside the folder that it runs in, so it gets a folder with everything inside. */
async function makeWorkspace(): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), "ambit-coverage-"));
  const inside = (path: string) => join(workspace, path);
  const packages = [
    "@openzeppelin/contracts",
    "@layerzerolabs/toolbox-foundry/lib/forge-std",
    "solc",
    ...(await dependenciesOf("solc")),
  ].map((name) => `node_modules/${name}`);
  for (const path of packages) await cp(join(root, path), inside(path), { recursive: true });
  for (const path of ["src", "test", "bin"])
    await cp(join(contractsFolder, path), inside(path), { recursive: true });
  await mkdir(inside("snapshots"));

  const config = await readFile(join(contractsFolder, "foundry.toml"), "utf8");
  await writeFile(inside("foundry.toml"), config.replaceAll("../node_modules", "node_modules"));
  const devices = await readFile(inside("src/Devices.sol"), "utf8");
  const stand = devices.replace(
    "@openzeppelin/contracts/utils/cryptography/P256.sol",
    "../test/coverage/P256.sol",
  );
  if (stand === devices) throw new Error("src/Devices.sol imports P256 from elsewhere: change coverage.ts");
  await writeFile(inside("src/Devices.sol"), stand);
  return workspace;
}

async function dependenciesOf(name: string): Promise<string[]> {
  const { dependencies } = JSON.parse(
    await readFile(join(root, "node_modules", name, "package.json"), "utf8"),
  ) as { dependencies: Record<string, string> };
  return Object.keys(dependencies);
}

async function measure(workspace: string): Promise<string> {
  const args = [
    "coverage",
    "--no-match-path",
    "test/{gas,invariant}/**",
    "--report",
    "lcov",
    "--fuzz-runs",
    "50",
  ];
  // The precompile for device keys exists from Osaka on.
  await forgeOrThrow([...args, "--evm-version", "osaka"], { cwd: workspace });
  return readFile(join(workspace, "lcov.info"), "utf8");
}

/** lcov: a file begins with SF, has a DA for each line and a BRDA for each branch, and ends with end_of_record. */
function readReport(report: string): FileCoverage[] {
  return report
    .split("end_of_record")
    .map(readFileCoverage)
    .filter(({ path }) => path.startsWith("src/"))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}

function readFileCoverage(record: string): FileCoverage {
  const path = /^SF:(.+)$/m.exec(record)?.[1] ?? "";
  const lines = [...record.matchAll(/^DA:(\d+),(\d+)/gm)].map(([, line, hits]) => ({
    line,
    hit: hits !== "0",
  }));
  const branches = [...record.matchAll(/^BRDA:(\d+),\d+,\d+,(.+)$/gm)].map(([, line, hits]) => ({
    line,
    hit: hits !== "0" && hits !== "-",
  }));
  const count = (points: { hit: boolean }[]) => ({
    hit: points.filter(({ hit }) => hit).length,
    all: points.length,
  });
  const missed = [
    ...lines.filter(({ hit }) => !hit).map(({ line }) => `${path}:${line}`),
    ...branches.filter(({ hit }) => !hit).map(({ line }) => `${path}:${line} (a branch)`),
  ];
  return { path, lines: count(lines), branches: count(branches), missed };
}

function print(files: FileCoverage[]): void {
  const share = ({ hit, all }: Count) => `${(all === 0 ? 100 : (100 * hit) / all).toFixed(1)} %`.padStart(8);
  const row = (path: string, lines: Count, branches: Count) =>
    console.log(
      `${path.padEnd(34)} ${share(lines)} of ${String(lines.all).padStart(4)} lines ${share(branches)} of ${String(branches.all).padStart(3)} branches`,
    );
  for (const { path, lines, branches } of files) row(path, lines, branches);
  row("all", sum(files, "lines"), sum(files, "branches"));
  const missed = files.flatMap((file) => file.missed);
  console.log(missed.length === 0 ? "\nnothing is missed" : `\nmissed:\n${missed.join("\n")}`);
}

function isEnough(files: FileCoverage[]): boolean {
  const lines = sum(files, "lines");
  const strict = files.filter(({ path }) => mustBranch.some((start) => path.startsWith(start)));
  const branches = sum(strict, "branches");
  return files.length > 0 && lines.hit >= leastLines * lines.all && branches.hit === branches.all;
}

function sum(files: FileCoverage[], what: "lines" | "branches"): Count {
  return {
    hit: files.reduce((total, file) => total + file[what].hit, 0),
    all: files.reduce((total, file) => total + file[what].all, 0),
  };
}

await main();
