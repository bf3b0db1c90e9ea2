import type { GuestMemory } from "./guest-memory";
import type { OpenFiles } from "./open-files";
import type { OutputStreams } from "./output-streams";
import type { SeededRandom } from "./seeded-random";
import type { VirtualClock } from "./virtual-clock";
import type { FileTree } from "./file-tree";

/** What the calls of one run work on. */
export type HostContext = {
  memory: GuestMemory;
  tree: FileTree;
  open: OpenFiles;
  output: OutputStreams;
  clock: VirtualClock;
  random: SeededRandom;
  input: Uint8Array;
  /** With their closing zero bytes. */
  args: readonly Uint8Array[];
  env: readonly Uint8Array[];
  /** Takes fuel for moving this many bytes. */
  payForBytes(bytes: number): void;
};
