/**
 * What the rewriter must know of each instruction: how its immediates are laid out, how many operands
 * it takes and leaves, and whether its result may be a NaN whose bits the standard leaves open.
 * The rows follow the order of opcodes in the WebAssembly 2.0 specification, chapter 5.4.
 */
export const op = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  drop: 0x1a,
  selectTyped: 0x1c,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eq: 0x46,
  i32LtS: 0x48,
  i64LtS: 0x53,
  i64LeU: 0x58,
  f32Eq: 0x5b,
  f64Eq: 0x61,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Shl: 0x86,
  i64ShrU: 0x88,
  select: 0x1b,
  i64ExtendI32U: 0xad,
  prefixMisc: 0xfc,
  prefixSimd: 0xfd,
} as const;

/** Value types as the format writes them. */
export const valueType = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
  funcref: 0x70,
  externref: 0x6f,
} as const;

export const valueTypes: ReadonlySet<number> = new Set(Object.values(valueType));

/** How the immediates of an instruction are laid out. `structured` ones the rewriter reads itself. */
export const layout = {
  refused: 0,
  none: 1,
  index: 2,
  twoIndices: 3,
  memory: 4,
  memoryAndLane: 5,
  lane: 6,
  i32: 7,
  i64: 8,
  bytes4: 9,
  bytes8: 10,
  bytes16: 11,
  zero: 12,
  structured: 13,
} as const;

/** The float shapes whose arithmetic may make a NaN with open bits. */
export const nanShape = { none: 0, f32: 1, f64: 2, f32x4: 3, f64x2: 4 } as const;

/** Facts of one opcode space, each an array by opcode. */
export type InstructionSet = {
  layout: Uint8Array;
  pops: Uint8Array;
  pushes: Uint8Array;
  /** The shape of a result that may be a NaN with open bits. */
  makesNan: Uint8Array;
  /** The shape of operands of which the instruction does not show the NaN bits. */
  hidesNan: Uint8Array;
};

type Row = readonly [from: number, to: number, layout: number, pops: number, pushes: number];

const { none, index, twoIndices, memory, memoryAndLane, lane, structured } = layout;

export const plainInstructions = instructionSet(
  [
    [0x00, 0x00, structured, 0, 0],
    [0x01, 0x01, none, 0, 0],
    [0x02, 0x05, structured, 0, 0],
    [0x0b, 0x11, structured, 0, 0],
    [0x1a, 0x1a, none, 1, 0],
    [0x1b, 0x1b, none, 3, 1],
    [0x1c, 0x1c, structured, 3, 1],
    [0x20, 0x20, index, 0, 1],
    [0x21, 0x21, index, 1, 0],
    [0x22, 0x22, index, 1, 1],
    [0x23, 0x23, index, 0, 1],
    [0x24, 0x24, index, 1, 0],
    [0x25, 0x25, index, 1, 1],
    [0x26, 0x26, index, 2, 0],
    [0x28, 0x35, memory, 1, 1],
    [0x36, 0x3e, memory, 2, 0],
    [0x3f, 0x3f, layout.zero, 0, 1],
    [0x40, 0x40, layout.zero, 1, 1],
    [0x41, 0x41, layout.i32, 0, 1],
    [0x42, 0x42, layout.i64, 0, 1],
    [0x43, 0x43, layout.bytes4, 0, 1],
    [0x44, 0x44, layout.bytes8, 0, 1],
    [0x45, 0x45, none, 1, 1],
    [0x46, 0x4f, none, 2, 1],
    [0x50, 0x50, none, 1, 1],
    [0x51, 0x66, none, 2, 1],
    [0x67, 0x69, none, 1, 1],
    [0x6a, 0x78, none, 2, 1],
    [0x79, 0x7b, none, 1, 1],
    [0x7c, 0x8a, none, 2, 1],
    [0x8b, 0x91, none, 1, 1],
    [0x92, 0x98, none, 2, 1],
    [0x99, 0x9f, none, 1, 1],
    [0xa0, 0xa6, none, 2, 1],
    [0xa7, 0xc4, none, 1, 1],
    [0xd0, 0xd0, index, 0, 1],
    [0xd1, 0xd1, none, 1, 1],
    [0xd2, 0xd2, index, 0, 1],
  ],
  {
    // ceil, floor, trunc, nearest, sqrt, add, sub, mul, div, min, max; then demote and promote.
    makes: [
      [0x8d, 0x97, nanShape.f32],
      [0x9b, 0xa5, nanShape.f64],
      [0xb6, 0xb6, nanShape.f32],
      [0xbb, 0xbb, nanShape.f64],
    ],
    // Comparisons, the arithmetic above, conversions to integers (NaN traps), demote and promote.
    hides: [
      [0x5b, 0x60, nanShape.f32],
      [0x61, 0x66, nanShape.f64],
      [0x8d, 0x97, nanShape.f32],
      [0x9b, 0xa5, nanShape.f64],
      [0xa8, 0xa9, nanShape.f32],
      [0xaa, 0xab, nanShape.f64],
      [0xae, 0xaf, nanShape.f32],
      [0xb0, 0xb1, nanShape.f64],
      [0xb6, 0xb6, nanShape.f64],
      [0xbb, 0xbb, nanShape.f32],
    ],
  },
);

/** After the prefix 0xfc: saturating truncation, bulk memory, tables. */
export const miscInstructions = instructionSet(
  [
    [0, 7, none, 1, 1],
    [8, 8, twoIndices, 3, 0],
    [9, 9, index, 0, 0],
    [10, 10, twoIndices, 3, 0],
    [11, 11, index, 3, 0],
    [12, 12, twoIndices, 3, 0],
    [13, 13, index, 0, 0],
    [14, 14, twoIndices, 3, 0],
    [15, 15, index, 2, 1],
    [16, 16, index, 0, 1],
    [17, 17, index, 3, 0],
  ],
  {
    makes: [],
    hides: [
      [0, 1, nanShape.f32],
      [2, 3, nanShape.f64],
      [4, 5, nanShape.f32],
      [6, 7, nanShape.f64],
    ],
  },
);

/** After the prefix 0xfd: 128-bit vectors. Relaxed ones (from 0x100) are refused: their results differ by machine. */
export const simdInstructions = instructionSet(
  [
    [0, 10, memory, 1, 1],
    [11, 11, memory, 2, 0],
    [12, 12, layout.bytes16, 0, 1],
    [13, 13, layout.bytes16, 2, 1],
    [14, 14, none, 2, 1],
    [15, 20, none, 1, 1],
    [21, 22, lane, 1, 1],
    [23, 23, lane, 2, 1],
    [24, 25, lane, 1, 1],
    [26, 26, lane, 2, 1],
    [27, 27, lane, 1, 1],
    [28, 28, lane, 2, 1],
    [29, 29, lane, 1, 1],
    [30, 30, lane, 2, 1],
    [31, 31, lane, 1, 1],
    [32, 32, lane, 2, 1],
    [33, 33, lane, 1, 1],
    [34, 34, lane, 2, 1],
    [35, 76, none, 2, 1],
    [77, 77, none, 1, 1],
    [78, 81, none, 2, 1],
    [82, 82, none, 3, 1],
    [83, 83, none, 1, 1],
    [84, 87, memoryAndLane, 2, 1],
    [88, 91, memoryAndLane, 2, 0],
    [92, 93, memory, 1, 1],
    [94, 100, none, 1, 1],
    [101, 102, none, 2, 1],
    [103, 106, none, 1, 1],
    [107, 115, none, 2, 1],
    [116, 117, none, 1, 1],
    [118, 121, none, 2, 1],
    [122, 122, none, 1, 1],
    [123, 123, none, 2, 1],
    [124, 129, none, 1, 1],
    [130, 130, none, 2, 1],
    [131, 132, none, 1, 1],
    [133, 134, none, 2, 1],
    [135, 138, none, 1, 1],
    [139, 147, none, 2, 1],
    [148, 148, none, 1, 1],
    [149, 153, none, 2, 1],
    [155, 159, none, 2, 1],
    [160, 161, none, 1, 1],
    [163, 164, none, 1, 1],
    [167, 170, none, 1, 1],
    [171, 174, none, 2, 1],
    [177, 177, none, 2, 1],
    [181, 186, none, 2, 1],
    [188, 191, none, 2, 1],
    [192, 193, none, 1, 1],
    [195, 196, none, 1, 1],
    [199, 202, none, 1, 1],
    [203, 206, none, 2, 1],
    [209, 209, none, 2, 1],
    [213, 223, none, 2, 1],
    [224, 225, none, 1, 1],
    [227, 227, none, 1, 1],
    [228, 235, none, 2, 1],
    [236, 237, none, 1, 1],
    [239, 239, none, 1, 1],
    [240, 247, none, 2, 1],
    [248, 255, none, 1, 1],
  ],
  {
    // demote, promote, rounding, then sqrt to max. pmin and pmax choose an operand: their bits are fixed.
    makes: [
      [94, 94, nanShape.f32x4],
      [95, 95, nanShape.f64x2],
      [103, 106, nanShape.f32x4],
      [116, 117, nanShape.f64x2],
      [122, 122, nanShape.f64x2],
      [148, 148, nanShape.f64x2],
      [227, 233, nanShape.f32x4],
      [239, 245, nanShape.f64x2],
    ],
    hides: [
      [65, 70, nanShape.f32x4],
      [71, 76, nanShape.f64x2],
      [94, 94, nanShape.f64x2],
      [95, 95, nanShape.f32x4],
      [103, 106, nanShape.f32x4],
      [116, 117, nanShape.f64x2],
      [122, 122, nanShape.f64x2],
      [148, 148, nanShape.f64x2],
      [227, 233, nanShape.f32x4],
      [239, 245, nanShape.f64x2],
      [248, 249, nanShape.f32x4],
      [252, 253, nanShape.f64x2],
    ],
  },
);

type NanRows = readonly (readonly [from: number, to: number, shape: number])[];

function instructionSet(rows: readonly Row[], nan: { makes: NanRows; hides: NanRows }): InstructionSet {
  const set: InstructionSet = {
    layout: new Uint8Array(256),
    pops: new Uint8Array(256),
    pushes: new Uint8Array(256),
    makesNan: new Uint8Array(256),
    hidesNan: new Uint8Array(256),
  };
  for (const [from, to, form, pops, pushes] of rows) {
    set.layout.fill(form, from, to + 1);
    set.pops.fill(pops, from, to + 1);
    set.pushes.fill(pushes, from, to + 1);
  }
  for (const [from, to, shape] of nan.makes) set.makesNan.fill(shape, from, to + 1);
  for (const [from, to, shape] of nan.hides) set.hidesNan.fill(shape, from, to + 1);
  return set;
}
