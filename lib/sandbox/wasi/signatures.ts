/**
 * The functions of WASI preview 1 by their parameters: `i` a 32-bit, `I` a 64-bit integer. All give back
 * an errno but `proc_exit`, which gives nothing. A module that imports anything else, or one of these in
 * another shape, is refused before it is compiled.
 */
export const wasiSignatures = {
  args_get: "ii",
  args_sizes_get: "ii",
  clock_res_get: "ii",
  clock_time_get: "iIi",
  environ_get: "ii",
  environ_sizes_get: "ii",
  fd_advise: "iIIi",
  fd_allocate: "iII",
  fd_close: "i",
  fd_datasync: "i",
  fd_fdstat_get: "ii",
  fd_fdstat_set_flags: "ii",
  fd_fdstat_set_rights: "iII",
  fd_filestat_get: "ii",
  fd_filestat_set_size: "iI",
  fd_filestat_set_times: "iIIi",
  fd_pread: "iiiIi",
  fd_prestat_dir_name: "iii",
  fd_prestat_get: "ii",
  fd_pwrite: "iiiIi",
  fd_read: "iiii",
  fd_readdir: "iiiIi",
  fd_renumber: "ii",
  fd_seek: "iIii",
  fd_sync: "i",
  fd_tell: "ii",
  fd_write: "iiii",
  path_create_directory: "iii",
  path_filestat_get: "iiiii",
  path_filestat_set_times: "iiiiIIi",
  path_link: "iiiiiii",
  path_open: "iiiiiIIii",
  path_readlink: "iiiiii",
  path_remove_directory: "iii",
  path_rename: "iiiiii",
  path_symlink: "iiiii",
  path_unlink_file: "iii",
  poll_oneoff: "iiii",
  proc_exit: "i",
  proc_raise: "i",
  random_get: "ii",
  sched_yield: "",
  sock_accept: "iii",
  sock_recv: "iiiiii",
  sock_send: "iiiii",
  sock_shutdown: "ii",
} as const;

export type WasiName = keyof typeof wasiSignatures;

export const wasiModule = "wasi_snapshot_preview1";

type Argument<Letter> = Letter extends "I" ? bigint : number;
type Arguments<Letters extends string> = Letters extends `${infer First}${infer Rest}`
  ? [Argument<First>, ...Arguments<Rest>]
  : [];

/** The host's side of each function: unsigned numbers in, nothing out; what it refuses it throws. */
export type WasiCalls = { [Name in WasiName]: (...args: Arguments<(typeof wasiSignatures)[Name]>) => void };
