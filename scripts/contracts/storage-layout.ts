import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeAbiParameters, hexToBigInt, keccak256, numberToHex, stringToHex, type Hex } from "viem";
import { contractsFolder } from "./artifacts";

type Member = { label: string; slot: string; offset: number; type: string };
type Types = Record<string, { label: string; members?: Member[] }>;

/**
 * Where every member of every stored struct lies, as `contracts/script/StorageLayouts.sol` brings it to light, with the place
 * of each namespace. An upgrade may add members at the end of a struct that is in a mapping or last; it may move none.
 */
export async function storageLayout(): Promise<Record<string, string[]>> {
  const built = await readFile(join(contractsFolder, "out/StorageLayouts.sol/StorageLayouts.json"), "utf8");
  const { types } = (JSON.parse(built) as { storageLayout: { types: Types } }).storageLayout;
  const structs = Object.values(types)
    .filter(({ members }) => members !== undefined)
    .map(({ label, members = [] }) => [label, members.map((member) => lineOf(member, types))] as const);
  const namespaces = await checkedNamespaces();
  return Object.fromEntries([
    ["namespaces", namespaces],
    ...structs.toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

function lineOf({ label, slot, offset, type }: Member, types: Types): string {
  return `slot ${slot}, byte ${offset}: ${types[type]?.label} ${label}`;
}

/** Every `erc7201:` name in the sources, once it is sure that the constant below it is the place that the name has. */
async function checkedNamespaces(): Promise<string[]> {
  const folder = join(contractsFolder, "src");
  const files = (await readdir(folder, { recursive: true }))
    .filter((file) => file.endsWith(".sol"))
    .toSorted();
  const sources = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return sources.flatMap((source, index) => {
    const name = /@custom:storage-location erc7201:(\S+)/.exec(source)?.[1];
    if (!name) return [];
    const place = erc7201(name);
    if (!source.includes(`_STORAGE = ${place};`)) {
      throw new Error(`${files[index]} keeps "${name}" elsewhere than ERC-7201 has it, which is ${place}.`);
    }
    return [`${name} at ${place}`];
  });
}

function erc7201(name: string): Hex {
  const before = hexToBigInt(keccak256(stringToHex(name))) - 1n;
  const place = hexToBigInt(keccak256(encodeAbiParameters([{ type: "uint256" }], [before])));
  return numberToHex(place - (place & 0xffn), { size: 32 });
}
