import { createServer } from "node:net";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export type PortChoice = {
  port: number;
  /** Said to people when the wanted port was taken. */ note?: string;
};

/**
 * The wanted port, or the next free one above it. A port that was asked for by name (`PORT=…`) is not
 * replaced: whoever named it wants that one, so a busy one is an error that says who has it.
 */
export async function choosePort(wanted: number, asked: boolean, variable: string): Promise<PortChoice> {
  if (await isFree(wanted)) return { port: wanted };
  const holder = holderOf(wanted);
  const busy = `port ${wanted} is taken${holder ? ` by ${holder}` : ""}`;
  if (asked) throw new Error(`${busy}. Free it, or choose another with ${variable}.`);
  for (let port = wanted + 1; port < wanted + 200; port++) {
    if (await isFree(port)) return { port, note: `${busy}, so ${port} is used` };
  }
  throw new Error(`${busy}, and so are the 200 above it. Choose one with ${variable}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** "node (process 1234)", read off Linux's own tables; undefined where they do not exist or may not be read. */
function holderOf(port: number): string | undefined {
  try {
    const hex = port.toString(16).toUpperCase().padStart(4, "0");
    const tables = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
      readFileSync(file, "utf8").split("\n"),
    );
    const inode = tables
      .map((line) => line.trim().split(/\s+/))
      .find((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === "0A")?.[9];
    const pid = readdirSync("/proc").find((entry) => /^\d+$/.test(entry) && holdsSocket(entry, inode));
    // A name with a version in it is cut off in the middle of it: "next-server (v1".
    return pid && `${readFileSync(`/proc/${pid}/comm`, "utf8").trim().split(" (")[0]} (process ${pid})`;
  } catch {
    return undefined; // Not Linux, or not ours to read: the port is named without its holder.
  }
}

function holdsSocket(pid: string, inode: string | undefined): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(
      (fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`,
    );
  } catch {
    return false; // It ended meanwhile or belongs to somebody else.
  }
}
