/** Raised with every change of the engine, the prelude or how they are called. Part of the result. */
export const scriptVersion = 1;

/** What stacks and errors call the script. */
export const scriptName = "script.js";

/**
 * How deep JavaScript may call before it gets a RangeError that it can catch: about 2,700 plain calls.
 * The engine keeps a stack of a mebibyte for itself.
 */
export const jsStackBytes = 640 << 10;

/** The engine's own budget, larger than a module's: a call in JavaScript is several calls of the engine. */
export const scriptStackWords = 400_000n;
