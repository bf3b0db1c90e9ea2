// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IDeposits } from "../../src/interfaces/IDeposits.sol";
import { Market } from "../base/Market.sol";

contract DepositsTest is Market {
    /*                                                DEPOSIT                                                  */

    function test_deposit_creditsTheNamedCustomerFromTheSender() public {
        _fund(stranger, 5e6);
        vm.startPrank(stranger);
        usdc.approve(address(escrow), 5e6);
        vm.expectEmit(address(escrow));
        emit IDeposits.Deposited(customer.addr, stranger, 5e6);
        escrow.deposit(customer.addr, 5e6);

        assertEq(_balance(customer.addr), 5e6);
        assertEq(_balance(stranger), 0);
        assertEq(usdc.balanceOf(address(escrow)), 5e6);
    }

    function test_deposit_isInTheDollarThatItNames() public view {
        assertEq(escrow.usdc(), address(usdc));
    }

    function test_deposit_refusesZero() public {
        vm.expectRevert(IDeposits.AmountZero.selector);
        escrow.deposit(customer.addr, 0);
    }

    function test_depositWithPermit_canBeSentByAnyone() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(10e6);
        vm.prank(stranger);
        escrow.depositWithPermit(customer.addr, 10e6, block.timestamp, v, r, s);
        assertEq(_balance(customer.addr), 10e6);
    }

    function test_depositWithPermit_survivesAPermitThatWasSentFirst() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(10e6);
        vm.prank(stranger);
        usdc.permit(customer.addr, address(escrow), 10e6, block.timestamp, v, r, s);
        escrow.depositWithPermit(customer.addr, 10e6, block.timestamp, v, r, s);
        assertEq(_balance(customer.addr), 10e6);
    }

    function test_depositWithPermit_refusesAStrangersSignature() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(10e6);
        vm.expectRevert(abi.encodeWithSelector(IDeposits.PermitRefused.selector, customer.addr, 11e6, 0));
        escrow.depositWithPermit(customer.addr, 11e6, block.timestamp, v, r, s);
    }

    function test_depositWithPermit_refusesAnExpiredPermit() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(10e6);
        skip(1);
        vm.expectRevert(abi.encodeWithSelector(IDeposits.PermitRefused.selector, customer.addr, 10e6, 0));
        escrow.depositWithPermit(customer.addr, 10e6, NOW, v, r, s);
    }

    function test_depositWithPermit_isNotRepeatable() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(10e6);
        _fund(customer.addr, 10e6);
        escrow.depositWithPermit(customer.addr, 10e6, block.timestamp, v, r, s);
        vm.expectRevert(abi.encodeWithSelector(IDeposits.PermitRefused.selector, customer.addr, 10e6, 0));
        escrow.depositWithPermit(customer.addr, 10e6, block.timestamp, v, r, s);
    }

    /*                                            THAW AND WITHDRAW                                            */

    function test_thaw_startsAClock() public {
        _deposit(customer.addr, 10e6);
        vm.expectEmit(address(escrow));
        emit IDeposits.Thawing(customer.addr, 4e6, uint40(NOW + WITHDRAWAL_DELAY));
        vm.prank(customer.addr);
        escrow.thaw(4e6);
        _assertBalance(10e6, 4e6, 0);
        skip(WITHDRAWAL_DELAY);
        _assertBalance(10e6, 4e6, 4e6);
    }

    function test_thaw_refusesMoreThanIsFree() public {
        _deposit(customer.addr, 10e6);
        _thaw(4e6);
        vm.expectRevert(abi.encodeWithSelector(IDeposits.BalanceTooLow.selector, customer.addr, 7e6, 6e6));
        _thaw(7e6);
    }

    function test_thaw_refusesZero() public {
        vm.expectRevert(IDeposits.AmountZero.selector);
        _thaw(0);
    }

    function test_thaw_secondDoesNotResetTheFirst() public {
        _deposit(customer.addr, 10e6);
        _thaw(4e6);
        skip(WITHDRAWAL_DELAY - 1);
        _thaw(5e6);
        skip(1);
        _assertBalance(10e6, 9e6, 4e6);
        skip(WITHDRAWAL_DELAY - 1);
        _assertBalance(10e6, 9e6, 9e6);
    }

    function test_withdraw_refusesASecondTooEarly() public {
        _deposit(customer.addr, 10e6);
        _thaw(4e6);
        skip(WITHDRAWAL_DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IDeposits.NothingToWithdraw.selector, customer.addr));
        _withdraw(4e6);
    }

    function test_withdraw_paysAtMostWhatHasThawed() public {
        _deposit(customer.addr, 10e6);
        _thaw(4e6);
        skip(WITHDRAWAL_DELAY);
        vm.expectEmit(address(escrow));
        emit IDeposits.Withdrawn(customer.addr, 4e6);
        assertEq(_withdraw(type(uint128).max), 4e6);
        assertEq(usdc.balanceOf(customer.addr), 4e6);
        _assertBalance(6e6, 0, 0);
    }

    function test_withdraw_canBeDoneInParts() public {
        _deposit(customer.addr, 10e6);
        _thaw(4e6);
        skip(WITHDRAWAL_DELAY);
        _withdraw(1e6);
        _assertBalance(9e6, 3e6, 3e6);
        _withdraw(3e6);
        _assertBalance(6e6, 0, 0);
    }

    function test_cancelThaw_freesEverything() public {
        _deposit(customer.addr, 10e6);
        _thaw(4e6);
        _thaw(1e6);
        vm.expectEmit(address(escrow));
        emit IDeposits.ThawCancelled(customer.addr, 5e6);
        vm.prank(customer.addr);
        escrow.cancelThaw();
        skip(WITHDRAWAL_DELAY);
        _assertBalance(10e6, 0, 0);
    }

    function test_cancelThaw_refusesWhenNothingThaws() public {
        vm.expectRevert(abi.encodeWithSelector(IDeposits.NothingToWithdraw.selector, customer.addr));
        vm.prank(customer.addr);
        escrow.cancelThaw();
    }

    /// @dev Thaw everything, let a tab eat it, deposit again: the new money must not leave on the old clock.
    function test_thaw_eatenByATabFreesNoLaterDeposit() public {
        _customerReady();
        _thaw(1000e6);
        skip(WITHDRAWAL_DELAY);
        _redeemTab(1000e6);
        _deposit(customer.addr, 500e6);
        _assertBalance(500e6, 0, 0);
        _thaw(500e6);
        _assertBalance(500e6, 500e6, 0);
    }

    /// @dev However thaws, payments, withdrawals and deposits mix, no more leaves than was asked for a delay ago.
    function testFuzz_thaw_nothingLeavesEarly(uint256 seed) public {
        _customerReady();
        uint128 cumulative;
        uint256 askedByNow;
        uint256[] memory askedAt = new uint256[](24);
        for (uint256 step; step < 24; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint128 amount = uint128(seed >> 8) % 100e6 + 1;
            (uint128 balance, uint128 thawing,) = escrow.balanceOf(customer.addr);
            if (seed % 4 == 0 && balance - thawing >= amount) _thaw(amount);
            if (seed % 4 == 0 && balance - thawing >= amount) askedByNow += amount;
            if (seed % 4 == 1 && balance >= amount && cumulative + amount <= 1000e6) _redeemTab(cumulative += amount);
            if (seed % 4 == 2) _deposit(customer.addr, amount);
            askedAt[step] = askedByNow;
            skip(WITHDRAWAL_DELAY / 8);
            uint256 ripe = step >= 7 ? askedAt[step - 7] : 0;
            (,, uint128 withdrawable) = escrow.balanceOf(customer.addr);
            assertLe(withdrawable + usdc.balanceOf(customer.addr), ripe, "left before its time");
            if (seed % 8 == 3 && withdrawable > 0) _withdraw(withdrawable);
        }
    }

    /*                                            EARNINGS AND FEES                                            */

    function test_withdrawEarnings_goesToThePayoutAddressOnAnyonesCall() public {
        _marketReady();
        _redeemTab(100e6);
        vm.expectEmit(address(escrow));
        emit IDeposits.EarningsWithdrawn(operator.addr, payout, 98e6);
        vm.prank(stranger);
        escrow.withdrawEarnings(operator.addr);
        assertEq(usdc.balanceOf(payout), 98e6);
        assertEq(escrow.earnedBy(operator.addr), 0);
    }

    function test_withdrawEarnings_goesToTheWalletOfAnOperatorWithoutPayout() public {
        _customerReady();
        _redeemTab(100e6);
        escrow.withdrawEarnings(operator.addr);
        assertEq(usdc.balanceOf(operator.addr), 98e6);
    }

    function test_withdrawEarnings_refusesWhenNothingWasEarned() public {
        vm.expectRevert(abi.encodeWithSelector(IDeposits.NothingToWithdraw.selector, operator.addr));
        escrow.withdrawEarnings(operator.addr);
    }

    function test_keepEarnings_movesThemIntoTheBalance() public {
        _customerReady();
        _redeemTab(100e6);
        vm.expectEmit(address(escrow));
        emit IDeposits.EarningsKept(operator.addr, 90e6);
        vm.prank(operator.addr);
        escrow.keepEarnings(90e6);
        assertEq(escrow.earnedBy(operator.addr), 8e6);
        assertEq(_balance(operator.addr), 90e6);
    }

    function test_keepEarnings_refusesMoreThanWasEarned() public {
        _customerReady();
        _redeemTab(100e6);
        vm.expectRevert(abi.encodeWithSelector(IDeposits.BalanceTooLow.selector, operator.addr, 99e6, 98e6));
        vm.prank(operator.addr);
        escrow.keepEarnings(99e6);
    }

    function test_keepEarnings_refusesZero() public {
        vm.expectRevert(IDeposits.AmountZero.selector);
        escrow.keepEarnings(0);
    }

    function test_sweepFees_goesToTheTreasuryOnAnyonesCall() public {
        _customerReady();
        _redeemTab(100e6);
        vm.expectEmit(address(escrow));
        emit IDeposits.FeesSwept(address(treasury), 2e6);
        vm.prank(stranger);
        escrow.sweepFees();
        assertEq(usdc.balanceOf(address(treasury)), 2e6);
        assertEq(escrow.fees(), 0);
    }

    function test_sweepFees_refusesWhenThereAreNone() public {
        vm.expectRevert(abi.encodeWithSelector(IDeposits.NothingToWithdraw.selector, address(treasury)));
        escrow.sweepFees();
    }

    /*                                                 HELPERS                                                 */

    function _thaw(uint128 amount) private {
        vm.prank(customer.addr);
        escrow.thaw(amount);
    }

    function _withdraw(uint128 most) private returns (uint128) {
        vm.prank(customer.addr);
        return escrow.withdraw(most);
    }

    function _assertBalance(uint128 balance, uint128 thawing, uint128 withdrawable) private view {
        (uint128 gotBalance, uint128 gotThawing, uint128 gotWithdrawable) = escrow.balanceOf(customer.addr);
        assertEq(gotBalance, balance, "balance");
        assertEq(gotThawing, thawing, "thawing");
        assertEq(gotWithdrawable, withdrawable, "withdrawable");
    }

    function _permit(uint256 amount) private returns (uint8, bytes32, bytes32) {
        _fund(customer.addr, amount);
        bytes32 typehash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(
            abi.encode(typehash, customer.addr, address(escrow), amount, usdc.nonces(customer.addr), block.timestamp)
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", usdc.DOMAIN_SEPARATOR(), structHash));
        return vm.sign(customer.secret, digest);
    }
}
