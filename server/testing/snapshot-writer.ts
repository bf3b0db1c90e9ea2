import { indexOf } from "@/lib/matching/index/index-builder";
import { device } from "@/lib/matching/testing/samples";
import { writeSnapshot } from "@/server/matching/snapshot-file";

/** Writes one snapshot after the other into a file, each marked with its number, until it is killed. Says when the first is there. */
const index = indexOf(Array.from({ length: 5000 }, (_, n) => device(`d${n}`)));
for (let mark = 1; ; mark++) {
  await writeSnapshot(process.argv[2]!, index.snapshot(), mark);
  if (mark === 1) process.stdout.write("written\n");
}
