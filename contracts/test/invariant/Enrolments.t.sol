// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Test } from "forge-std/Test.sol";
import { EnrolmentHandler } from "./EnrolmentHandler.sol";

/// @notice Invariant 23 of `test/invariant/README.md`.
contract EnrolmentInvariants is Test {
    EnrolmentHandler private handler;

    function setUp() public {
        handler = new EnrolmentHandler();
        handler.setUp();
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), handler.actions()));
    }

    /// @dev Each call is an elliptic curve in Solidity, hence fewer.
    /// forge-config: default.invariant.runs = 32
    /// forge-config: default.invariant.depth = 32
    function invariant_enrolments() public view {
        assertFalse(handler.brokeConsent(), "23: a device enrolled without its operator's word");
    }
}
