// Every path that a document names in backticks or links to must exist: a map that is wrong is worse than none.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { root } from "./bootstrap.mjs";

const documents = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" })
  .trim()
  .split("\n")
  .filter(Boolean);
const rooms =
  /^(app|agent|bench|components|contracts|db|docs|e2e|indexer|lib|public|scripts|server|sim|verifier|\.ci)\//;
const missing = [];

for (const document of documents) {
  if (!existsSync(join(root, document))) continue; // Deleted and not committed yet.
  const text = readFileSync(join(root, document), "utf8").replace(/```[\s\S]*?```/g, "");
  const named = [...text.matchAll(/`([\w@./[\]()-]+)`/g)]
    .map(([, path]) => path)
    .filter((path) => rooms.test(path) && !/[*{<…]/.test(path));
  const linked = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, path]) =>
    normalize(join(dirname(document), path)),
  );
  for (const path of new Set([...named, ...linked]))
    if (!existsSync(join(root, path))) missing.push(`${document}: ${path}`);
}

if (missing.length > 0) {
  console.error(`These documents name what does not exist:\n${missing.join("\n")}`);
  process.exit(1);
}
console.log(`${documents.length} documents name only what exists.`);
