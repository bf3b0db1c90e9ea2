// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { Test } from "forge-std/Test.sol";
import { Escrow } from "../../src/Escrow.sol";
import { Leases } from "../../src/Leases.sol";
import { ILeases } from "../../src/interfaces/ILeases.sol";
import { MoneyHandler } from "./MoneyHandler.sol";

/// @notice Invariants 1 to 8, 11, 13 and 19 of `test/invariant/README.md`.
contract MoneyInvariants is Test {
    MoneyHandler private handler;
    Escrow private escrow;
    Leases private leases;
    IERC20 private usdc;

    function setUp() public {
        handler = new MoneyHandler();
        handler.setUp();
        (address escrow_, address leases_, address usdc_) = handler.market();
        (escrow, leases, usdc) = (Escrow(escrow_), Leases(leases_), IERC20(usdc_));
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), handler.actions()));
    }

    function invariant_money() public view {
        _01_escrowOwnsWhatItOwes();
        _02_paidAndRefundedMakeTheDeposit();
        _03_paidNeverPassesTheEvidence();
        _04_nothingGoesBack();
        _05_whatWentInIsStillThereOrWentOut();
        _06_feesAreWithinTheirBound();
        _07_termsNeverChange();
        _11_creditsStayWithinCoverAndFees();
        _13_nothingLeavesBeforeItsTime();
    }

    /// @dev 8 and 19: from wherever the run ended, under every pause, everyone gets home.
    function afterInvariant() public {
        handler.goHome();
        assertEq(escrow.held(), 0, "nothing is held once every lease is final");
        invariant_01();
    }

    function invariant_01() private view {
        _01_escrowOwnsWhatItOwes();
    }

    function _01_escrowOwnsWhatItOwes() private view {
        uint256 owed = uint256(escrow.held()) + escrow.fees();
        address[] memory wallets = handler.wallets();
        for (uint256 i; i < wallets.length; ++i) {
            (uint128 balance, uint128 thawing, uint128 withdrawable) = escrow.balanceOf(wallets[i]);
            assertLe(thawing, balance, "1: thawing within the balance");
            assertLe(withdrawable, thawing, "1: withdrawable within what thaws");
            owed += uint256(balance) + escrow.earnedBy(wallets[i]);
        }
        assertEq(usdc.balanceOf(address(escrow)), owed + handler.ghostGifts(), "1: owns what it owes");

        uint256 held;
        for (uint256 i; i < handler.bookCount(); ++i) {
            ILeases.Lease memory lease = leases.leaseOf(handler.bookAt(i).id);
            if (lease.status == ILeases.LeaseStatus.Finalised) continue;
            held += lease.deposit - lease.paid + lease.cover;
        }
        assertEq(escrow.held(), held, "1: held is what leases hold");
    }

    function _02_paidAndRefundedMakeTheDeposit() private view {
        for (uint256 i; i < handler.bookCount(); ++i) {
            MoneyHandler.Book memory book = handler.bookAt(i);
            ILeases.Lease memory lease = leases.leaseOf(book.id);
            assertLe(lease.paid, lease.deposit, "2: paid within the deposit");
            assertEq(lease.deposit, book.funded, "2: the deposit is what was put in");
            if (book.finalised) assertEq(lease.paid + book.refunded, lease.deposit, "2: paid and refunded");
        }
    }

    function _03_paidNeverPassesTheEvidence() private view {
        for (uint256 i; i < handler.bookCount(); ++i) {
            MoneyHandler.Book memory book = handler.bookAt(i);
            assertLe(leases.leaseOf(book.id).paid, book.evidence, "3: paid within the best evidence");
        }
    }

    function _04_nothingGoesBack() private view {
        assertFalse(handler.brokeMonotony(), "4: paid only grows, by what was reported");
        for (uint256 i; i < handler.bookCount(); ++i) {
            MoneyHandler.Book memory book = handler.bookAt(i);
            assertEq(leases.leaseOf(book.id).paid, book.paid, "4: paid is what was last seen");
        }
    }

    function _05_whatWentInIsStillThereOrWentOut() private view {
        uint256 there = usdc.balanceOf(address(escrow));
        assertEq(there + handler.ghostOut(), handler.ghostIn() + handler.ghostGifts(), "5: conservation");
    }

    function _06_feesAreWithinTheirBound() private view {
        assertLe(escrow.feesBooked(), handler.ghostPaid() / 10, "6: fees within a tenth");
        assertLe(escrow.feesBooked(), handler.ghostFeesAtMost(), "6: fees round down");
        assertFalse(handler.brokeAgreedFee(), "6: a tab pays the fee that it was agreed at");
    }

    function _07_termsNeverChange() private view {
        for (uint256 i; i < handler.bookCount(); ++i) {
            MoneyHandler.Book memory book = handler.bookAt(i);
            ILeases.Lease memory lease = leases.leaseOf(book.id);
            if (lease.status == ILeases.LeaseStatus.Finalised) continue;
            assertEq(lease.ratePerHour, book.rate, "7: rate");
            assertEq(lease.tier, book.tier, "7: tier");
            assertEq(lease.feeBps, book.feeBps, "7: fee");
        }
    }

    function _11_creditsStayWithinCoverAndFees() private view {
        assertFalse(handler.brokeCreditBounds(), "11: a credit passed its bounds or came twice");
        for (uint256 i; i < handler.bookCount(); ++i) {
            MoneyHandler.Book memory book = handler.bookAt(i);
            assertLe(book.credited, book.coverAtStart, "11: credits within the cover");
        }
    }

    function _13_nothingLeavesBeforeItsTime() private view {
        address[] memory wallets = handler.wallets();
        for (uint256 i; i < wallets.length; ++i) {
            assertLe(handler.withdrawn(wallets[i]), handler.ripeOf(wallets[i]), "13: left early");
        }
    }
}
