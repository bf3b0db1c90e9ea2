/** What sort of seller named a price: the large clouds, clouds for one purpose, markets of other people's machines. */
export const referenceKinds = ["hyperscaler", "specialist", "marketplace", "decentralised", "mixed"] as const;
export type ReferenceKind = (typeof referenceKinds)[number];
