// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Test } from "forge-std/Test.sol";
import { PowerHandler } from "./PowerHandler.sol";

/// @notice Invariants 18, 19, 21 and 22 of `test/invariant/README.md`.
contract PowerInvariants is Test {
    PowerHandler private handler;

    function setUp() public {
        handler = new PowerHandler();
        handler.setUp();
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), handler.actions()));
    }

    function invariant_power() public view {
        assertFalse(handler.intruded(), "18: a stranger decided");
        assertFalse(handler.pausedTooLong(), "19: a pause of more than 72 hours");
        assertFalse(handler.brokeTheVote(), "21: executed without quorum, majority or delay");
        assertFalse(handler.upgradedEarly(), "21: upgraded before its seven days");
        assertFalse(handler.passedTheShare(), "22: the treasury paid more than its share");
    }
}
