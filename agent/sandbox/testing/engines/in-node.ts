import { RunRecord } from "@/agent/sandbox/run-record";
import { prepareRun } from "@/lib/sandbox/prepare-run";
import { corpus } from "@/lib/sandbox/testing/corpus";

// Runs the corpus in this process, under whatever flags it was started with, and prints an answer a line.
const [count] = process.argv.slice(2).map(Number);
for (const run of corpus(count!)) {
  const record = new RunRecord(run, () => {});
  const ended = prepareRun(
    run,
    () => {
      throw new Error("The corpus has no scripts.");
    },
    (stream, bytes) => record.output(stream, bytes),
  )();
  const { resultRoot, fuelUsed, end } = record.close(ended, 0);
  console.log(`${resultRoot} ${fuelUsed} ${end}`);
}
