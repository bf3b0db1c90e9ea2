// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Batch } from "../../src/base/Batch.sol";
import { IDeposits } from "../../src/interfaces/IDeposits.sol";
import { ISessions } from "../../src/interfaces/ISessions.sol";
import { ITabs } from "../../src/interfaces/ITabs.sol";
import { KeySignature } from "../../src/libraries/KeySignature.sol";
import { Session } from "../../src/libraries/Signed.sol";
import { Key } from "../base/Actors.sol";
import { Hashed } from "../base/Hashed.sol";
import { Market } from "../base/Market.sol";

contract TabsTest is Market {
    function setUp() public override {
        super.setUp();
        _customerReady();
    }

    /*                                                   PAY                                                   */

    function test_redeemTab_paysTheDifferenceLessTheFee() public {
        _redeemTab(10e6);
        vm.expectEmit(address(escrow));
        emit ITabs.TabRedeemed(customer.addr, operator.addr, key.addr, 200, 25e6, 25e6, 15e6, 300_000);
        vm.prank(stranger);
        assertEq(_redeemTab(25e6), 15e6);

        assertEq(escrow.tabRedeemed(customer.addr, operator.addr, agreedBps), 25e6);
        assertEq(escrow.earnedBy(operator.addr), 24_500_000);
        assertEq(escrow.fees(), 500_000);
        assertEq(_balance(customer.addr), 975e6);
        assertEq(escrow.sessionOf(customer.addr, key.addr).spent, 25e6);
    }

    function test_redeemTab_coversAnyNumberOfJobsWithTheLatestSignature() public {
        for (uint128 job = 1; job <= 100; ++job) {
            _signTab(key, job * 1000);
        }
        assertEq(_redeemTab(100_000), 100_000);
    }

    function test_redeemTab_keepsOperatorsApart() public {
        _redeemTab(10e6);
        Key memory other = _key("other operator");
        operator = other;
        assertEq(_redeemTab(10e6), 10e6);
        assertEq(escrow.earnedBy(other.addr), 9_800_000);
    }

    function test_redeemTab_addsUpOverSessions() public {
        _redeemTab(10e6);
        key = _key("next key");
        _authorise(_session());
        assertEq(_redeemTab(12e6), 2e6);
        assertEq(escrow.sessionOf(customer.addr, key.addr).spent, 2e6);
    }

    function testFuzz_redeemTab_neverPaysMoreThanIsSigned(uint128[8] memory amounts) public {
        uint128 highest;
        for (uint256 i; i < 8; ++i) {
            uint128 cumulative = uint128(bound(amounts[i], 1, 1000e6));
            if (cumulative <= highest) continue;
            assertEq(_redeemTab(cumulative), cumulative - highest);
            highest = cumulative;
        }
        assertEq(escrow.earnedBy(operator.addr) + escrow.fees(), highest);
        assertEq(_balance(customer.addr), 1000e6 - highest);
    }

    /// @dev Many small payments give the treasury no more than one large one.
    function testFuzz_redeemTab_feeRoundsDown(uint128 amount) public {
        amount = uint128(bound(amount, 1, 1000e6));
        _redeemTab(amount);
        assertEq(escrow.fees(), amount * 2 / 100);
        assertLe(escrow.fees() * 50, amount);
    }

    /*                                             SHORT OF MONEY                                              */

    function test_redeemTab_paysWhatIsThereAndTheRestLater() public {
        vm.prank(customer.addr);
        escrow.thaw(990e6);
        skip(WITHDRAWAL_DELAY);
        vm.prank(customer.addr);
        escrow.withdraw(990e6);

        assertEq(_redeemTab(25e6), 10e6);
        assertEq(escrow.tabRedeemed(customer.addr, operator.addr, agreedBps), 10e6);
        _deposit(customer.addr, 100e6);
        assertEq(_redeemTab(25e6), 15e6);
    }

    function test_redeemTab_takesThawingMoneyToo() public {
        vm.startPrank(customer.addr);
        escrow.thaw(400e6);
        skip(1);
        escrow.thaw(600e6);
        vm.stopPrank();
        assertEq(_redeemTab(700e6), 700e6);
        (uint128 balance, uint128 thawing,) = escrow.balanceOf(customer.addr);
        assertEq(balance, 300e6);
        assertEq(thawing, 300e6);
    }

    function test_redeemTab_leavesThawsAloneWhileFreeMoneyLasts() public {
        vm.prank(customer.addr);
        escrow.thaw(400e6);
        _redeemTab(600e6);
        (, uint128 thawing,) = escrow.balanceOf(customer.addr);
        assertEq(thawing, 400e6);
    }

    function test_redeemTab_stopsAtTheCap() public {
        key = _key("small key");
        Session memory session = _session();
        session.cap = 7e6;
        _authorise(session);
        assertEq(_redeemTab(10e6), 7e6);
        bytes memory signature = _signTab(key, 10e6);
        vm.expectRevert(abi.encodeWithSelector(ITabs.TabUnfunded.selector, customer.addr, operator.addr, 993e6, 0));
        escrow.redeemTab(_tab(10e6), key.addr, signature);
    }

    function test_redeemTab_refusesAnEmptyBalance() public {
        _redeemTab(1000e6);
        key = _key("next key");
        _authorise(_session());
        bytes memory signature = _signTab(key, 1001e6);
        vm.expectRevert(abi.encodeWithSelector(ITabs.TabUnfunded.selector, customer.addr, operator.addr, 0, 1000e6));
        escrow.redeemTab(_tab(1001e6), key.addr, signature);
    }

    /*                                                REFUSALS                                                 */

    function test_redeemTab_refusesTheSameAmountAgain() public {
        _redeemTab(10e6);
        bytes memory signature = _signTab(key, 10e6);
        vm.expectRevert(abi.encodeWithSelector(ITabs.TabStale.selector, customer.addr, operator.addr, 10e6, 10e6));
        escrow.redeemTab(_tab(10e6), key.addr, signature);
    }

    function test_redeemTab_refusesLess() public {
        _redeemTab(10e6);
        bytes memory signature = _signTab(key, 9e6);
        vm.expectRevert(abi.encodeWithSelector(ITabs.TabStale.selector, customer.addr, operator.addr, 9e6, 10e6));
        escrow.redeemTab(_tab(9e6), key.addr, signature);
    }

    function test_redeemTab_refusesAnotherKeysSignature() public {
        bytes memory signature = _signTab(_key("thief"), 1e6);
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        escrow.redeemTab(_tab(1e6), key.addr, signature);
    }

    function test_redeemTab_refusesAKeyWithoutSession() public {
        Key memory thief = _key("thief");
        bytes memory signature = _signTab(thief, 1e6);
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionUnknown.selector, customer.addr, thief.addr));
        escrow.redeemTab(_tab(1e6), thief.addr, signature);
    }

    function test_redeemTab_refusesAnotherAmountThanSigned() public {
        bytes memory signature = _signTab(key, 1e6);
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        escrow.redeemTab(_tab(2e6), key.addr, signature);
    }

    function test_redeemTab_refusesAnotherOperatorThanSigned() public {
        bytes memory signature = _signTab(key, 1e6);
        operator.addr = stranger;
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        escrow.redeemTab(_tab(1e6), key.addr, signature);
    }

    function test_redeemTab_refusesAnotherFeeThanSigned() public {
        _changeFee(100);
        bytes memory signature = _signTab(key, 1e6);
        agreedBps = 100;
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        escrow.redeemTab(_tab(1e6), key.addr, signature);
    }

    function test_redeemTab_refusesAnotherCustomersMoney() public {
        _deposit(stranger, 10e6);
        bytes memory signature = _signTab(key, 1e6);
        customer.addr = stranger;
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        escrow.redeemTab(_tab(1e6), key.addr, signature);
    }

    function test_redeemTab_refusesASessionForLeasesOnly() public {
        key = _key("lease key");
        Session memory session = _session();
        session.scope = LEASES;
        _authorise(session);
        bytes memory signature = _signTab(key, 1e6);
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionScope.selector, customer.addr, key.addr, TABS));
        escrow.redeemTab(_tab(1e6), key.addr, signature);
    }

    function test_redeemTab_refusesAMalformedSignatureForTheZeroKey() public {
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, address(0)));
        escrow.redeemTab(_tab(1e6), address(0), hex"1234");
    }

    function testFuzz_redeemTab_refusesABentSignature(uint256 at, uint8 bend) public {
        bytes memory signature = _signTab(key, 1e6);
        at = bound(at, 0, 64);
        bend = uint8(bound(bend, 1, 255));
        signature[at] = bytes1(uint8(signature[at]) ^ bend);
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        escrow.redeemTab(_tab(1e6), key.addr, signature);
    }

    /*                                                  FEE                                                    */

    function test_adoptFee_takesOverWhatWasVoted() public {
        vm.prank(address(timelock));
        params.set("feeBps", 300);
        _redeemTab(10e6);
        assertEq(escrow.fees(), 200_000, "not before it is adopted");
        vm.expectEmit(address(escrow));
        emit IDeposits.FeeAdopted(300);
        vm.prank(stranger);
        escrow.adoptFee();
        assertEq(escrow.feeBps(), 300);
        assertEq(escrow.feeReplacedAt(200), block.timestamp);
        assertEq(escrow.feeReplacedAt(300), 0);
    }

    function test_redeemTab_paysTheFeeThatItWasAgreedAt() public {
        _redeemTab(10e6);
        _changeFee(300);
        assertEq(_redeemTab(20e6), 10e6, "what runs keeps its tab");
        assertEq(escrow.fees(), 400_000);

        agreedBps = 300;
        assertEq(_redeemTab(10e6), 10e6, "what is agreed now has a tab of its own");
        assertEq(escrow.fees(), 700_000);
        assertEq(escrow.tabRedeemed(customer.addr, operator.addr, 200), 20e6);
        assertEq(escrow.tabRedeemed(customer.addr, operator.addr, 300), 10e6);
    }

    function test_redeemTab_keepsALowerFeeForSixtyDays() public {
        _changeFee(300);
        vm.warp(block.timestamp + 60 days - 1);
        _authoriseAgain();
        _redeemTab(10e6);
        assertEq(escrow.fees(), 200_000);
        skip(1);
        _redeemTab(20e6);
        assertEq(escrow.fees(), 500_000, "nobody evades a rise for ever");
    }

    function test_redeemTab_keepsAHigherFeeForEver() public {
        _changeFee(100);
        skip(61 days);
        _authoriseAgain();
        _redeemTab(10e6);
        assertEq(escrow.fees(), 200_000);
    }

    function test_redeemTab_goesOnWithATabWhoseFeeIsBack() public {
        _redeemTab(10e6);
        _changeFee(300);
        _changeFee(200);
        skip(61 days);
        _authoriseAgain();
        assertEq(_redeemTab(20e6), 10e6);
        assertEq(escrow.fees(), 400_000);
    }

    function test_adoptFee_givesAnOldFeeNoMoreTime() public {
        _changeFee(300);
        skip(60 days);
        escrow.adoptFee();
        _authoriseAgain();
        _redeemTab(10e6);
        assertEq(escrow.fees(), 300_000);
    }

    function test_redeemTab_refusesAFeeThatWasNeverInForce() public {
        for (uint16 bps; bps < 200; bps += 199) {
            agreedBps = bps;
            bytes memory signature = _signTab(key, 1e6);
            vm.expectRevert(abi.encodeWithSelector(ITabs.TabFeeUnknown.selector, bps, 200));
            escrow.redeemTab(_tab(1e6), key.addr, signature);
        }
    }

    /// @dev However payments fall between two fees, each tab pays its own, and rounding never favours the treasury.
    function testFuzz_redeemTab_feesOfTabsAddUp(uint16 voted, uint32[8] memory amounts) public {
        voted = uint16(bound(voted, 100, 300));
        _changeFee(voted);
        uint16[2] memory bps = [200, voted];
        uint128[2] memory owed;
        uint256 expected;
        for (uint256 i; i < 8; ++i) {
            uint128 amount = uint128(bound(amounts[i], 1, 100e6));
            uint256 at = bps[0] == bps[1] ? 0 : i % 2;
            agreedBps = bps[at];
            assertEq(_redeemTab(owed[at] += amount), amount);
            expected += amount * bps[at] / 10_000;
        }
        assertEq(escrow.fees(), expected);
        assertLe(escrow.fees(), (uint256(owed[0]) * bps[0] + uint256(owed[1]) * bps[1]) / 10_000);
        assertEq(escrow.earnedBy(operator.addr) + escrow.fees(), owed[0] + owed[1]);
    }

    /*                                                  BATCH                                                  */

    function test_batch_reportsRefusalsAndKeepsTheRest() public {
        bytes[] memory calls = new bytes[](3);
        calls[0] = _redeemCall(1e6);
        calls[1] = _redeemCall(1e6);
        calls[2] = _redeemCall(2e6);
        vm.expectEmit(address(escrow));
        emit Batch.CallRefused(
            1, abi.encodeWithSelector(ITabs.TabStale.selector, customer.addr, operator.addr, 1e6, 1e6)
        );
        bytes[] memory results = escrow.batch(calls);
        assertEq(abi.decode(results[0], (uint128)), 1e6);
        assertEq(results[1].length, 0);
        assertEq(abi.decode(results[2], (uint128)), 1e6);
    }

    function test_batch_keepsTheSender() public {
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(escrow.thaw, (1e6));
        calls[1] = abi.encodeCall(escrow.revoke, (key.addr));
        vm.prank(customer.addr);
        escrow.batch(calls);
        (, uint128 thawing,) = escrow.balanceOf(customer.addr);
        assertEq(thawing, 1e6);
        assertEq(escrow.sessionOf(customer.addr, key.addr).validUntil, block.timestamp);
    }

    function test_batch_ofNothingDoesNothing() public {
        assertEq(escrow.batch(new bytes[](0)).length, 0);
    }

    function test_batch_survivesGarbage() public {
        bytes[] memory calls = new bytes[](2);
        calls[0] = hex"deadbeef";
        calls[1] = _redeemCall(1e6);
        bytes[] memory results = escrow.batch(calls);
        assertEq(abi.decode(results[1], (uint128)), 1e6);
    }

    function _authoriseAgain() private {
        key = _key("next key");
        _authorise(_session());
    }

    function _redeemCall(uint128 cumulative) private view returns (bytes memory) {
        bytes memory signature = _signTab(key, cumulative);
        return abi.encodeCall(escrow.redeemTab, (_tab(cumulative), key.addr, signature));
    }
}
