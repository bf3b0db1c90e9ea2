/** The answers of WASI preview 1 that this host gives, by their numbers in the standard. */
export const errno = {
  success: 0,
  badFile: 8,
  exists: 20,
  fault: 21,
  invalid: 28,
  isDirectory: 31,
  tooManyOpen: 33,
  nameTooLong: 37,
  notFound: 44,
  noSpace: 51,
  notDirectory: 54,
  notEmpty: 55,
  notSupported: 58,
  seekOnPipe: 70,
  notCapable: 76,
} as const;

export type Errno = (typeof errno)[keyof typeof errno];

/** Ends a call with an answer to the workload. Never leaves the host. */
export class CallRefused extends Error {
  override readonly name = "CallRefused";
  constructor(readonly errno: Errno) {
    super(`errno ${errno}`);
  }
}

// One object per answer, made once: a workload may provoke millions, and a fresh stack trace costs microseconds.
const refusals = new Map(Object.values(errno).map((code) => [code, new CallRefused(code)]));

export function refuse(code: Errno): never {
  throw refusals.get(code)!;
}
