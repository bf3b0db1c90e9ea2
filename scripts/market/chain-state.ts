import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
} from "node:fs";

const lookEveryMs = 1_000;

/**
 * anvil writes its state over the old one, and killed in the middle it leaves half of it, with which it never
 * starts again. So a copy of the last whole one is kept. What a chain that went back a second has forgotten
 * the gateway sends again.
 */
export function keepGoodState(file: string): { mend: () => void; stop: () => void } {
  const good = `${file}.good`;
  let copiedMs = 0;
  const look = () => {
    const writtenMs = endsWhole(file);
    if (writtenMs === undefined || writtenMs === copiedMs) return;
    copyFileSync(file, `${good}.draft`);
    // Written to meanwhile: the next look finds it at rest.
    if (endsWhole(file) !== writtenMs) return;
    renameSync(`${good}.draft`, good);
    copiedMs = writtenMs;
  };
  const looking = setInterval(look, lookEveryMs);
  return {
    mend: () => {
      if (existsSync(file) && !isWhole(file) && existsSync(good)) copyFileSync(good, file);
    },
    stop: () => clearInterval(looking),
  };
}

/** When it was last written, if its last byte is that of a whole state. */
function endsWhole(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const handle = openSync(file, "r");
  try {
    const { size, mtimeMs } = fstatSync(handle);
    const last = Buffer.alloc(1);
    readSync(handle, last, 0, 1, Math.max(0, size - 1));
    return last.toString() === "}" ? mtimeMs : undefined;
  } finally {
    closeSync(handle);
  }
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return statSync(file).size > 0;
  } catch {
    return false; // Half of it: anvil was killed while it wrote.
  }
}
