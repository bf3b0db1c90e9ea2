// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ILeases } from "../../src/interfaces/ILeases.sol";
import { ISessions } from "../../src/interfaces/ISessions.sol";
import { KeySignature } from "../../src/libraries/KeySignature.sol";
import { Session } from "../../src/libraries/Signed.sol";
import { Key } from "../base/Actors.sol";
import { Market } from "../base/Market.sol";

contract VoucherTest is Market {
    bytes32 private lease;

    function setUp() public override {
        super.setUp();
        _marketReady();
        lease = _open();
    }

    function test_redeem_paysTheDifferenceLessTheFee() public {
        _redeem(lease, 1e6);
        vm.expectEmit(address(leases));
        emit ILeases.LeasePaid(lease, operator.addr, 2e6, 40_000, 3e6, "voucher");
        vm.prank(stranger);
        assertEq(_redeem(lease, 3e6), 2e6);
        assertEq(leases.leaseOf(lease).paid, 3e6);
        assertEq(escrow.earnedBy(operator.addr), 2_940_000);
        assertEq(escrow.fees(), 60_000);
        assertEq(escrow.held(), 7e6);
    }

    function test_redeem_chargesTheSessionNothingMore() public {
        _redeem(lease, 3e6);
        assertEq(escrow.sessionOf(customer.addr, key.addr).spent, 10e6);
    }

    function test_redeem_paysNoMoreThanTheDeposit() public {
        assertEq(_redeem(lease, type(uint128).max), 10e6);
    }

    function testFuzz_redeem_paysTheHighestOnce(uint128[6] memory cumulatives) public {
        uint128 highest;
        for (uint256 i; i < 6; ++i) {
            uint128 cumulative = uint128(bound(cumulatives[i], 1, 12e6));
            uint128 payableNow = cumulative < 10e6 ? cumulative : 10e6;
            if (payableNow <= highest) continue;
            assertEq(_redeem(lease, cumulative), payableNow - highest);
            highest = payableNow;
        }
        assertEq(leases.leaseOf(lease).paid, highest);
        assertEq(escrow.held() + highest, 10e6);
    }

    function test_redeem_refusesTheSameVoucherTwice() public {
        _redeem(lease, 1e6);
        bytes memory signature = _signVoucher(key, lease, 1e6);
        vm.expectRevert(abi.encodeWithSelector(ILeases.NothingDue.selector, lease, 1e6, 1e6));
        leases.redeem(lease, 1e6, key.addr, signature);
    }

    function test_redeem_refusesAVoucherForAnotherLease() public {
        bytes32 other = _open(_order(1), _offer(_order(1)));
        bytes memory signature = _signVoucher(key, other, 1e6);
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        leases.redeem(lease, 1e6, key.addr, signature);
    }

    function test_redeem_refusesAStrangersKeyThoughItHasASession() public {
        Key memory thiefWallet = _key("thief");
        Key memory thiefKey = _key("thief key");
        customer = thiefWallet;
        key = thiefKey;
        _authorise(_session());
        bytes memory signature = _signVoucher(thiefKey, lease, 1e6);
        vm.expectPartialRevert(ISessions.SessionUnknown.selector);
        leases.redeem(lease, 1e6, thiefKey.addr, signature);
    }

    function test_redeem_takesAnyKeyOfTheCustomer() public {
        key = _key("second key");
        _authorise(_session());
        assertEq(_redeem(lease, 1e6), 1e6);
    }

    function test_redeem_refusesAKeyForTabsOnly() public {
        key = _key("tab key");
        Session memory session = _session();
        session.scope = TABS;
        _authorise(session);
        bytes memory signature = _signVoucher(key, lease, 1e6);
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionScope.selector, customer.addr, key.addr, LEASES));
        leases.redeem(lease, 1e6, key.addr, signature);
    }

    function test_redeem_worksAfterTheEndUntilItIsFinalised() public {
        skip(10 hours + FINALISE_GRACE);
        assertEq(_redeem(lease, 1e6), 1e6);
        leases.finalise(lease);
        bytes memory signature = _signVoucher(key, lease, 2e6);
        vm.expectRevert(abi.encodeWithSelector(ILeases.LeaseNotIn.selector, lease, ILeases.LeaseStatus.Finalised));
        leases.redeem(lease, 2e6, key.addr, signature);
    }

    function test_redeem_refusesAnUnknownLease() public {
        bytes memory signature = _signVoucher(key, bytes32(uint256(1)), 1e6);
        vm.expectRevert(
            abi.encodeWithSelector(ILeases.LeaseNotIn.selector, bytes32(uint256(1)), ILeases.LeaseStatus.None)
        );
        leases.redeem(bytes32(uint256(1)), 1e6, key.addr, signature);
    }

    function test_redeem_worksWithinTheRevocationDelayOnly() public {
        vm.prank(customer.addr);
        escrow.revoke(key.addr);
        skip(REVOCATION_DELAY - 1);
        assertEq(_redeem(lease, 1e6), 1e6);
        skip(1);
        bytes memory signature = _signVoucher(key, lease, 2e6);
        vm.expectPartialRevert(ISessions.SessionEnded.selector);
        leases.redeem(lease, 2e6, key.addr, signature);
    }
}
