/**
 * How large the parts of a module may be. Each stands against an attack on the compiler, which runs
 * before any fuel is burnt: deep nesting costs the parser its stack, and optimising one function with
 * many loops costs V8 minutes (docs/isolation.md has the measurements).
 */
export const moduleLimits = {
  types: 10_000,
  /** Parameters or results of one function type. */
  valuesPerType: 200,
  functions: 100_000,
  globals: 10_000,
  exports: 10_000,
  tables: 8,
  tableEntries: 100_000,
  elementSegments: 10_000,
  dataSegments: 10_000,
  functionBytes: 1 << 20,
  localsPerFunction: 5_000,
  loopsPerFunction: 2_000,
  nestingPerFunction: 1_000,
  /** What the operands of one function may pile up, in values. */
  operandsPerFunction: 5_000,
} as const;
