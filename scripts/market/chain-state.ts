import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
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
    copyAsItIs(file, `${good}.draft`);
    // Written to meanwhile: the next look finds it at rest.
    if (endsWhole(file) !== writtenMs) return;
    renameSync(`${good}.draft`, good);
    copiedMs = writtenMs;
  };
  const looking = setInterval(look, lookEveryMs);
  return {
    mend: () => {
      if (existsSync(file) && !readState(file) && existsSync(good)) copyAsItIs(good, file);
      keepFirstBlock(file);
    },
    stop: () => clearInterval(looking),
  };
}

/** To its end, wherever that is by then: `copyFileSync` turns for ever when a file gets shorter while it is copied. */
function copyAsItIs(from: string, to: string): void {
  const [source, copy] = [openSync(from, "r"), openSync(to, "w")];
  try {
    const piece = Buffer.alloc(1 << 20);
    for (let length = readSync(source, piece); length > 0; length = readSync(source, piece))
      writeFileSync(copy, piece.subarray(0, length));
  } finally {
    closeSync(source);
    closeSync(copy);
  }
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

type State = { blocks?: { header: { number: string; timestamp: string } }[] };

function readState(file: string): State | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as State;
  } catch {
    return undefined; // Half of it: anvil was killed while it wrote. Or none yet.
  }
}

/**
 * At each start anvil makes a block 0 of that moment, and keeps it beside those of the starts before; which of them it
 * finds by its number later is chance. The oldest is the one that block 1 names: below any other, the indexer of a
 * young chain finds that nothing fits and gives up.
 */
function keepFirstBlock(file: string): void {
  const state = readState(file);
  const firsts = state?.blocks?.filter(isFirst) ?? [];
  if (firsts.length < 2) return;
  const oldest = firsts.reduce((a, b) => (madeAt(b) < madeAt(a) ? b : a));
  const blocks = state!.blocks!.filter((block) => !isFirst(block) || block === oldest);
  writeFileSync(`${file}.draft`, JSON.stringify({ ...state, blocks }));
  renameSync(`${file}.draft`, file);
}

type Block = NonNullable<State["blocks"]>[number];

const isFirst = ({ header }: Block) => Number(header.number) === 0;
const madeAt = ({ header }: Block) => Number(header.timestamp);
