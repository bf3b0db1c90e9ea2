/** A program to start from. Each runs as it stands. */
export type Program = { name: string; source: string; args: string; input?: string };

const primes = `// Counts the primes below a number, and tells how far it is.
const limit = Number(args[0] ?? 1_000_000);
const sieve = new Uint8Array(limit);
let found = 0;

for (let n = 2; n < limit; n += 1) {
  if (sieve[n]) continue;
  found += 1;
  for (let m = n * n; m < limit; m += n) sieve[m] = 1;
  if (found % 10_000 === 0) console.log(\`\${found} primes, the last one is \${n}\`);
}

console.log(\`\${found} primes below \${limit}\`);
`;

const words = `// Counts the words of its input and prints the most frequent ones.
const counts = new Map();
for (const word of input.toLowerCase().match(/\\p{L}+/gu) ?? [])
  counts.set(word, (counts.get(word) ?? 0) + 1);

const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 10);
for (const [word, count] of most) console.log(\`\${count}\\t\${word}\`);
`;

const mandelbrot = `// Draws the Mandelbrot set with letters.
const [width, height] = [96, 40];
for (let row = 0; row < height; row += 1) {
  let line = "";
  for (let column = 0; column < width; column += 1) {
    const [cr, ci] = [(column / width) * 3.2 - 2.2, (row / height) * 2.4 - 1.2];
    let [r, i, n] = [0, 0, 0];
    while (r * r + i * i < 4 && n < 400) {
      [r, i] = [r * r - i * i + cr, 2 * r * i + ci];
      n += 1;
    }
    line += " .:-=+*#%@"[n === 400 ? 9 : Math.min(8, Math.floor(Math.log2(n + 1)))];
  }
  console.log(line);
}
`;

export const programs = [
  { name: "Count primes", source: primes, args: "1000000" },
  {
    name: "Count words of an input",
    source: words,
    args: "",
    input: "the device that runs is the device that is paid and the device that fails is not paid",
  },
  { name: "Draw the Mandelbrot set", source: mandelbrot, args: "" },
] as const satisfies readonly Program[];
