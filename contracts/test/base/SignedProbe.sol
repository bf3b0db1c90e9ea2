// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Close, Enrolment, Offer, Order, Place, Session, Signed, Tab } from "../../src/libraries/Signed.sol";

/// @title SignedProbe
/// @notice Calldata needs a call; this is the other side of it.
contract SignedProbe {
    function ofSession(Session calldata session) external pure returns (bytes32) {
        return Signed.hash(session);
    }

    function ofOrder(Order calldata order) external pure returns (bytes32) {
        return Signed.hash(order);
    }

    function ofOffer(Offer calldata offer) external pure returns (bytes32) {
        return Signed.hash(offer);
    }

    function ofTab(Tab calldata tab) external pure returns (bytes32) {
        return Signed.hash(tab);
    }

    function ofClose(Close calldata closing) external pure returns (bytes32) {
        return Signed.hash(closing);
    }

    function ofEnrolment(Enrolment calldata enrolment) external pure returns (bytes32) {
        return Signed.hash(enrolment);
    }

    function ofMany(Enrolment calldata enrolment, Place calldata place) external pure returns (bytes32) {
        return Signed.hashAmongMany(enrolment, place);
    }
}
