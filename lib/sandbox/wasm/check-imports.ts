import { wasiModule, wasiSignatures } from "@/lib/sandbox/wasi/signatures";
import { valueType } from "./instructions";
import type { FunctionType, Import, ModuleShape } from "./read-module";
import { unsupported } from "./refuse";

/** Functions that a module may import besides WASI's, by `module.name`: parameters and results as letters. */
export type AllowedImports = Readonly<Record<string, string>>;

const letters: Partial<Record<number, string>> = {
  [valueType.i32]: "i",
  [valueType.i64]: "I",
  [valueType.f32]: "f",
  [valueType.f64]: "F",
};

/** The import's shape as letters, `parameters:results`. */
const shapeOf = ({ params, results }: FunctionType): string =>
  [params, results].map((types) => Array.from(types, (type) => letters[type] ?? "?").join("")).join(":");

/**
 * Refuses a module that imports what the host does not give, or gives in another shape: the engine would
 * convert the arguments and the host would see numbers that it did not expect.
 */
export function checkImports(module: ModuleShape, allowed: AllowedImports = {}): void {
  for (const item of module.imports) checkImport(item, allowed);
}

function checkImport({ module, name, type }: Import, allowed: AllowedImports): void {
  const wanted = module === wasiModule ? wasiShape(name) : allowed[`${module}.${name}`];
  const what = `it imports ${module}.${name}`;
  if (module === "wasi_unstable") unsupported(`${what}, of WASI preview 0`);
  if (wanted === undefined) unsupported(`${what}, which no device has`);
  if (wanted !== shapeOf(type)) unsupported(`${what} as (${shapeOf(type)}), and it is (${wanted})`);
}

function wasiShape(name: string): string | undefined {
  if (!Object.hasOwn(wasiSignatures, name)) return undefined;
  const params = wasiSignatures[name as keyof typeof wasiSignatures];
  return name === "proc_exit" ? `${params}:` : `${params}:i`;
}
