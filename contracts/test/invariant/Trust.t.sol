// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Test } from "forge-std/Test.sol";
import { Bonds } from "../../src/Bonds.sol";
import { Committee } from "../../src/Committee.sol";
import { Token } from "../../src/Token.sol";
import { IBonds } from "../../src/interfaces/IBonds.sol";
import { ICommittee } from "../../src/interfaces/ICommittee.sol";
import { TrustHandler } from "./TrustHandler.sol";

/// @notice Invariants 9, 10, 12, 13, 14 and 17 of `test/invariant/README.md`.
contract TrustInvariants is Test {
    TrustHandler private handler;
    Bonds private bonds;
    Committee private committee;
    Token private token;

    function setUp() public {
        handler = new TrustHandler();
        handler.setUp();
        (address bonds_, address committee_, address token_) = handler.trust();
        (bonds, committee, token) = (Bonds(bonds_), Committee(committee_), Token(token_));
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), handler.actions()));
    }

    function invariant_trust() public view {
        _09_bondsOwnWhatTheyOwe();
        _10_lockedAndThawingFitTheBond();
        _12_aDayTakesAFifthAtMost();
        _13_noStakeLeavesBeforeItsTime();
        _14_votesAreStakes();
        _17_truthStandsAndLiesDoNot();
    }

    function _09_bondsOwnWhatTheyOwe() private view {
        uint256 owed = uint256(bonds.forfeit()) + bonds.appealed() + bonds.owedTo(handler.reporter());
        address[] memory wallets = handler.wallets();
        for (uint256 i; i < wallets.length; ++i) {
            owed += bonds.bondOf(wallets[i]).tokens;
        }
        assertEq(token.balanceOf(address(bonds)), owed, "9: bonds own what they owe");
    }

    function _10_lockedAndThawingFitTheBond() private view {
        address[] memory wallets = handler.wallets();
        for (uint256 i; i < wallets.length; ++i) {
            IBonds.Bond memory bond = bonds.bondOf(wallets[i]);
            assertLe(uint256(bond.locked) + bond.thawing, bond.tokens, "10: locked and thawing fit the bond");
            assertLe(bond.withdrawable, bond.thawing, "10: withdrawable within what thaws");
            uint256 duties = handler.dutiesOf(wallets[i]);
            assertLe(bond.locked, duties, "10: no more locked than there are duties");
            if (!handler.slashedOnce(wallets[i])) assertEq(bond.locked, duties, "10: locked is the sum of duties");
        }
    }

    function _12_aDayTakesAFifthAtMost() private view {
        assertFalse(handler.brokeDayLimit(), "12: a day took more than a fifth");
    }

    function _13_noStakeLeavesBeforeItsTime() private view {
        address[] memory wallets = handler.wallets();
        for (uint256 i; i < wallets.length; ++i) {
            assertLe(handler.withdrawn(wallets[i]), handler.ripeOf(wallets[i]), "13: stake left early");
        }
    }

    function _14_votesAreStakes() private view {
        assertFalse(handler.brokeVotes(), "14: votes are what is staked");
        assertEq(
            token.getVotes(address(bonds)), token.balanceOf(address(bonds)), "14: the bonds delegate what they hold"
        );
        assertLe(token.getVotes(address(bonds)), token.totalSupply(), "14: votes within the supply");
    }

    function _17_truthStandsAndLiesDoNot() private view {
        assertFalse(handler.brokeHonesty(), "17: an honest root was challenged");
        uint32[] memory truths = handler.truths();
        for (uint256 i; i < truths.length; ++i) {
            assertTrue(committee.rootOf(truths[i]).state == ICommittee.RootState.Posted, "17: truth stands");
        }
        uint32[] memory lies = handler.falsehoods();
        for (uint256 i; i < lies.length; ++i) {
            assertTrue(committee.rootOf(lies[i]).state == ICommittee.RootState.Void, "17: lies fall");
        }
    }
}
