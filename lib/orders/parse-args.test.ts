import { expect, test } from "vitest";
import { parseArgs } from "./parse-args";

test.each<[string, string[] | undefined]>([
  ["", []],
  ["  --n 10\tfast ", ["--n", "10", "fast"]],
  [`"two words" 'as "it" is' plain`, ["two words", 'as "it" is', "plain"]],
  [`--name="a b"c`, ["--name=a bc"]],
  [String.raw`a\ b "q\"q" 'n\n'`, ["a b", 'q"q', String.raw`n\n`]],
  [`empty "" ''`, ["empty", "", ""]],
  [`"open`, undefined],
  [`it's`, undefined],
])("%s", (line, args) => expect(parseArgs(line)).toEqual(args));
