import { defineConfig, type OxlintOverride } from "oxlint";
import { lib_mustNotImport, mayImport } from "./walls.ts";

const wall = (room: string, doors: readonly string[]): OxlintOverride => ({
  files: [`${room}/**/*.{ts,tsx,mts}`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: ["@/**", ...doors.map((door) => `!@/${door}/**`)],
            message: `${room} may import only ${doors.join(", ")}: see walls.ts.`,
          },
          { group: ["../*", "../**"], message: "Siblings are ./x, everything else is @/room/noun/x." },
          ...(room === "lib"
            ? [{ group: [...lib_mustNotImport], message: "lib is pure: no I/O, no clock, no framework." }]
            : []),
        ],
      },
    ],
  },
});

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "react", "nextjs", "promise", "jsx-a11y"],
  categories: { correctness: "error", suspicious: "error" },
  options: { typeAware: true },
  ignorePatterns: [
    "contracts/out/**",
    "contracts/cache/**",
    "**/generated/**",
    ".next/**",
    "dist/**",
    "next-env.d.ts",
    "indexer/ponder-env.d.ts",
  ],
  rules: {
    "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/switch-exhaustiveness-check": "error",
    "typescript/no-explicit-any": "error",
    "typescript/consistent-type-imports": "error",
    "import/no-named-as-default-member": "off",
    "typescript/no-unsafe-type-assertion": "off",
    "react/react-in-jsx-scope": "off",
    "import/no-unassigned-import": "off",
    "no-shadow": "off",
    "no-await-in-loop": "off",
    "typescript/consistent-return": "off",
    "no-unmodified-loop-condition": "off",
    "promise/no-promise-in-callback": "off",
    "no-underscore-dangle": "off",
    "unicorn/no-array-sort": "off",
    "unicorn/no-array-reverse": "off",
    "unicorn/consistent-function-scoping": "off",
    "no-empty": ["error", { allowEmptyCatch: false }],
  },
  overrides: [
    ...Object.entries(mayImport).map(([room, doors]) => wall(room, doors)),
    // Tests may import what they measure, wherever it lives.
    { files: ["**/*.test.ts", "**/testing/**"], rules: { "no-restricted-imports": "off" } },
  ],
});
