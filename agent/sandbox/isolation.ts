import { accessSync, constants, existsSync, lstatSync, readlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { IsolationGrade } from "@/lib/orders/spec";

/** One way to separate a runner from the machine: a command that the runner's own command is put behind. */
export type Isolation = {
  grade: IsolationGrade;
  /** Outermost first, as `SandboxCapabilities.isolation` shows it. */
  layers: readonly string[];
  /** The whole command line. `slot` tells runners apart that live at the same time. */
  command(node: string, setup: RunnerSetup, slot: number): string[];
};

/** The two files that a runner may read, its own code and the script engine's, and what it will run. */
export type RunnerSetup = { runner: string; engine: string; kind: "wasm" | "script" };

/** What these layers keep out is in docs/isolation.md; what they let through is there too. */
const layers = {
  bubblewrap: "bubblewrap: own namespaces, no network, no files but the runner's",
  user: "a user of its own",
  privileges: "no privileges, ends with the agent",
  permissions: "Node's permission model",
} as const;

/**
 * The ways to try on this machine, best first. Which of them work is found out by starting a runner: a
 * tool may be installed and the kernel forbid it, or the agent's files may not be open to another user.
 */
export function isolationsToTry(): Isolation[] {
  const [bwrap, setpriv] = [which("bwrap"), which("setpriv")];
  const isRoot = process.getuid?.() === 0;
  const asUser = (slot: number) =>
    setpriv ? [setpriv, ...privilegesOf(isRoot ? firstUser + slot : null)] : [];
  const plain: Isolation = {
    grade: 1,
    layers: [...(setpriv ? [layers.privileges] : []), layers.permissions],
    command: (node, setup) => [
      ...(setpriv ? [setpriv, ...privilegesOf(null)] : []),
      ...nodeCommand(node, setup),
    ],
  };
  const otherUser: Isolation = {
    grade: 1,
    layers: [layers.user, layers.privileges, layers.permissions],
    command: (node, setup, slot) => [...asUser(slot), ...nodeCommand(node, setup)],
  };
  const wrapped: Isolation = {
    grade: 2,
    layers: [...(isRoot && setpriv ? [layers.user] : []), layers.bubblewrap, layers.permissions],
    command: (node, setup, slot) => [...asUser(slot), ...wrappedCommand(bwrap!, node, setup)],
  };
  const wrappedAsRoot: Isolation = {
    ...wrapped,
    layers: [layers.bubblewrap, layers.permissions],
    command: (node, setup) => wrappedCommand(bwrap!, node, setup),
  };
  return [
    ...(bwrap ? [wrapped] : []),
    ...(bwrap && isRoot && setpriv ? [wrappedAsRoot] : []),
    ...(isRoot && setpriv ? [otherUser] : []),
    plain,
  ];
}

/** Users that no package of the system owns. Each runner that lives gets one, so none can signal another. */
const firstUser = 210_000;

function privilegesOf(user: number | null): string[] {
  const drop = ["--no-new-privs", "--inh-caps=-all", "--pdeathsig=KILL"];
  if (user === null) return [...drop, "--"];
  return [`--reuid=${user}`, `--regid=${user}`, "--clear-groups", "--bounding-set=-all", ...drop, "--"];
}

const permissionFlag = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

/**
 * A command is one long call, which never leaves the compiler that it began in, so there is no quick one
 * for commands. A script engine is many calls and warm already. Both get more stack than their budget can
 * use, and little heap, because what they use lies elsewhere.
 */
function nodeCommand(node: string, { runner, engine, kind }: RunnerSetup): string[] {
  return [
    node,
    ...(kind === "wasm" ? ["--no-liftoff"] : []),
    "--stack-size=4000",
    "--max-old-space-size=256",
    "--disallow-code-generation-from-strings",
    "--no-warnings",
    permissionFlag,
    `--allow-fs-read=${runner}`,
    `--allow-fs-read=${engine}`,
    runner,
    engine,
    kind,
  ];
}

/** Nothing but the runner's files and the system's libraries, read-only; no /proc, no /dev, no network. */
function wrappedCommand(bwrap: string, node: string, { runner, engine, kind }: RunnerSetup): string[] {
  const inside = { runner: "/runner.cjs", engine: "/engine.wasm" };
  const libraries = librariesOf().flatMap(([path, target]) =>
    target === null ? ["--ro-bind", path, path] : ["--symlink", target, path],
  );
  const own = [
    "--ro-bind",
    node,
    "/node",
    "--ro-bind",
    runner,
    inside.runner,
    "--ro-bind",
    engine,
    inside.engine,
  ];
  const cut = ["--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"];
  return [
    bwrap,
    ...cut,
    ...libraries,
    ...own,
    "--chdir",
    "/",
    "--",
    ...nodeCommand("/node", { ...inside, kind }),
  ];
}

/** Where the system keeps its libraries: folders, and links to them where it is laid out so. */
function librariesOf(): [path: string, linkTarget: string | null][] {
  const folders = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/nix/store"];
  return folders
    .filter((path) => existsSync(path))
    .map((path) => [path, lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null]);
}

function which(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
