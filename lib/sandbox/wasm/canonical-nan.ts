import type { ByteWriter } from "./byte-writer";
import { nanShape, op, valueType } from "./instructions";

const nan32 = [0x00, 0x00, 0xc0, 0x7f];
const nan64 = [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f];
const v128Const = 12;
const [f32x4Eq, f64x2Eq, bitselect] = [65, 71, 82];

/** By shape: the type of the value, its canonical NaN, what tells a number from a NaN, and what chooses. */
const forms = {
  [nanShape.f32]: [valueType.f32, [op.f32Const, ...nan32], [op.f32Eq], [op.select]],
  [nanShape.f64]: [valueType.f64, [op.f64Const, ...nan64], [op.f64Eq], [op.select]],
  [nanShape.f32x4]: [
    valueType.v128,
    [op.prefixSimd, v128Const, ...nan32, ...nan32, ...nan32, ...nan32],
    [op.prefixSimd, f32x4Eq],
    [op.prefixSimd, bitselect],
  ],
  [nanShape.f64x2]: [
    valueType.v128,
    [op.prefixSimd, v128Const, ...nan64, ...nan64],
    [op.prefixSimd, f64x2Eq],
    [op.prefixSimd, bitselect],
  ],
} as const;

/**
 * Replaces a NaN on top of the stack, lane by lane, by the canonical one. Arithmetic may return any NaN
 * by the standard, so this narrows what is allowed and changes no valid meaning.
 */
export function canonicalize(out: ByteWriter, shape: number, scratch: (type: number) => number): void {
  const [type, canonical, equal, choose] = forms[shape as keyof typeof forms];
  const value = scratch(type);
  out
    .u8(op.localTee)
    .u32(value)
    .u8(...canonical);
  // Only a NaN differs from itself.
  out
    .u8(op.localGet)
    .u32(value)
    .u8(op.localGet)
    .u32(value)
    .u8(...equal, ...choose);
}
