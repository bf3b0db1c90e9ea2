import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A GPU of this machine as its driver names it. */
export type Gpu = {
  /** "GPU-4a1d…": the same after a restart, and whatever order the driver lists them in. */
  id: string;
  model: string;
  memoryMib: number;
};

const run = promisify(execFile);
const gpusMax = 16;

/**
 * NVIDIA's GPUs as their driver lists them, those of the first one's model: a device offers one model. None where
 * there is no driver. The warnings say what is left out.
 */
export async function findGpus(): Promise<{ gpus: Gpu[]; warnings: string[] }> {
  const asked = ["--query-gpu=uuid,name,memory.total", "--format=csv,noheader,nounits"];
  const said = await run("nvidia-smi", asked, { timeout: 10_000 }).catch(() => undefined);
  const found = (said?.stdout ?? "").split("\n").flatMap(gpuIn);
  const gpus = found.filter(({ model }) => model === found[0]!.model).slice(0, gpusMax);
  const left = found.length - gpus.length;
  const why = `a device offers one model, ${gpus[0]?.model} here, and at most ${gpusMax}`;
  return { gpus, warnings: left > 0 ? [`${left} of ${found.length} GPUs are not offered: ${why}.`] : [] };
}

/** "GPU-4a1d…, NVIDIA GeForce RTX 4090, 24564"; a GPU whose memory is not told is left out. */
function gpuIn(line: string): Gpu[] {
  const [id, name, memory] = line.split(",").map((part) => part.trim());
  if (!id?.startsWith("GPU-") || !name || !/^\d+$/.test(memory ?? "")) return [];
  const model = name.replace(/^NVIDIA (GeForce )?/, "").slice(0, 60);
  return [{ id, model, memoryMib: Number(memory) }];
}
