import {
  hashStruct,
  hashTypedData,
  type Address,
  type Hex,
  type TypedDataDefinition,
  type TypedDataDomain,
} from "viem";

/**
 * Everything that people, devices and verifiers sign, as EIP-712 (`contracts/src/libraries/Signed.sol` and `Attested.sol`
 * have the same).
 * Amounts are micro-dollars, times are unix seconds.
 */
export const signedTypes = {
  /** By the customer's wallet: `key` may act for it. Scope bits: see `sessionScope`. Checked by the escrow. */
  Session: [
    { name: "customer", type: "address" },
    { name: "key", type: "address" },
    { name: "cap", type: "uint128" },
    { name: "validUntil", type: "uint40" },
    { name: "scope", type: "uint8" },
    { name: "salt", type: "uint256" },
  ],
  /** By a session key. A salt is used once per customer; counting upwards is the cheapest. Checked by the leases. */
  Order: [
    { name: "customer", type: "address" },
    { name: "specHash", type: "bytes32" },
    { name: "maxRatePerHour", type: "uint96" },
    { name: "maxTotal", type: "uint128" },
    { name: "startBy", type: "uint40" },
    { name: "maxSeconds", type: "uint32" },
    { name: "minTier", type: "uint8" },
    { name: "salt", type: "uint256" },
  ],
  /** By the device, or its operator. `order` is `orderHash(order)`. Checked by the leases. */
  Offer: [
    { name: "device", type: "bytes32" },
    { name: "order", type: "bytes32" },
    { name: "ratePerHour", type: "uint96" },
    { name: "tier", type: "uint8" },
    { name: "validUntil", type: "uint40" },
    { name: "salt", type: "uint256" },
  ],
  /** By a session key of the customer: what the lease cost in all so far. Checked by the leases. */
  Voucher: [
    { name: "lease", type: "bytes32" },
    { name: "cumulative", type: "uint128" },
  ],
  /** By a session key: what the customer owes the operator in all for what was agreed at this fee. Checked by the escrow. */
  Tab: [
    { name: "customer", type: "address" },
    { name: "operator", type: "address" },
    { name: "feeBps", type: "uint16" },
    { name: "cumulative", type: "uint128" },
  ],
  /** By a session key (then it is a voucher too), by the device or its operator, or by both. Checked by the leases. */
  Close: [
    { name: "lease", type: "bytes32" },
    { name: "cumulative", type: "uint128" },
    { name: "reason", type: "bytes32" },
  ],
  /** By the operator's wallet and by the device. Checked by the devices contract. */
  Enrolment: [
    { name: "device", type: "bytes32" },
    { name: "operator", type: "address" },
    { name: "payout", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "validUntil", type: "uint40" },
  ],
  /** By a verifier: what it saw of a device in an epoch, a bit for each slot. Checked by the committee. */
  Measurement: [
    { name: "device", type: "bytes32" },
    { name: "epoch", type: "uint32" },
    { name: "up", type: "uint64" },
    { name: "seen", type: "uint64" },
  ],
  /** By a quorum of the verifiers. `previous` is the last epoch with a good root. Checked by the committee. */
  EpochRoot: [
    { name: "epoch", type: "uint32" },
    { name: "previous", type: "uint32" },
    { name: "root", type: "bytes32" },
    { name: "dataHash", type: "bytes32" },
  ],
} as const;

export type SignedName = keyof typeof signedTypes;
export type SignedMessage<Name extends SignedName> = TypedDataDefinition<typeof signedTypes, Name>["message"];

/** What a session key may be used for; add the bits. */
export const sessionScope = { tabs: 1, leases: 2 } as const;

/** The domain of the contract that checks the signature. */
export function domain(chainId: number, verifyingContract: Address) {
  return { name: "Ambit", version: "1", chainId, verifyingContract } as const satisfies TypedDataDomain;
}

/** What a wallet's `signTypedData` takes. */
export function typedData<Name extends SignedName>(
  primaryType: Name,
  signingDomain: TypedDataDomain,
  message: SignedMessage<Name>,
) {
  return { domain: signingDomain, types: { [primaryType]: signedTypes[primaryType] }, primaryType, message };
}

/** The digest that a key signs: what the contract recovers the signer from. */
export function digestOf<Name extends SignedName>(
  primaryType: Name,
  signingDomain: TypedDataDomain,
  message: SignedMessage<Name>,
): Hex {
  return hashTypedData(untyped(typedData(primaryType, signingDomain, message)));
}

/** What an offer answers to: the order's struct hash, the same on every chain. */
export function orderHash(order: SignedMessage<"Order">): Hex {
  return structHash("Order", order);
}

/** The name of the lease that an offer opens: the offer's struct hash. */
export function leaseId(offer: SignedMessage<"Offer">): Hex {
  return structHash("Offer", offer);
}

function structHash<Name extends SignedName>(primaryType: Name, data: SignedMessage<Name>): Hex {
  return hashStruct({
    primaryType,
    data,
    types: { [primaryType]: [...signedTypes[primaryType]] },
  });
}

/** viem derives the message's type from a literal `primaryType`; here it is a parameter, checked by `SignedMessage` instead. */
const untyped = (data: object) => data as Parameters<typeof hashTypedData>[0];
