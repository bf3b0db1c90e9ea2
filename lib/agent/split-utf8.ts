export type Piece = { offset: number; bytes: Uint8Array };

/** The largest piece of log that travels as one event. */
const pieceMax = 256 * 1024;

/**
 * Cuts a stream of bytes into pieces that end between characters: the last bytes of an unfinished UTF-8
 * character wait for the rest of it. Bytes that are no UTF-8 at all wait for at most three others.
 */
export function splitUtf8(): { push: (offset: number, bytes: Uint8Array) => Piece[]; rest: () => Piece[] } {
  let held: Uint8Array = new Uint8Array();
  let heldAt = 0;
  const cut = (bytes: Uint8Array, offset: number): Piece[] => {
    const pieces: Piece[] = [];
    for (let from = 0; from < bytes.length;) {
      const to = Math.min(from + pieceMax, bytes.length);
      const end = to < bytes.length ? from + wholeCharacters(bytes.subarray(from, to)) || to : to;
      pieces.push({ offset: offset + from, bytes: bytes.subarray(from, end) });
      from = end;
    }
    return pieces;
  };
  return {
    push: (offset, bytes) => {
      const all = held.length ? concat(held, bytes) : bytes;
      const at = held.length ? heldAt : offset;
      const end = wholeCharacters(all);
      held = all.slice(end);
      heldAt = at + end;
      return cut(all.subarray(0, end), at);
    },
    rest: () => {
      const pieces = cut(held, heldAt);
      held = new Uint8Array();
      return pieces;
    },
  };
}

/** How many of these bytes belong to characters that are complete. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
