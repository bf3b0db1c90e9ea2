/**
 * The instructions of WebAssembly 2.0 by name, with the types that they take and leave. Written down
 * from the specification's index of instructions, apart from what the rewriter knows of them, so that
 * one finds the other's mistakes.
 *
 * `i` i32, `I` i64, `f` f32, `F` f64, `v` v128. Immediates follow in `immediates`.
 */
export type Immediate =
  | "index"
  | "memory"
  | "lane"
  | "i32"
  | "i64"
  | "f32"
  | "f64"
  | "v128"
  | "lanes"
  | "zero";

export type Instruction = {
  name: string;
  /** 0 for plain ones, else 0xfc or 0xfd. */
  prefix: number;
  code: number;
  takes: string;
  leaves: string;
  immediates: readonly Immediate[];
};

type Group = [prefix: number, first: number, signature: string, names: string, immediates?: string];

const groups: Group[] = [
  [0, 0x28, "i:i", "i32.load", "memory"],
  [0, 0x29, "i:I", "i64.load", "memory"],
  [0, 0x2a, "i:f", "f32.load", "memory"],
  [0, 0x2b, "i:F", "f64.load", "memory"],
  [0, 0x2c, "i:i", "i32.load8_s i32.load8_u i32.load16_s i32.load16_u", "memory"],
  [0, 0x30, "i:I", "i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u", "memory"],
  [0, 0x36, "ii:", "i32.store", "memory"],
  [0, 0x37, "iI:", "i64.store", "memory"],
  [0, 0x38, "if:", "f32.store", "memory"],
  [0, 0x39, "iF:", "f64.store", "memory"],
  [0, 0x3a, "ii:", "i32.store8 i32.store16", "memory"],
  [0, 0x3c, "iI:", "i64.store8 i64.store16 i64.store32", "memory"],
  [0, 0x3f, ":i", "memory.size", "zero"],
  [0, 0x40, "i:i", "memory.grow", "zero"],
  [0, 0x41, ":i", "i32.const", "i32"],
  [0, 0x42, ":I", "i64.const", "i64"],
  [0, 0x43, ":f", "f32.const", "f32"],
  [0, 0x44, ":F", "f64.const", "f64"],
  [0, 0x45, "i:i", "i32.eqz"],
  [0, 0x46, "ii:i", "i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u"],
  [0, 0x50, "I:i", "i64.eqz"],
  [0, 0x51, "II:i", "i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u"],
  [0, 0x5b, "ff:i", "f32.eq f32.ne f32.lt f32.gt f32.le f32.ge"],
  [0, 0x61, "FF:i", "f64.eq f64.ne f64.lt f64.gt f64.le f64.ge"],
  [0, 0x67, "i:i", "i32.clz i32.ctz i32.popcnt"],
  [0, 0x6a, "ii:i", "i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u i32.and i32.or i32.xor"],
  [0, 0x74, "ii:i", "i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr"],
  [0, 0x79, "I:I", "i64.clz i64.ctz i64.popcnt"],
  [0, 0x7c, "II:I", "i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s i64.rem_u i64.and i64.or i64.xor"],
  [0, 0x86, "II:I", "i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr"],
  [0, 0x8b, "f:f", "f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt"],
  [0, 0x92, "ff:f", "f32.add f32.sub f32.mul f32.div f32.min f32.max f32.copysign"],
  [0, 0x99, "F:F", "f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt"],
  [0, 0xa0, "FF:F", "f64.add f64.sub f64.mul f64.div f64.min f64.max f64.copysign"],
  [0, 0xa7, "I:i", "i32.wrap_i64"],
  [0, 0xa8, "f:i", "i32.trunc_f32_s i32.trunc_f32_u"],
  [0, 0xaa, "F:i", "i32.trunc_f64_s i32.trunc_f64_u"],
  [0, 0xac, "i:I", "i64.extend_i32_s i64.extend_i32_u"],
  [0, 0xae, "f:I", "i64.trunc_f32_s i64.trunc_f32_u"],
  [0, 0xb0, "F:I", "i64.trunc_f64_s i64.trunc_f64_u"],
  [0, 0xb2, "i:f", "f32.convert_i32_s f32.convert_i32_u"],
  [0, 0xb4, "I:f", "f32.convert_i64_s f32.convert_i64_u"],
  [0, 0xb6, "F:f", "f32.demote_f64"],
  [0, 0xb7, "i:F", "f64.convert_i32_s f64.convert_i32_u"],
  [0, 0xb9, "I:F", "f64.convert_i64_s f64.convert_i64_u"],
  [0, 0xbb, "f:F", "f64.promote_f32"],
  [0, 0xbc, "f:i", "i32.reinterpret_f32"],
  [0, 0xbd, "F:I", "i64.reinterpret_f64"],
  [0, 0xbe, "i:f", "f32.reinterpret_i32"],
  [0, 0xbf, "I:F", "f64.reinterpret_i64"],
  [0, 0xc0, "i:i", "i32.extend8_s i32.extend16_s"],
  [0, 0xc2, "I:I", "i64.extend8_s i64.extend16_s i64.extend32_s"],
  [0xfc, 0, "f:i", "i32.trunc_sat_f32_s i32.trunc_sat_f32_u"],
  [0xfc, 2, "F:i", "i32.trunc_sat_f64_s i32.trunc_sat_f64_u"],
  [0xfc, 4, "f:I", "i64.trunc_sat_f32_s i64.trunc_sat_f32_u"],
  [0xfc, 6, "F:I", "i64.trunc_sat_f64_s i64.trunc_sat_f64_u"],
  [0xfc, 8, "iii:", "memory.init", "index zero"],
  [0xfc, 9, ":", "data.drop", "index"],
  [0xfc, 10, "iii:", "memory.copy", "zero zero"],
  [0xfc, 11, "iii:", "memory.fill", "zero"],
  [0xfc, 12, "iii:", "table.init", "index index"],
  [0xfc, 13, ":", "elem.drop", "index"],
  [0xfc, 14, "iii:", "table.copy", "index index"],
  [0xfc, 16, ":i", "table.size", "index"],
  [0xfd, 0, "i:v", "v128.load", "memory"],
  [0xfd, 1, "i:v", "v128.load8x8_s v128.load8x8_u v128.load16x4_s v128.load16x4_u", "memory"],
  [0xfd, 5, "i:v", "v128.load32x2_s v128.load32x2_u", "memory"],
  [0xfd, 7, "i:v", "v128.load8_splat v128.load16_splat v128.load32_splat v128.load64_splat", "memory"],
  [0xfd, 11, "iv:", "v128.store", "memory"],
  [0xfd, 12, ":v", "v128.const", "v128"],
  [0xfd, 13, "vv:v", "i8x16.shuffle", "lanes"],
  [0xfd, 14, "vv:v", "i8x16.swizzle"],
  [0xfd, 15, "i:v", "i8x16.splat i16x8.splat i32x4.splat"],
  [0xfd, 18, "I:v", "i64x2.splat"],
  [0xfd, 19, "f:v", "f32x4.splat"],
  [0xfd, 20, "F:v", "f64x2.splat"],
  [0xfd, 21, "v:i", "i8x16.extract_lane_s i8x16.extract_lane_u", "lane"],
  [0xfd, 23, "vi:v", "i8x16.replace_lane", "lane"],
  [0xfd, 24, "v:i", "i16x8.extract_lane_s i16x8.extract_lane_u", "lane"],
  [0xfd, 26, "vi:v", "i16x8.replace_lane", "lane"],
  [0xfd, 27, "v:i", "i32x4.extract_lane", "lane"],
  [0xfd, 28, "vi:v", "i32x4.replace_lane", "lane"],
  [0xfd, 29, "v:I", "i64x2.extract_lane", "lane"],
  [0xfd, 30, "vI:v", "i64x2.replace_lane", "lane"],
  [0xfd, 31, "v:f", "f32x4.extract_lane", "lane"],
  [0xfd, 32, "vf:v", "f32x4.replace_lane", "lane"],
  [0xfd, 33, "v:F", "f64x2.extract_lane", "lane"],
  [0xfd, 34, "vF:v", "f64x2.replace_lane", "lane"],
  [0xfd, 35, "vv:v", "i8x16.eq i8x16.ne i8x16.lt_s i8x16.lt_u i8x16.gt_s i8x16.gt_u i8x16.le_s i8x16.le_u"],
  [0xfd, 43, "vv:v", "i8x16.ge_s i8x16.ge_u"],
  [0xfd, 45, "vv:v", "i16x8.eq i16x8.ne i16x8.lt_s i16x8.lt_u i16x8.gt_s i16x8.gt_u i16x8.le_s i16x8.le_u"],
  [0xfd, 53, "vv:v", "i16x8.ge_s i16x8.ge_u"],
  [0xfd, 55, "vv:v", "i32x4.eq i32x4.ne i32x4.lt_s i32x4.lt_u i32x4.gt_s i32x4.gt_u i32x4.le_s i32x4.le_u"],
  [0xfd, 63, "vv:v", "i32x4.ge_s i32x4.ge_u"],
  [0xfd, 65, "vv:v", "f32x4.eq f32x4.ne f32x4.lt f32x4.gt f32x4.le f32x4.ge"],
  [0xfd, 71, "vv:v", "f64x2.eq f64x2.ne f64x2.lt f64x2.gt f64x2.le f64x2.ge"],
  [0xfd, 77, "v:v", "v128.not"],
  [0xfd, 78, "vv:v", "v128.and v128.andnot v128.or v128.xor"],
  [0xfd, 82, "vvv:v", "v128.bitselect"],
  [0xfd, 83, "v:i", "v128.any_true"],
  [0xfd, 84, "iv:v", "v128.load8_lane v128.load16_lane v128.load32_lane v128.load64_lane", "memory lane"],
  [0xfd, 88, "iv:", "v128.store8_lane v128.store16_lane v128.store32_lane v128.store64_lane", "memory lane"],
  [0xfd, 92, "i:v", "v128.load32_zero v128.load64_zero", "memory"],
  [0xfd, 94, "v:v", "f32x4.demote_f64x2_zero f64x2.promote_low_f32x4 i8x16.abs i8x16.neg i8x16.popcnt"],
  [0xfd, 99, "v:i", "i8x16.all_true i8x16.bitmask"],
  [0xfd, 101, "vv:v", "i8x16.narrow_i16x8_s i8x16.narrow_i16x8_u"],
  [0xfd, 103, "v:v", "f32x4.ceil f32x4.floor f32x4.trunc f32x4.nearest"],
  [0xfd, 107, "vi:v", "i8x16.shl i8x16.shr_s i8x16.shr_u"],
  [0xfd, 110, "vv:v", "i8x16.add i8x16.add_sat_s i8x16.add_sat_u i8x16.sub i8x16.sub_sat_s i8x16.sub_sat_u"],
  [0xfd, 116, "v:v", "f64x2.ceil f64x2.floor"],
  [0xfd, 118, "vv:v", "i8x16.min_s i8x16.min_u i8x16.max_s i8x16.max_u"],
  [0xfd, 122, "v:v", "f64x2.trunc"],
  [0xfd, 123, "vv:v", "i8x16.avgr_u"],
  [0xfd, 124, "v:v", "i16x8.extadd_pairwise_i8x16_s i16x8.extadd_pairwise_i8x16_u"],
  [0xfd, 126, "v:v", "i32x4.extadd_pairwise_i16x8_s i32x4.extadd_pairwise_i16x8_u i16x8.abs i16x8.neg"],
  [0xfd, 130, "vv:v", "i16x8.q15mulr_sat_s"],
  [0xfd, 131, "v:i", "i16x8.all_true i16x8.bitmask"],
  [0xfd, 133, "vv:v", "i16x8.narrow_i32x4_s i16x8.narrow_i32x4_u"],
  [0xfd, 135, "v:v", "i16x8.extend_low_i8x16_s i16x8.extend_high_i8x16_s"],
  [0xfd, 137, "v:v", "i16x8.extend_low_i8x16_u i16x8.extend_high_i8x16_u"],
  [0xfd, 139, "vi:v", "i16x8.shl i16x8.shr_s i16x8.shr_u"],
  [0xfd, 142, "vv:v", "i16x8.add i16x8.add_sat_s i16x8.add_sat_u i16x8.sub i16x8.sub_sat_s i16x8.sub_sat_u"],
  [0xfd, 148, "v:v", "f64x2.nearest"],
  [0xfd, 149, "vv:v", "i16x8.mul i16x8.min_s i16x8.min_u i16x8.max_s i16x8.max_u"],
  [0xfd, 155, "vv:v", "i16x8.avgr_u i16x8.extmul_low_i8x16_s i16x8.extmul_high_i8x16_s"],
  [0xfd, 158, "vv:v", "i16x8.extmul_low_i8x16_u i16x8.extmul_high_i8x16_u"],
  [0xfd, 160, "v:v", "i32x4.abs i32x4.neg"],
  [0xfd, 163, "v:i", "i32x4.all_true i32x4.bitmask"],
  [0xfd, 167, "v:v", "i32x4.extend_low_i16x8_s i32x4.extend_high_i16x8_s"],
  [0xfd, 169, "v:v", "i32x4.extend_low_i16x8_u i32x4.extend_high_i16x8_u"],
  [0xfd, 171, "vi:v", "i32x4.shl i32x4.shr_s i32x4.shr_u"],
  [0xfd, 174, "vv:v", "i32x4.add"],
  [0xfd, 177, "vv:v", "i32x4.sub"],
  [0xfd, 181, "vv:v", "i32x4.mul i32x4.min_s i32x4.min_u i32x4.max_s i32x4.max_u i32x4.dot_i16x8_s"],
  [0xfd, 188, "vv:v", "i32x4.extmul_low_i16x8_s i32x4.extmul_high_i16x8_s"],
  [0xfd, 190, "vv:v", "i32x4.extmul_low_i16x8_u i32x4.extmul_high_i16x8_u"],
  [0xfd, 192, "v:v", "i64x2.abs i64x2.neg"],
  [0xfd, 195, "v:i", "i64x2.all_true i64x2.bitmask"],
  [0xfd, 199, "v:v", "i64x2.extend_low_i32x4_s i64x2.extend_high_i32x4_s"],
  [0xfd, 201, "v:v", "i64x2.extend_low_i32x4_u i64x2.extend_high_i32x4_u"],
  [0xfd, 203, "vi:v", "i64x2.shl i64x2.shr_s i64x2.shr_u"],
  [0xfd, 206, "vv:v", "i64x2.add"],
  [0xfd, 209, "vv:v", "i64x2.sub"],
  [0xfd, 213, "vv:v", "i64x2.mul i64x2.eq i64x2.ne i64x2.lt_s i64x2.gt_s i64x2.le_s i64x2.ge_s"],
  [0xfd, 220, "vv:v", "i64x2.extmul_low_i32x4_s i64x2.extmul_high_i32x4_s"],
  [0xfd, 222, "vv:v", "i64x2.extmul_low_i32x4_u i64x2.extmul_high_i32x4_u"],
  [0xfd, 224, "v:v", "f32x4.abs f32x4.neg"],
  [0xfd, 227, "v:v", "f32x4.sqrt"],
  [0xfd, 228, "vv:v", "f32x4.add f32x4.sub f32x4.mul f32x4.div f32x4.min f32x4.max f32x4.pmin f32x4.pmax"],
  [0xfd, 236, "v:v", "f64x2.abs f64x2.neg"],
  [0xfd, 239, "v:v", "f64x2.sqrt"],
  [0xfd, 240, "vv:v", "f64x2.add f64x2.sub f64x2.mul f64x2.div f64x2.min f64x2.max f64x2.pmin f64x2.pmax"],
  [0xfd, 248, "v:v", "i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u"],
  [0xfd, 250, "v:v", "f32x4.convert_i32x4_s f32x4.convert_i32x4_u"],
  [0xfd, 252, "v:v", "i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero"],
  [0xfd, 254, "v:v", "f64x2.convert_low_i32x4_s f64x2.convert_low_i32x4_u"],
];

/** All but those whose types depend on what surrounds them: control, calls, locals, globals, references. */
export const instructionTable: readonly Instruction[] = groups.flatMap(
  ([prefix, first, signature, names, immediates = ""]) => {
    const [takes, leaves] = signature.split(":") as [string, string];
    return names.split(" ").map((name, i) => ({
      name,
      prefix,
      code: first + i,
      takes,
      leaves,
      immediates: immediates.split(" ").filter(Boolean) as Immediate[],
    }));
  },
);
