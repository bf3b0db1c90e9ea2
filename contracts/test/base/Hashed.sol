// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Close, Enrolment, Offer, Order, Place, Session, Signed, Tab, Voucher } from "../../src/libraries/Signed.sol";

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

    /// @dev The hash of two to the `height` enrolments that an operator signs for, given the root of their tree.
    function hashOfMany(bytes32 root, uint256 height) internal pure returns (bytes32) {
        string memory pairs;
        for (uint256 i; i < height; ++i) {
            pairs = string.concat(pairs, "[2]");
        }
        string memory typed = string.concat(
            "Enrolments(Enrolment",
            pairs,
            " devices)Enrolment(bytes32 device,address operator,address payout,uint256 nonce,uint40 validUntil)"
        );
        return keccak256(abi.encode(keccak256(bytes(typed)), root));
    }

    /// @dev The root over `leaves`, a power of two of them, and where number `index` stands.
    function tree(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32 root, Place memory place) {
        place = Place(index, new bytes32[](_heightOf(leaves.length)));
        for (uint256 level; leaves.length > 1; ++level) {
            place.siblings[level] = leaves[(index >> level) ^ 1];
            bytes32[] memory above = new bytes32[](leaves.length / 2);
            for (uint256 i; i < above.length; ++i) {
                above[i] = keccak256(abi.encode(leaves[2 * i], leaves[2 * i + 1]));
            }
            leaves = above;
        }
        root = leaves[0];
    }

    function _heightOf(uint256 leaves) private pure returns (uint256 height) {
        while (1 << height < leaves) ++height;
    }

    function hash(Voucher memory voucher) internal pure returns (bytes32) {
        return keccak256(abi.encode(Signed.VOUCHER_TYPEHASH, voucher));
    }

    function hash(Tab memory tab) internal pure returns (bytes32) {
        return keccak256(abi.encode(Signed.TAB_TYPEHASH, tab));
    }
}
