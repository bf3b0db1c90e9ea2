/** One line for each part: what is being done, then how it went. On a terminal the line is written over. */
export function progress(out: NodeJS.WriteStream = process.stdout) {
  const label = (name: string) => `  ${name.padEnd(14)}`;
  return {
    /** Runs one step and says how long it took. `done` is what is told when it is over. */
    async step<T>(
      name: string,
      doing: string,
      work: () => Promise<T>,
      done: (result: T) => string,
    ): Promise<T> {
      const since = Date.now();
      const write = (text: string) => out.isTTY && out.write(`\r\u001b[2K${label(name)}${text}`);
      write(`${doing} …`);
      const ticking = setInterval(
        () => write(`${doing} … ${Math.round((Date.now() - since) / 1000)} s`),
        1000,
      );
      try {
        const result = await work();
        const seconds = (Date.now() - since) / 1000;
        out.write(
          `${out.isTTY ? "\r\u001b[2K" : ""}${label(name)}${done(result)}${seconds > 1 ? ` (${seconds.toFixed(1)} s)` : ""}\n`,
        );
        return result;
      } finally {
        clearInterval(ticking);
      }
    },
    say: (text: string) => out.write(`${out.isTTY ? "\r\u001b[2K" : ""}${text}\n`),
  };
}
