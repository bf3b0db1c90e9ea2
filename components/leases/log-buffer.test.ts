import { expect, test } from "vitest";
import { logBuffer, type LogPiece } from "./log-buffer";

const out = (offset: number, text: string): LogPiece => ({ stream: "stdout", offset, text });
const err = (offset: number, text: string): LogPiece => ({ stream: "stderr", offset, text });

test.each<[string, LogPiece[], string[]]>([
  ["whole lines", [out(0, "a\nb\n"), out(4, "c\n")], ["a", "b", "c"]],
  ["a line in pieces", [out(0, "he"), out(2, "llo\nwo"), out(8, "rld")], ["hello", "world"]],
  ["an empty line", [out(0, "a\n\nb\n")], ["a", "", "b"]],
  [
    "two streams that interrupt each other",
    [out(0, "one "), err(0, "oops\n"), out(4, "line\n")],
    ["one line", "!oops"],
  ],
  [
    "both streams with an open line",
    [out(0, "o1"), err(0, "e1"), err(2, "e2\n"), out(2, "o2\n")],
    ["o1o2", "!e1e2"],
  ],
  ["a piece that came before", [out(0, "a\n"), out(0, "a\n"), out(2, "b\n")], ["a", "b"]],
  ["colours of a terminal", [out(0, "\u001B[31mred\u001B[0m\r\n")], ["red"]],
  ["an unfinished last line", [out(0, "a\nb")], ["a", "b"]],
])("%s", (_, pieces, expected) => {
  const { lines, push } = logBuffer();
  for (const piece of pieces) push(piece);
  expect(lines.map(({ text, stream }) => (stream === "stderr" ? `!${text}` : text))).toEqual(expected);
});

test("a hundred thousand lines come together in one pass", () => {
  const { lines, push } = logBuffer();
  for (let index = 0; index < 100_000; index += 1) push(out(index * 2, `${index}\n`));
  expect(lines).toHaveLength(100_000);
  expect(lines.at(-1)!.text).toBe("99999");
});
