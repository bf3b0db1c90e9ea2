// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice A wallet lets `key` act for it, up to `cap` µUSDC, until `validUntil`, for what `scope` names
/// (bit 1: tabs, bit 2: leases). Signed by the wallet (ECDSA or ERC-1271).
struct Session {
    address customer;
    address key;
    uint128 cap;
    uint40 validUntil;
    uint8 scope;
    uint256 salt;
}

/// @notice A customer's wish with its ceilings; the workload itself stays off chain behind `specHash`.
/// Signed by a session key. `salt` is a number used once per customer: counting upwards is the cheapest.
struct Order {
    address customer;
    bytes32 specHash;
    uint96 maxRatePerHour;
    uint128 maxTotal;
    uint40 startBy;
    uint32 maxSeconds;
    uint8 minTier;
    uint256 salt;
}

/// @notice A device's answer to one order (`order` is its struct hash). Signed by the device's P-256 key or by its
/// operator. Its own struct hash names the lease.
struct Offer {
    bytes32 device;
    bytes32 order;
    uint96 ratePerHour;
    uint8 tier;
    uint40 validUntil;
    uint256 salt;
}

/// @notice What a customer owes for a lease in all, in µUSDC. Signed by a session key of the customer.
struct Voucher {
    bytes32 lease;
    uint128 cumulative;
}

/// @notice What a customer owes an operator in all, over every small job that was agreed at this fee and every session, in
/// µUSDC. Signed by a session key of the customer.
struct Tab {
    address customer;
    address operator;
    uint16 feeBps;
    uint128 cumulative;
}

/// @notice The end of a lease, and `cumulative` as what it cost in all. Signed by a session key of the customer
/// (then it is a voucher too), by the device or its operator, or by both (then the rest is refunded at once).
struct Close {
    bytes32 lease;
    uint128 cumulative;
    bytes32 reason;
}

/// @notice A device and an operator name each other. Signed by the operator's wallet and by the device's P-256 key.
struct Enrolment {
    bytes32 device;
    address operator;
    address payout;
    uint256 nonce;
    uint40 validUntil;
}

/// @notice Where an enrolment stands among those that its operator signed for at once: its number, and the hashes beside its
/// way up.
struct Place {
    uint256 index;
    bytes32[] siblings;
}

/// @title Signed
/// @notice Struct hashes of everything that people and devices sign. `lib/chain/typed-data.ts` builds the same.
library Signed {
    bytes32 internal constant SESSION_TYPEHASH =
        keccak256("Session(address customer,address key,uint128 cap,uint40 validUntil,uint8 scope,uint256 salt)");
    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "Order(address customer,bytes32 specHash,uint96 maxRatePerHour,uint128 maxTotal,uint40 startBy,uint32 maxSeconds,uint8 minTier,uint256 salt)"
    );
    bytes32 internal constant OFFER_TYPEHASH =
        keccak256("Offer(bytes32 device,bytes32 order,uint96 ratePerHour,uint8 tier,uint40 validUntil,uint256 salt)");
    bytes32 internal constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 lease,uint128 cumulative)");
    bytes32 internal constant TAB_TYPEHASH =
        keccak256("Tab(address customer,address operator,uint16 feeBps,uint128 cumulative)");
    bytes32 internal constant CLOSE_TYPEHASH = keccak256("Close(bytes32 lease,uint128 cumulative,bytes32 reason)");
    bytes32 internal constant ENROLMENT_TYPEHASH =
        keccak256("Enrolment(bytes32 device,address operator,address payout,uint256 nonce,uint40 validUntil)");

    bytes private constant ENROLMENT_TYPE =
        "Enrolment(bytes32 device,address operator,address payout,uint256 nonce,uint40 validUntil)";

    // A static struct in calldata is EIP-712's encodeData but for the type, so it is hashed as it lies there: bits that do
    // not belong only make a hash that nobody signed.

    function hash(Session calldata session) internal pure returns (bytes32 hashed) {
        bytes32 typehash = SESSION_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typehash)
            calldatacopy(add(free, 0x20), session, 0xc0)
            hashed := keccak256(free, 0xe0)
        }
    }

    function hash(Order calldata order) internal pure returns (bytes32 hashed) {
        bytes32 typehash = ORDER_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typehash)
            calldatacopy(add(free, 0x20), order, 0x100)
            hashed := keccak256(free, 0x120)
        }
    }

    function hash(Offer calldata offer) internal pure returns (bytes32 hashed) {
        bytes32 typehash = OFFER_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typehash)
            calldatacopy(add(free, 0x20), offer, 0xc0)
            hashed := keccak256(free, 0xe0)
        }
    }

    function hash(Tab calldata tab) internal pure returns (bytes32 hashed) {
        bytes32 typehash = TAB_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typehash)
            calldatacopy(add(free, 0x20), tab, 0x80)
            hashed := keccak256(free, 0xa0)
        }
    }

    function hash(Close calldata closing) internal pure returns (bytes32 hashed) {
        bytes32 typehash = CLOSE_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typehash)
            calldatacopy(add(free, 0x20), closing, 0x60)
            hashed := keccak256(free, 0x80)
        }
    }

    function hash(Enrolment calldata enrolment) internal pure returns (bytes32 hashed) {
        bytes32 typehash = ENROLMENT_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typehash)
            calldatacopy(add(free, 0x20), enrolment, 0xa0)
            hashed := keccak256(free, 0xc0)
        }
    }

    /// @notice What an operator signs for many devices at once: `Enrolments(Enrolment[2][2]… devices)`, one `[2]` for each
    /// level. EIP-712 hashes an array of two as a pair, so the hash of them all is the root of a tree, to which the hashes
    /// beside its way up lead from any of them. The type counts the levels: no pair inside passes for an enrolment.
    function hashAmongMany(Enrolment calldata enrolment, Place calldata place) internal pure returns (bytes32 hashed) {
        bytes memory pairs;
        hashed = hash(enrolment);
        for (uint256 level; level < place.siblings.length; ++level) {
            bytes32 sibling = place.siblings[level];
            bool isRight = (place.index >> level) & 1 == 1;
            hashed = isRight ? keccak256(abi.encode(sibling, hashed)) : keccak256(abi.encode(hashed, sibling));
            pairs = bytes.concat(pairs, "[2]");
        }
        bytes32 typehash = keccak256(bytes.concat("Enrolments(Enrolment", pairs, " devices)", ENROLMENT_TYPE));
        return keccak256(abi.encode(typehash, hashed));
    }

    function hash(Voucher memory voucher) internal pure returns (bytes32) {
        return keccak256(abi.encode(VOUCHER_TYPEHASH, voucher));
    }
}
