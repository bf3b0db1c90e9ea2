// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Test } from "forge-std/Test.sol";
import { Rewards } from "../../src/Rewards.sol";
import { Token } from "../../src/Token.sol";
import { EmissionHandler } from "./EmissionHandler.sol";

/// @notice Invariants 14, 15, 16 and 20 of `test/invariant/README.md`.
contract EmissionInvariants is Test {
    EmissionHandler private handler;
    Rewards private rewards;
    Token private token;

    function setUp() public {
        handler = new EmissionHandler();
        handler.setUp();
        (address rewards_, address token_) = handler.emission();
        (rewards, token) = (Rewards(rewards_), Token(token_));
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), handler.actions()));
    }

    function invariant_emission() public view {
        _14_delegatedIsTheSumOfDelegates();
        _15_supplyStaysBelowCapAndSchedule();
        _16_claimsStayWithinWhatWasPosted();
        _20_rewardsStayBelowTheFeesThatEarnedThem();
    }

    function _14_delegatedIsTheSumOfDelegates() private view {
        if (block.timestamp == 0) return;
        uint256 votes;
        address[] memory accounts = handler.accounts();
        for (uint256 i; i < accounts.length; ++i) {
            votes += token.getVotes(accounts[i]);
        }
        assertLe(votes, token.totalSupply(), "14: votes within the supply");
        uint256 past;
        for (uint256 i; i < accounts.length; ++i) {
            past += token.getPastVotes(accounts[i], block.timestamp - 1);
        }
        assertEq(token.getPastTotalDelegated(block.timestamp - 1), past, "14: delegated is the sum of delegates");
    }

    function _15_supplyStaysBelowCapAndSchedule() private view {
        assertLe(token.totalSupply(), token.cap(), "15: supply within the cap");
        assertEq(handler.minted(), rewards.total(), "15: minted is what was posted");
        assertLe(rewards.total(), rewards.emittable(block.timestamp), "15: minted within the schedule");
    }

    function _16_claimsStayWithinWhatWasPosted() private view {
        assertFalse(handler.brokeClaims(), "16: a leaf paid twice, or someone else");
        uint256 claimed;
        address[] memory accounts = handler.accounts();
        for (uint256 i; i < 2; ++i) {
            assertEq(rewards.claimedBy(accounts[i]), handler.received(accounts[i]), "16: claimed is received");
            claimed += rewards.claimedBy(accounts[i]);
        }
        assertLe(claimed, rewards.total(), "16: claims within the root's total");
        assertEq(token.balanceOf(address(rewards)), rewards.total() - claimed, "16: the rest is still there");
    }

    function _20_rewardsStayBelowTheFeesThatEarnedThem() private view {
        address[] memory accounts = handler.accounts();
        for (uint256 i; i < 2; ++i) {
            assertLe(rewards.claimedBy(accounts[i]), rewards.limitOf(accounts[i]), "20: rewards within own fees");
        }
    }
}
