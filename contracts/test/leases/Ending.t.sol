// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IDevices } from "../../src/interfaces/IDevices.sol";
import { ILeases } from "../../src/interfaces/ILeases.sol";
import { ISessions } from "../../src/interfaces/ISessions.sol";
import { KeySignature } from "../../src/libraries/KeySignature.sol";
import { Close, Enrolment, Offer, Order } from "../../src/libraries/Signed.sol";
import { Key } from "../base/Actors.sol";
import { Attesting } from "../base/Attesting.sol";
import { Hashed } from "../base/Hashed.sol";

contract EndingTest is Attesting {
    bytes32 private lease;
    Offer private offer;

    function setUp() public override {
        super.setUp();
        _marketReady();
        Order memory order = _order(0);
        offer = _offer(order);
        lease = _open(order, offer);
    }

    /*                                                  CLOSE                                                  */

    function test_close_byTheCustomerEndsItNow() public {
        skip(1 hours);
        vm.expectEmit(address(leases));
        emit ILeases.LeaseClosed(lease, customer.addr, uint40(block.timestamp), "CANCELLED_BY_CUSTOMER");
        vm.prank(customer.addr);
        leases.close(lease, "CANCELLED_BY_CUSTOMER");
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Ended));
        assertEq(leases.leaseOf(lease).endsAt, block.timestamp);
    }

    function test_close_byTheOperatorEndsItNow() public {
        vm.prank(operator.addr);
        leases.close(lease, "NODE_DRAINING");
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Ended));
    }

    function test_close_refusesAStranger() public {
        vm.expectRevert(abi.encodeWithSelector(ILeases.NotParty.selector, lease, stranger));
        vm.prank(stranger);
        leases.close(lease, "x");
    }

    function test_close_refusesAClosedLease() public {
        vm.startPrank(customer.addr);
        leases.close(lease, "x");
        vm.expectRevert(abi.encodeWithSelector(ILeases.LeaseNotIn.selector, lease, ILeases.LeaseStatus.Ended));
        leases.close(lease, "x");
    }

    function test_lease_endsByItselfAtItsTime() public {
        skip(10 hours - 1);
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Running));
        skip(1);
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Ended));
    }

    /*                                                FINALISE                                                 */

    function test_finalise_refundsWhatWasNotPaidOnAnyonesCall() public {
        _redeem(lease, 3e6);
        vm.prank(customer.addr);
        leases.close(lease, "x");
        skip(FINALISE_GRACE);
        vm.expectEmit(address(leases));
        emit ILeases.LeaseFinalised(lease, 7e6, 0);
        vm.prank(stranger);
        leases.finalise(lease);
        assertEq(_balance(customer.addr), 997e6);
        assertEq(escrow.held(), 0);
        assertEq(escrow.sessionOf(customer.addr, key.addr).spent, 3e6);
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Finalised));
        assertEq(leases.leaseOf(lease).paid, 3e6);
    }

    function test_finalise_refusesASecondTooEarly() public {
        vm.prank(customer.addr);
        leases.close(lease, "x");
        uint256 until = block.timestamp + FINALISE_GRACE;
        skip(FINALISE_GRACE - 1);
        vm.expectRevert(abi.encodeWithSelector(ILeases.GraceRunning.selector, lease, until));
        leases.finalise(lease);
    }

    function test_finalise_refusesARunningLease() public {
        uint256 until = block.timestamp + 10 hours + FINALISE_GRACE;
        vm.expectRevert(abi.encodeWithSelector(ILeases.GraceRunning.selector, lease, until));
        leases.finalise(lease);
    }

    function test_finalise_refusesASecondTime() public {
        skip(10 hours + FINALISE_GRACE);
        leases.finalise(lease);
        vm.expectRevert(abi.encodeWithSelector(ILeases.LeaseNotIn.selector, lease, ILeases.LeaseStatus.Finalised));
        leases.finalise(lease);
    }

    function test_finalise_freesANameForNobody() public {
        skip(10 hours + FINALISE_GRACE);
        leases.finalise(lease);
        assertTrue(leases.isOrderUsed(customer.addr, 0));
        (uint40 startedAt,) = leases.spanOf(lease);
        assertTrue(startedAt != 0);
    }

    function test_finalise_returnsTheCover() public {
        vm.prank(address(timelock));
        devices.setTier(device.id, 1, "test");
        _deposit(operator.addr, 50e6);
        Order memory order = _slaOrder(9, 1, 5 hours);
        bytes32 covered = _open(order, _offer(order));
        assertEq(_balance(operator.addr), 45e6);
        skip(5 hours + FINALISE_GRACE);
        leases.finalise(covered);
        assertEq(_balance(operator.addr), 50e6);
        assertEq(leases.leaseOf(covered).cover, 0);
    }

    function test_finalise_givesATopUpToTheCustomer() public {
        _deposit(stranger, 5e6);
        vm.prank(stranger);
        leases.topUp(lease, 5e6);
        skip(10 hours + FINALISE_GRACE);
        leases.finalise(lease);
        assertEq(_balance(customer.addr), 1005e6);
        assertEq(escrow.sessionOf(customer.addr, key.addr).spent, 0);
    }

    /*                                                   END                                                   */

    function test_end_byBothPaysClosesAndRefundsAtOnce() public {
        skip(1 hours);
        Close memory closing = Close(lease, 1e6, "EXIT_ZERO");
        vm.prank(stranger);
        leases.end(offer, closing, key.addr, _byKey(closing), _byDevice(closing));
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Finalised));
        assertEq(escrow.earnedBy(operator.addr), 980_000);
        assertEq(_balance(customer.addr), 999e6);
        assertEq(escrow.held(), 0);
    }

    function test_end_byBothTakesTheOperatorsWalletForTheDevice() public {
        Close memory closing = Close(lease, 1e6, "x");
        bytes memory signature = _sign(operator, _closeDigest(closing));
        leases.end(offer, closing, key.addr, _byKey(closing), signature);
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Finalised));
    }

    function test_end_byTheCustomerPaysAndWaits() public {
        Close memory closing = Close(lease, 2e6, "CANCELLED_BY_CUSTOMER");
        vm.expectEmit(address(leases));
        emit ILeases.LeasePaid(lease, operator.addr, 2e6, 40_000, 2e6, "close");
        vm.expectEmit(address(leases));
        emit ILeases.LeaseClosed(lease, customer.addr, uint40(block.timestamp), "CANCELLED_BY_CUSTOMER");
        leases.end(offer, closing, key.addr, _byKey(closing), "");
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Ended));
        assertEq(escrow.held(), 8e6);
    }

    function test_end_byTheDeviceEndsWithoutPaying() public {
        Close memory closing = Close(lease, 9e6, "NODE_DRAINING");
        vm.expectEmit(address(leases));
        emit ILeases.LeaseClosed(lease, operator.addr, uint40(block.timestamp), "NODE_DRAINING");
        leases.end(offer, closing, address(0), "", _byDevice(closing));
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Ended));
        assertEq(leases.leaseOf(lease).paid, 0);
    }

    function test_end_byBothFinalisesALeaseThatIsOver() public {
        skip(10 hours);
        Close memory closing = Close(lease, 10e6, "x");
        leases.end(offer, closing, key.addr, _byKey(closing), _byDevice(closing));
        assertEq(leases.leaseOf(lease).endsAt, block.timestamp);
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Finalised));
    }

    function test_end_acknowledgesNothingBeyondTheDeposit() public {
        Close memory closing = Close(lease, 99e6, "x");
        leases.end(offer, closing, key.addr, _byKey(closing), _byDevice(closing));
        assertEq(escrow.earnedBy(operator.addr) + escrow.fees(), 10e6);
        assertEq(_balance(customer.addr), 990e6);
    }

    function test_end_takesNothingBack() public {
        _redeem(lease, 5e6);
        Close memory closing = Close(lease, 1e6, "x");
        leases.end(offer, closing, key.addr, _byKey(closing), _byDevice(closing));
        assertEq(leases.leaseOf(lease).paid, 5e6);
        assertEq(_balance(customer.addr), 995e6);
    }

    function test_end_refusesNoSignatureAtAll() public {
        vm.expectRevert(abi.encodeWithSelector(ILeases.SignatureMissing.selector, lease));
        leases.end(offer, Close(lease, 0, "x"), key.addr, "", "");
    }

    function test_end_refusesAStrangersKey() public {
        Close memory closing = Close(lease, 1e6, "x");
        bytes memory signature = _sign(_key("thief"), _closeDigest(closing));
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        leases.end(offer, closing, key.addr, signature, "");
    }

    function test_end_refusesAKeyOfAnotherCustomer() public {
        Key memory thiefKey = _key("thief key");
        Close memory closing = Close(lease, 0, "x");
        bytes memory signature = _sign(thiefKey, _closeDigest(closing));
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionUnknown.selector, customer.addr, thiefKey.addr));
        leases.end(offer, closing, thiefKey.addr, signature, "");
    }

    function test_end_refusesAnotherDevicesOffer() public {
        Offer memory other = offer;
        other.device = keccak256("other");
        Close memory closing = Close(lease, 0, "x");
        bytes memory signature = _byDevice(closing);
        vm.expectRevert(abi.encodeWithSelector(ILeases.OfferMismatch.selector, lease, Hashed.hash(other)));
        leases.end(other, closing, address(0), "", signature);
    }

    function test_end_refusesASignatureOverAnotherReason() public {
        Close memory closing = Close(lease, 0, "x");
        bytes memory signature = _byDevice(closing);
        closing.reason = "y";
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceSignatureInvalid.selector, device.id));
        leases.end(offer, closing, address(0), "", signature);
    }

    function test_end_letsARetiredDeviceEndItsLease() public {
        vm.prank(operator.addr);
        devices.retire(device.id, "sold");
        Close memory closing = Close(lease, 0, "x");
        leases.end(offer, closing, address(0), "", _byDevice(closing));
        assertEq(uint8(leases.leaseOf(lease).status), uint8(ILeases.LeaseStatus.Ended));
    }

    function test_end_refusesADeviceThatWorksForSomeoneElseNow() public {
        vm.prank(operator.addr);
        devices.retire(device.id, "sold");
        Key memory buyer = _key("buyer");
        operator = buyer;
        Enrolment memory enrolment = _enrolment();
        _enrol(enrolment);
        Close memory closing = Close(lease, 0, "x");
        bytes memory signature = _byDevice(closing);
        vm.expectRevert(abi.encodeWithSelector(ILeases.NotParty.selector, lease, buyer.addr));
        leases.end(offer, closing, address(0), "", signature);
    }

    function test_end_refusesAFinalisedLease() public {
        skip(10 hours + FINALISE_GRACE);
        leases.finalise(lease);
        Close memory closing = Close(lease, 0, "x");
        bytes memory signature = _byDevice(closing);
        vm.expectRevert(abi.encodeWithSelector(ILeases.LeaseNotIn.selector, lease, ILeases.LeaseStatus.Finalised));
        leases.end(offer, closing, address(0), "", signature);
    }

    /// @dev However a lease is paid and ended, what went in comes out: to the operator, the treasury and the customer.
    function testFuzz_end_conservesMoney(uint128 voucher, uint128 acknowledged, uint256 topUp, bool together) public {
        topUp = bound(topUp, 1, 500e6);
        vm.prank(customer.addr);
        leases.topUp(lease, uint128(topUp));
        voucher = uint128(bound(voucher, 1, 700e6));
        _redeem(lease, voucher);
        Close memory closing = Close(lease, uint128(bound(acknowledged, 0, 700e6)), "x");
        leases.end(offer, closing, key.addr, _byKey(closing), together ? _byDevice(closing) : bytes(""));
        skip(FINALISE_GRACE);
        if (!together) leases.finalise(lease);
        assertEq(_balance(customer.addr) + escrow.earnedBy(operator.addr) + escrow.fees(), 1000e6);
        assertEq(escrow.held(), 0);
    }

    function _closeDigest(Close memory closing) private view returns (bytes32) {
        return _digest(address(leases), Hashed.hash(closing));
    }

    function _byKey(Close memory closing) private view returns (bytes memory) {
        return _sign(key, _closeDigest(closing));
    }

    function _byDevice(Close memory closing) private view returns (bytes memory) {
        return _sign(device, _closeDigest(closing));
    }
}
