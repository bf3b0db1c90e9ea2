import type { LogLine } from "@/components/ui/log-view";

export type LogPiece = { stream: "stdout" | "stderr"; offset: number; text: string };

/** Colours and cursor moves that terminals understand and a page does not. */
// oxlint-disable-next-line no-control-regex
const terminalCodes = /\u001B\[[0-9;?]*[ -/]*[@-~]/g;

/**
 * Puts pieces of a log together to lines, as they arrive. Grows in place, because a log may have a hundred
 * thousand lines and a piece arrives many times a second. A piece that came before, after the connection was
 * lost, is dropped: in each stream offsets only grow.
 */
export function logBuffer() {
  const lines: LogLine[] = [];
  /** The line that a stream has not ended yet, and where its last piece began. */
  const open: Record<LogPiece["stream"], { line: number | undefined; offset: number }> = {
    stdout: { line: undefined, offset: -1 },
    stderr: { line: undefined, offset: -1 },
  };

  const push = ({ stream, offset, text }: LogPiece) => {
    const at = open[stream];
    if (offset <= at.offset) return;
    at.offset = offset;
    const [first, ...rest] = text.replaceAll("\r\n", "\n").replaceAll(terminalCodes, "").split("\n");
    if (at.line === undefined) at.line = lines.push({ text: first!, stream }) - 1;
    else lines[at.line] = { text: lines[at.line]!.text + first!, stream };
    for (const line of rest) at.line = lines.push({ text: line, stream }) - 1;
    // A text that ends with a line break has no open line: the empty one after it is not there yet.
    if (rest.length > 0 && rest.at(-1) === "") {
      lines.splice(at.line, 1);
      for (const other of Object.values(open))
        if (other.line !== undefined && other.line > at.line) other.line -= 1;
      at.line = undefined;
    }
  };
  return { lines, push };
}
