// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ILeases } from "../../src/interfaces/ILeases.sol";
import { Attested, Observation, Uptime } from "../../src/libraries/Attested.sol";
import { Order } from "../../src/libraries/Signed.sol";
import { Attesting } from "../base/Attesting.sol";

/// @notice Payment by what verifiers attested, and by time when they are silent.
contract SettlementTest is Attesting {
    bytes32 private lease;
    uint32 private epoch;

    function setUp() public override {
        super.setUp();
        _marketReady();
        lease = _open();
        epoch = _epochNow();
    }

    /*                                                ATTESTED                                                 */

    function test_settle_paysTheSecondsThatWereUp() public {
        Uptime memory leaf = _firstLeaf(lease, 600, _downFor(10));
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        vm.expectEmit(address(leases));
        emit ILeases.LeaseAttested(lease, epoch, 600);
        vm.expectEmit(address(leases));
        emit ILeases.LeasePaid(lease, operator.addr, 833_333, 16_666, 833_333, "attested");
        vm.prank(stranger);
        (uint128 amount, uint128 credit) = leases.settle(epoch, leaf, path);
        assertEq(amount, 833_333);
        assertEq(credit, 0);
        assertEq(leases.leaseOf(lease).downSeconds, 600);
    }

    function test_settle_oneLeafPaysAnyNumberOfEpochs() public {
        Uptime memory leaf = _firstLeaf(lease, 0, _agree(ALL_SLOTS));
        bytes32[] memory path = _attest(epoch + 6, leaf);
        _makeFinal();
        (uint128 amount,) = leases.settle(epoch + 6, leaf, path);
        assertEq(amount, 7e6);
    }

    function test_settle_paysOnlyTheDifferenceToAVoucher() public {
        _redeem(lease, 400_000);
        (uint128 amount,) = _settleDown(lease, epoch, 0);
        assertEq(amount, 600_000);
        assertEq(leases.leaseOf(lease).paid, 1e6);
    }

    function test_settle_paysNothingBelowAVoucher() public {
        _redeem(lease, 5e6);
        Uptime memory leaf = _firstLeaf(lease, 0, _agree(ALL_SLOTS));
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        vm.expectRevert(abi.encodeWithSelector(ILeases.NothingDue.selector, lease, 1e6, 5e6));
        leases.settle(epoch, leaf, path);
    }

    function test_settle_stopsAtTheDeposit() public {
        Order memory order = _order(1);
        order.maxTotal = 1_500_000;
        bytes32 small = _open(order, _offer(order));
        Uptime memory leaf = _firstLeaf(small, 0, _agree(ALL_SLOTS));
        bytes32[] memory path = _attest(epoch + 3, leaf);
        _makeFinal();
        (uint128 amount,) = leases.settle(epoch + 3, leaf, path);
        assertEq(amount, 1_500_000);
    }

    function test_settle_goesOnAfterATopUp() public {
        Order memory order = _order(1);
        order.maxTotal = 1_500_000;
        bytes32 small = _open(order, _offer(order));
        Uptime memory leaf = _firstLeaf(small, 0, _agree(ALL_SLOTS));
        bytes32[] memory path = _attest(epoch + 1, leaf);
        _makeFinal();
        leases.settle(epoch + 1, leaf, path);
        vm.prank(customer.addr);
        leases.topUp(small, 5e6);
        (uint128 amount,) = leases.settle(epoch + 1, leaf, path);
        assertEq(amount, 500_000);
    }

    function test_settle_countsOnlyTheTimeOfTheLease() public {
        skip(30 minutes);
        bytes32 late = _open(_order(1), _offer(_order(1)));
        skip(15 minutes);
        vm.prank(customer.addr);
        leases.close(late, "x");
        (uint128 amount,) = _settleDown(late, epoch, 0);
        assertEq(amount, 250_000);
    }

    function test_settle_recordsDownTimeEvenWhenNothingIsDue() public {
        (uint128 amount,) = _settleDown(lease, epoch, 3600);
        assertEq(amount, 0);
        assertEq(leases.leaseOf(lease).downSeconds, 3600);
    }

    function test_settle_neverForgetsDownTime() public {
        Uptime memory worse = _firstLeaf(lease, 1800, _downFor(30));
        bytes32[] memory worsePath = _attest(epoch, worse);
        Uptime memory better = _firstLeaf(lease, 600, _agree(ALL_SLOTS));
        bytes32[] memory betterPath = _attest(epoch + 1, better);
        _makeFinal();
        leases.settle(epoch, worse, worsePath);
        leases.settle(epoch + 1, better, betterPath);
        assertEq(leases.leaseOf(lease).downSeconds, 1800);
    }

    function test_settle_takesNothingBackForAnOlderLeaf() public {
        Uptime memory first = _firstLeaf(lease, 0, _agree(ALL_SLOTS));
        bytes32[] memory firstPath = _attest(epoch, first);
        bytes32[] memory laterPath = _attest(epoch + 1, first);
        _makeFinal();
        leases.settle(epoch + 1, first, laterPath);
        vm.expectRevert(abi.encodeWithSelector(ILeases.NothingDue.selector, lease, 1e6, 2e6));
        leases.settle(epoch, first, firstPath);
        assertEq(leases.leaseOf(lease).paid, 2e6);
    }

    function test_settle_refusesTheSameLeafTwice() public {
        Uptime memory leaf = _firstLeaf(lease, 0, _agree(ALL_SLOTS));
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        leases.settle(epoch, leaf, path);
        vm.expectRevert(abi.encodeWithSelector(ILeases.NothingDue.selector, lease, 1e6, 1e6));
        leases.settle(epoch, leaf, path);
    }

    function test_settle_refusesARootThatIsNotFinal() public {
        Uptime memory leaf = _firstLeaf(lease, 0, _agree(ALL_SLOTS));
        bytes32[] memory path = _attest(epoch, leaf);
        skip(CHALLENGE_WINDOW - 1);
        vm.expectRevert(abi.encodeWithSelector(ILeases.NotAttested.selector, lease, epoch));
        leases.settle(epoch, leaf, path);
    }

    function test_settle_refusesALeafThatIsNotInTheRoot() public {
        Uptime memory leaf = _firstLeaf(lease, 600, _downFor(10));
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        leaf.downSeconds = 0;
        vm.expectRevert(abi.encodeWithSelector(ILeases.NotAttested.selector, lease, epoch));
        leases.settle(epoch, leaf, path);
    }

    function test_settle_refusesALeafOfAnotherEpochsRoot() public {
        Uptime memory leaf = _firstLeaf(lease, 0, _agree(ALL_SLOTS));
        bytes32[] memory path = _attest(epoch, leaf);
        _postRoot(epoch + 1, bytes32(uint256(1)));
        _makeFinal();
        vm.expectRevert(abi.encodeWithSelector(ILeases.NotAttested.selector, lease, epoch + 1));
        leases.settle(epoch + 1, leaf, path);
    }

    function test_settle_refusesAnEpochBeforeTheLease() public {
        Uptime memory leaf = _firstLeaf(lease, 0, _agree(ALL_SLOTS));
        vm.expectRevert(abi.encodeWithSelector(ILeases.EpochOutside.selector, lease, epoch - 1));
        leases.settle(epoch - 1, leaf, new bytes32[](0));
    }

    function test_settle_refusesAnEpochAfterTheLease() public {
        skip(10 hours);
        Uptime memory leaf = _firstLeaf(lease, 0, _agree(ALL_SLOTS));
        vm.expectRevert(abi.encodeWithSelector(ILeases.EpochOutside.selector, lease, epoch + 10));
        leases.settle(epoch + 10, leaf, new bytes32[](0));
    }

    function test_settle_refusesAnUnknownLease() public {
        Uptime memory leaf = _firstLeaf(bytes32(uint256(5)), 0, _agree(ALL_SLOTS));
        vm.expectRevert(abi.encodeWithSelector(ILeases.LeaseNotIn.selector, leaf.lease, ILeases.LeaseStatus.None));
        leases.settle(epoch, leaf, new bytes32[](0));
    }

    function test_settle_survivesMoreDownTimeThanTime() public {
        Uptime memory leaf = _firstLeaf(lease, 1_000_000, _downFor(60));
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        (uint128 amount,) = leases.settle(epoch, leaf, path);
        assertEq(amount, 0);
    }

    /// @dev Paid is the highest of what any evidence showed, never a sum, and never above the deposit.
    function testFuzz_settle_paysTheMaximumNotTheSum(uint256 voucher, uint256 slotsDown, uint256 hoursRun) public {
        hoursRun = bound(hoursRun, 1, 8);
        slotsDown = bound(slotsDown, 0, 60);
        voucher = bound(voucher, 1, 12e6);
        _redeem(lease, uint128(voucher));
        uint32 last = epoch + uint32(hoursRun) - 1;
        Uptime memory leaf = _firstLeaf(lease, uint32(slotsDown * SLOT), _downFor(slotsDown));
        bytes32[] memory path = _attest(last, leaf);
        _makeFinal();
        uint256 attested = (hoursRun * 3600 - slotsDown * SLOT) * 1e6 / 3600;
        try leases.settle(last, leaf, path) { } catch { }
        uint256 best = voucher > attested ? voucher : attested;
        assertEq(leases.leaseOf(lease).paid, best > 10e6 ? 10e6 : best);
    }

    /*                                                 TIMEOUT                                                 */

    function test_timeout_paysByTimeOnceTheVerifiersAreSilent() public {
        vm.warp(NOW + SILENCE);
        uint256 ran = block.timestamp - _start(epoch);
        vm.expectEmit(address(leases));
        emit ILeases.LeasePaid(lease, operator.addr, 10e6, 200_000, 10e6, "timeout");
        vm.prank(stranger);
        assertEq(leases.settleByTimeout(lease), ran > 10 hours ? 10e6 : ran * 1e6 / 3600);
    }

    function test_timeout_refusesWhileARootIsYoung() public {
        _postRoot(epoch, bytes32(uint256(1)));
        uint256 since = block.timestamp;
        skip(SILENCE - 1);
        vm.expectRevert(abi.encodeWithSelector(ILeases.CommitteeNotSilent.selector, since));
        leases.settleByTimeout(lease);
        skip(1);
        assertTrue(leases.settleByTimeout(lease) > 0);
    }

    function test_timeout_stopsAtTheEndOfTheLease() public {
        vm.prank(customer.addr);
        leases.close(lease, "x");
        vm.warp(NOW + 2 * SILENCE);
        vm.expectRevert(abi.encodeWithSelector(ILeases.NothingDue.selector, lease, 0, 0));
        leases.settleByTimeout(lease);
    }

    function test_timeout_paysForARunningLeaseUntilNow() public {
        Order memory order = _order(1);
        order.maxSeconds = 100 hours;
        bytes32 long = _open(order, _offer(order));
        skip(20 hours);
        assertEq(leases.settleByTimeout(long), 20e6);
        skip(1 hours);
        assertEq(leases.settleByTimeout(long), 1e6);
    }

    function test_timeout_rememberedDownTimeStaysUnpaid() public {
        _settleDown(lease, epoch, 1800);
        skip(SILENCE + 10 hours);
        leases.settleByTimeout(lease);
        assertEq(leases.leaseOf(lease).paid, 9_500_000);
    }

    function test_timeout_isOpenBeforeTheGraceIsOver() public {
        skip(10 hours);
        skip(FINALISE_GRACE - 1);
        assertEq(leases.settleByTimeout(lease), 10e6);
    }

    function test_timeout_refusesAFinalisedLease() public {
        skip(10 hours + FINALISE_GRACE);
        leases.finalise(lease);
        vm.expectRevert(abi.encodeWithSelector(ILeases.LeaseNotIn.selector, lease, ILeases.LeaseStatus.Finalised));
        leases.settleByTimeout(lease);
    }

    function test_timeout_aVoidedRootDoesNotCountAsSpeech() public {
        Observation[] memory seen = _agree(ALL_SLOTS);
        Uptime memory wrong = Uptime(lease, device.id, 0, 60, 60, Attested.evidence(seen));
        bytes32[] memory path = _attest(epoch, wrong);
        _challengeFirst(wrong, epoch, path, seen);
        vm.warp(NOW + SILENCE);
        assertTrue(leases.settleByTimeout(lease) > 0);
    }
}
