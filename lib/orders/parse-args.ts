/**
 * A line of arguments as a shell would split it: words at blanks, quotes around what belongs together,
 * a backslash before what is meant as it stands. Nothing is expanded. Undefined when a quote is not closed.
 */
export function parseArgs(line: string): string[] | undefined {
  const args: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]!;
    if (char === "\\" && quote !== "'" && at + 1 < line.length) {
      at += 1;
      word = (word ?? "") + line[at]!;
    } else if (quote) {
      if (char === quote) quote = undefined;
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= "";
    } else if (/\s/.test(char)) {
      if (word !== undefined) args.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (quote) return undefined;
  return word === undefined ? args : [...args, word];
}
