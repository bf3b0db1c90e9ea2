// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IDeposits } from "../../src/interfaces/IDeposits.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import { ILeases } from "../../src/interfaces/ILeases.sol";
import { ISessions } from "../../src/interfaces/ISessions.sol";
import { KeySignature } from "../../src/libraries/KeySignature.sol";
import { Offer, Order } from "../../src/libraries/Signed.sol";
import { Attesting } from "../base/Attesting.sol";
import { Hashed } from "../base/Hashed.sol";

contract OpeningTest is Attesting {
    function setUp() public override {
        super.setUp();
        _marketReady();
    }

    /*                                                  OPEN                                                   */

    function test_leaseOf_knowsNothingOfALeaseThatNeverOpened() public view {
        ILeases.Lease memory lease = leases.leaseOf(keccak256("never"));
        assertEq(uint8(lease.status), uint8(ILeases.LeaseStatus.None));
        assertEq(lease.customer, address(0));
        assertEq(lease.endsAt, 0);
    }

    function test_open_startsALeaseFromTwoSignatures() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        bytes32 lease = Hashed.hash(offer);
        vm.expectEmit(address(leases));
        emit ILeases.LeaseOpened({
            lease: lease,
            customer: customer.addr,
            operator: operator.addr,
            device: device.id,
            key: key.addr,
            order: Hashed.hash(order),
            specHash: order.specHash,
            ratePerHour: 1e6,
            deposit: 10e6,
            cover: 0,
            startedAt: uint40(block.timestamp),
            endsAt: uint40(block.timestamp + 10 hours),
            tier: 0,
            feeBps: 200
        });
        assertEq(_open(order, offer), lease);

        ILeases.Lease memory opened = leases.leaseOf(lease);
        assertEq(uint8(opened.status), uint8(ILeases.LeaseStatus.Running));
        assertEq(opened.customer, customer.addr);
        assertEq(opened.operator, operator.addr);
        assertEq(opened.ratePerHour, 1e6);
        assertEq(opened.deposit, 10e6);
        assertEq(opened.paid, 0);
        assertEq(opened.feeBps, 200);
        assertEq(escrow.held(), 10e6);
        assertEq(_balance(customer.addr), 990e6);
    }

    function test_open_takesTheDevicesOwnSignature() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        bytes memory offered = _sign(device, _digest(address(leases), Hashed.hash(offer)));
        bytes32 lease = leases.open(order, key.addr, _signOrder(key, order), offer, offered);
        assertEq(leases.leaseOf(lease).operator, operator.addr);
    }

    function test_open_namesTheLeaseByTheOffer() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        assertEq(leases.leaseId(offer), Hashed.hash(offer));
        assertEq(leases.orderHash(order), Hashed.hash(order));
        assertEq(_open(order, offer), leases.leaseId(offer));
    }

    function test_open_holdsNoMoreThanTheOrdersCeiling() public {
        Order memory order = _order(0);
        order.maxTotal = 3e6;
        bytes32 lease = _open(order, _offer(order));
        assertEq(leases.leaseOf(lease).deposit, 3e6);
    }

    function testFuzz_open_holdsWhatTheTimeCosts(uint96 rate, uint32 maxSeconds, uint128 maxTotal) public {
        Order memory order = _order(0);
        order.maxRatePerHour = uint96(bound(rate, 0, 100e6));
        order.maxSeconds = uint32(bound(maxSeconds, 1, 30 days));
        order.maxTotal = uint128(bound(maxTotal, 0, 1000e6));
        uint256 cost = uint256(order.maxRatePerHour) * order.maxSeconds / 3600;
        uint256 expected = cost < order.maxTotal ? cost : order.maxTotal;
        bytes32 lease = _open(order, _offer(order));
        assertEq(leases.leaseOf(lease).deposit, expected);
        assertEq(escrow.held(), expected);
    }

    function test_open_takesTheOffersRateNotTheCeiling() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        offer.ratePerHour = 400_000;
        assertEq(leases.leaseOf(_open(order, offer)).deposit, 4e6);
    }

    function test_open_chargesTheSession() public {
        _open();
        assertEq(escrow.sessionOf(customer.addr, key.addr).spent, 10e6);
    }

    function test_open_fixesTheFee() public {
        bytes32 before = _open();
        _changeFee(300);
        Order memory order = _order(1);
        bytes32 later = _open(order, _offer(order));
        assertEq(leases.leaseOf(before).feeBps, 200);
        assertEq(leases.leaseOf(later).feeBps, 300);
        _redeem(before, 1e6);
        assertEq(escrow.fees(), 20_000);
        _redeem(later, 1e6);
        assertEq(escrow.fees(), 50_000);
    }

    /*                                                 CEILINGS                                                */

    function test_open_refusesARateAboveTheCeiling() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        offer.ratePerHour = order.maxRatePerHour + 1;
        _expectOpenRefused(order, offer, abi.encodeWithSelector(ILeases.RateAboveCeiling.selector, 1e6 + 1, 1e6));
    }

    function test_open_refusesAnOrderAfterItsTime() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        offer.validUntil += 1 hours;
        vm.warp(order.startBy + 1);
        _expectOpenRefused(order, offer, abi.encodeWithSelector(ILeases.OrderExpired.selector, order.startBy));
    }

    function test_open_takesAnOrderInItsLastSecond() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        vm.warp(order.startBy);
        assertTrue(_open(order, offer) != 0);
    }

    function test_open_refusesAnOfferAfterItsTime() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        offer.validUntil = uint40(block.timestamp + 60);
        vm.warp(offer.validUntil + 1);
        _expectOpenRefused(order, offer, abi.encodeWithSelector(ILeases.OfferExpired.selector, offer.validUntil));
    }

    function test_open_takesAnOfferInItsLastSecond() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        offer.validUntil = uint40(block.timestamp);
        assertTrue(_open(order, offer) != 0);
    }

    function test_open_refusesAnOfferForAnotherOrder() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(_order(1));
        bytes memory error =
            abi.encodeWithSelector(ILeases.OfferForOtherOrder.selector, offer.order, Hashed.hash(order));
        _expectOpenRefused(order, offer, error);
    }

    function test_open_refusesMoreThanTheBalance() public {
        Order memory order = _order(0);
        order.maxRatePerHour = 95e6;
        order.maxTotal = 950e6;
        vm.prank(customer.addr);
        escrow.thaw(100e6);
        Offer memory offer = _offer(order);
        _expectOpenRefused(
            order, offer, abi.encodeWithSelector(IDeposits.BalanceTooLow.selector, customer.addr, 950e6, 900e6)
        );
    }

    function test_open_refusesMoreThanTheSessionsCap() public {
        _deposit(customer.addr, 5000e6);
        Order memory order = _order(0);
        order.maxRatePerHour = 200e6;
        order.maxTotal = 1001e6;
        Offer memory offer = _offer(order);
        _expectOpenRefused(
            order, offer, abi.encodeWithSelector(ISessions.SessionCap.selector, customer.addr, key.addr, 1001e6, 1000e6)
        );
    }

    /*                                                SIGNATURES                                               */

    function test_open_refusesAnOrderSignedByAStranger() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        bytes memory ordered = _signOrder(_key("thief"), order);
        bytes memory offered = _sign(operator, _digest(address(leases), Hashed.hash(offer)));
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        leases.open(order, key.addr, ordered, offer, offered);
    }

    function test_open_refusesAKeyThatTheCustomerNeverAuthorised() public {
        key = _key("thief");
        _expectOpenRefused(abi.encodeWithSelector(ISessions.SessionUnknown.selector, customer.addr, key.addr));
    }

    function test_open_refusesAnOfferSignedByAStranger() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        bytes memory ordered = _signOrder(key, order);
        bytes memory offered = _sign(_key("thief"), _digest(address(leases), Hashed.hash(offer)));
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceSignatureInvalid.selector, device.id));
        leases.open(order, key.addr, ordered, offer, offered);
    }

    function test_open_refusesTheHighHalfOfADeviceSignature() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        bytes memory ordered = _signOrder(key, order);
        bytes memory offered = _signHigh(device, _digest(address(leases), Hashed.hash(offer)));
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceSignatureInvalid.selector, device.id));
        leases.open(order, key.addr, ordered, offer, offered);
    }

    function test_open_refusesAnOrderSignedForAnotherContract() public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        bytes memory ordered = _sign(key, _digest(address(escrow), Hashed.hash(order)));
        bytes memory offered = _sign(operator, _digest(address(leases), Hashed.hash(offer)));
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        leases.open(order, key.addr, ordered, offer, offered);
    }

    /// @dev Whatever term is changed after signing, the order is refused.
    function testFuzz_open_everyTermOfTheOrderIsSigned(uint256 field, uint256 noise) public {
        Order memory order = _order(0);
        bytes memory ordered = _signOrder(key, order);
        uint256 delta = bound(noise, 1, 100);
        field = bound(field, 0, 6);
        if (field == 0) order.specHash = bytes32(delta);
        if (field == 1) order.maxRatePerHour += uint96(delta);
        if (field == 2) order.maxTotal += uint128(delta);
        if (field == 3) order.startBy += uint40(delta);
        if (field == 4) order.maxSeconds += uint32(delta);
        if (field == 5) order.minTier += uint8(delta);
        if (field == 6) order.salt += delta;
        Offer memory offer = _offer(order);
        bytes memory offered = _sign(operator, _digest(address(leases), Hashed.hash(offer)));
        vm.expectRevert(abi.encodeWithSelector(KeySignature.KeySignatureInvalid.selector, key.addr));
        leases.open(order, key.addr, ordered, offer, offered);
    }

    /// @dev Whatever term is changed after signing, the offer is refused.
    function testFuzz_open_everyTermOfTheOfferIsSigned(uint256 field, uint256 noise) public {
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        offer.ratePerHour = 500_000;
        bytes memory ordered = _signOrder(key, order);
        bytes memory offered = _sign(operator, _digest(address(leases), Hashed.hash(offer)));
        uint256 delta = bound(noise, 1, 100);
        field = bound(field, 0, 3);
        if (field == 0) offer.ratePerHour += uint96(delta);
        if (field == 1) offer.tier += uint8(delta);
        if (field == 2) offer.validUntil += uint40(delta);
        if (field == 3) offer.salt += delta;
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceSignatureInvalid.selector, device.id));
        leases.open(order, key.addr, ordered, offer, offered);
    }

    /*                                                  ONCE                                                   */

    function test_open_refusesTheSameOrderTwice() public {
        _open();
        Order memory order = _order(0);
        Offer memory second = _offer(order);
        second.salt = 1;
        _expectOpenRefused(order, second, abi.encodeWithSelector(ILeases.OrderUsed.selector, customer.addr, 0));
    }

    function testFuzz_open_usesEachSaltOnce(uint256 salt) public {
        Order memory order = _order(salt);
        assertFalse(leases.isOrderUsed(customer.addr, salt));
        _open(order, _offer(order));
        assertTrue(leases.isOrderUsed(customer.addr, salt));
        unchecked {
            assertFalse(leases.isOrderUsed(customer.addr, salt + 1));
            assertFalse(leases.isOrderUsed(customer.addr, salt ^ (1 << 8)));
        }
        assertFalse(leases.isOrderUsed(stranger, salt));
    }

    function test_cancelOrder_refusesItForGood() public {
        vm.expectEmit(address(leases));
        emit ILeases.OrderCancelled(customer.addr, 77);
        vm.prank(customer.addr);
        leases.cancelOrder(77);
        _expectOpenRefused(abi.encodeWithSelector(ILeases.OrderUsed.selector, customer.addr, 77));
    }

    function test_cancelOrder_refusesASecondTime() public {
        vm.startPrank(customer.addr);
        leases.cancelOrder(5);
        vm.expectRevert(abi.encodeWithSelector(ILeases.OrderUsed.selector, customer.addr, 5));
        leases.cancelOrder(5);
    }

    function test_cancelOrder_touchesNobodyElse() public {
        vm.prank(stranger);
        leases.cancelOrder(0);
        assertTrue(_open() != 0);
    }

    /*                                                 DEVICE                                                  */

    function test_open_refusesARetiredDevice() public {
        vm.prank(operator.addr);
        devices.retire(device.id, "sold");
        _expectOpenRefused(abi.encodeWithSelector(ILeases.DeviceInactive.selector, device.id));
    }

    function test_open_refusesASuspendedDevice() public {
        vm.prank(address(timelock));
        devices.setStatus(device.id, IDevices.DeviceStatus.Suspended, "test");
        _expectOpenRefused(abi.encodeWithSelector(ILeases.DeviceInactive.selector, device.id));
    }

    function test_open_refusesAnUnknownDevice() public {
        device.id = keccak256("nobody");
        _expectOpenRefused(abi.encodeWithSelector(IDevices.DeviceNotEnrolled.selector, device.id));
    }

    /*                                              TIER AND COVER                                             */

    function test_open_refusesATierBelowTheOrders() public {
        Order memory order = _slaOrder(0, 1, 1 hours);
        Offer memory offer = _offer(order);
        offer.tier = 0;
        _expectOpenRefused(order, offer, abi.encodeWithSelector(ILeases.TierRefused.selector, 0, 1, 0));
    }

    function test_open_refusesATierAboveTheDevices() public {
        Order memory order = _slaOrder(0, 2, 1 hours);
        vm.prank(address(timelock));
        devices.setTier(device.id, 1, "test");
        Offer memory offer = _offer(order);
        _expectOpenRefused(order, offer, abi.encodeWithSelector(ILeases.TierRefused.selector, 2, 2, 1));
    }

    function test_open_locksCoverForAnSla() public {
        vm.prank(address(timelock));
        devices.setTier(device.id, 1, "test");
        _deposit(operator.addr, 100e6);
        bytes32 lease = _openSla(1, 10 hours);
        assertEq(leases.leaseOf(lease).cover, 10e6);
        assertEq(_balance(operator.addr), 90e6);
        assertEq(escrow.held(), 20e6);
    }

    function test_open_locksNoMoreCoverThanAWindowsFees() public {
        vm.prank(address(timelock));
        devices.setTier(device.id, 1, "test");
        _deposit(operator.addr, 1000e6);
        Order memory order = _slaOrder(0, 1, 60 days);
        bytes32 lease = _open(order, _offer(order));
        assertEq(leases.leaseOf(lease).deposit, 1000e6);
        assertEq(leases.leaseOf(lease).cover, uint256(WINDOW_EPOCHS) * 1e6);
    }

    function test_open_refusesAnSlaThatNobodyCovers() public {
        vm.prank(address(timelock));
        devices.setTier(device.id, 1, "test");
        Order memory order = _slaOrder(0, 1, 10 hours);
        Offer memory offer = _offer(order);
        _expectOpenRefused(
            order, offer, abi.encodeWithSelector(IDeposits.BalanceTooLow.selector, operator.addr, 10e6, 0)
        );
    }

    function test_open_refusesAnSlaWithMoreWindowsThanItCanRemember() public {
        vm.prank(address(timelock));
        devices.setTier(device.id, 1, "test");
        uint32 limit = uint32(31 * uint256(WINDOW_EPOCHS) * EPOCH);
        _deposit(operator.addr, 1000e6);
        Order memory order = _slaOrder(0, 1, limit + 1);
        Offer memory offer = _offer(order);
        _expectOpenRefused(order, offer, abi.encodeWithSelector(ILeases.TooLongForSla.selector, limit + 1, limit));
        order.maxSeconds = limit;
        assertTrue(_open(order, _offer(order)) != 0);
    }

    /*                                                 TOP UP                                                  */

    function test_topUp_raisesTheDepositFromAnyonesBalance() public {
        bytes32 lease = _open();
        _deposit(stranger, 10e6);
        vm.expectEmit(address(leases));
        emit ILeases.LeaseToppedUp(lease, stranger, 4e6, 14e6);
        vm.prank(stranger);
        leases.topUp(lease, 4e6);
        assertEq(leases.leaseOf(lease).deposit, 14e6);
        assertEq(_balance(stranger), 6e6);
        assertEq(escrow.held(), 14e6);
    }

    function test_topUp_letsACappedVoucherBePaidInFull() public {
        bytes32 lease = _open();
        assertEq(_redeem(lease, 12e6), 10e6);
        vm.prank(customer.addr);
        leases.topUp(lease, 5e6);
        assertEq(_redeem(lease, 12e6), 2e6);
    }

    function test_topUp_refusesZero() public {
        bytes32 lease = _open();
        vm.expectRevert(ILeases.AmountZero.selector);
        leases.topUp(lease, 0);
    }

    function test_topUp_refusesAnEndedLease() public {
        bytes32 lease = _open();
        skip(10 hours);
        vm.expectRevert(abi.encodeWithSelector(ILeases.LeaseNotIn.selector, lease, ILeases.LeaseStatus.Ended));
        vm.prank(customer.addr);
        leases.topUp(lease, 1e6);
    }

    function test_topUp_refusesAnUnknownLease() public {
        vm.expectRevert(abi.encodeWithSelector(ILeases.LeaseNotIn.selector, bytes32(0), ILeases.LeaseStatus.None));
        leases.topUp(bytes32(0), 1e6);
    }
}
