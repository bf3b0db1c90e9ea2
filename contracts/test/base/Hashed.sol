// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Close, Enrolment, Offer, Order, Session, Signed, Tab, Voucher } from "../../src/libraries/Signed.sol";

/// @title Hashed
/// @notice Struct hashes as EIP-712 words them, encoder and all: what `Signed` computes in place is compared with this.
library Hashed {
    function hash(Session memory session) internal pure returns (bytes32) {
        return keccak256(abi.encode(Signed.SESSION_TYPEHASH, session));
    }

    function hash(Order memory order) internal pure returns (bytes32) {
        return keccak256(abi.encode(Signed.ORDER_TYPEHASH, order));
    }

    function hash(Offer memory offer) internal pure returns (bytes32) {
        return keccak256(abi.encode(Signed.OFFER_TYPEHASH, offer));
    }

    function hash(Close memory closing) internal pure returns (bytes32) {
        return keccak256(abi.encode(Signed.CLOSE_TYPEHASH, closing));
    }

    function hash(Enrolment memory enrolment) internal pure returns (bytes32) {
        return keccak256(abi.encode(Signed.ENROLMENT_TYPEHASH, enrolment));
    }

    function hash(Voucher memory voucher) internal pure returns (bytes32) {
        return keccak256(abi.encode(Signed.VOUCHER_TYPEHASH, voucher));
    }

    function hash(Tab memory tab) internal pure returns (bytes32) {
        return keccak256(abi.encode(Signed.TAB_TYPEHASH, tab));
    }
}
