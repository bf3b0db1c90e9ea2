// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ILeases } from "../../src/interfaces/ILeases.sol";
import { Attested, Uptime } from "../../src/libraries/Attested.sol";
import { Order } from "../../src/libraries/Signed.sol";
import { Attesting } from "../base/Attesting.sol";

/// @notice Broken promises: what the customer gets back, when, and from whom.
contract SlaCreditTest is Attesting {
    uint32 private epoch;
    /// @dev The last epoch of an SLA window, and the lease begins with it or before.
    uint32 private closing;

    function setUp() public override {
        super.setUp();
        uint32 nextWindow = (_epochNow() / WINDOW_EPOCHS + 1) * WINDOW_EPOCHS;
        closing = nextWindow + WINDOW_EPOCHS - 1;
        vm.warp(_start(closing - 9));
        _slaReady(1);
        epoch = _epochNow();
    }

    function test_credit_comesInTheTransactionThatSettles() public {
        bytes32 lease = _openSla(1, 1 hours);
        Uptime memory leaf = _firstLeaf(lease, 600, _downFor(10));
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        // 50 of 60 minutes: 83.33 % of the time, so all that was paid for them goes back.
        vm.expectEmit(address(leases));
        emit ILeases.SlaCredited(lease, epoch / WINDOW_EPOCHS, 8333, 833_333, 166_667);
        (uint128 amount, uint128 credit) = leases.settle(epoch, leaf, path);
        assertEq(amount, 833_333);
        assertEq(credit, 833_333);
        assertEq(_balance(customer.addr), 999e6 + 833_333);
        assertEq(leases.leaseOf(lease).cover, 166_667);
    }

    function test_credit_isPaidByTheOperatorsCover() public {
        bytes32 lease = _openSla(1, 1 hours);
        assertEq(_balance(operator.addr), 999e6);
        _settleDown(lease, epoch, 600);
        skip(FINALISE_GRACE);
        leases.finalise(lease);
        assertEq(_balance(operator.addr), 1000e6 - 833_333);
        // What it earned it keeps, less the fee: the credit is the fees of the window, not more.
        assertEq(escrow.earnedBy(operator.addr), 833_333 - 16_666);
    }

    function test_credit_isNothingWhenThePromiseHeld() public {
        bytes32 lease = _openSla(1, 10 hours);
        _closeAfterHours(lease, 5);
        Uptime memory leaf = _firstLeaf(lease, 60, _agree(ALL_SLOTS));
        bytes32[] memory path = _attest(epoch + 4, leaf);
        _makeFinal();
        (, uint128 credit) = leases.settle(epoch + 4, leaf, path);
        assertEq(credit, 0);
        assertEq(leases.leaseOf(lease).cover, 10e6);
    }

    /// @dev Every step of the first tier's table, a slot to either side.
    function test_credit_followsTheTable() public {
        _assertCredit(60, 0); // 99.66 %
        _assertCredit(120, 496_666); // 99.33 %: a tenth of 4.966666
        _assertCredit(180, 495_000); // 99.00 %: a tenth of 4.95
        _assertCredit(240, 1_233_333); // 98.66 %: a quarter of 4.933333
        _assertCredit(900, 1_187_500); // 95.00 %: a quarter of 4.75
        _assertCredit(960, 4_733_333); // 94.66 %: all of it
    }

    function test_credit_waitsForTheWindowToClose() public {
        bytes32 lease = _openSla(1, 100 hours);
        (uint128 amount, uint128 credit) = _settleDown(lease, epoch, 3600);
        assertEq(amount, 0);
        assertEq(credit, 0);
        Uptime memory leaf = Uptime(lease, device.id, epoch, 3600, 3600, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory path = _attest(closing, leaf);
        _makeFinal();
        (amount, credit) = leases.settle(closing, leaf, path);
        assertEq(amount, 9e6);
        assertEq(credit, 9e6, "ten hours of the window, one of them down: 90 %, all fees back");
    }

    function test_credit_comesOncePerWindow() public {
        bytes32 lease = _openSla(1, 1 hours);
        Uptime memory leaf = _firstLeaf(lease, 600, _downFor(10));
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        leases.settle(epoch, leaf, path);
        vm.expectRevert(abi.encodeWithSelector(ILeases.NothingDue.selector, lease, 833_333, 833_333));
        leases.settle(epoch, leaf, path);
    }

    function test_credit_comesForEachBrokenWindow() public {
        bytes32 lease = _openSla(1, 2 * WINDOW_EPOCHS * uint32(EPOCH));
        uint128 cover = leases.leaseOf(lease).cover;
        uint128 first = _breakWindow(lease, 0, 3600, 3600, closing);
        uint128 second = _breakWindow(lease, closing, 3600 + 14_400, 14_400, closing + WINDOW_EPOCHS);
        assertEq(first, 9e6, "nine of ten hours");
        assertEq(second, 71_600_000, "716 of 720 hours: 99.44 %, a tenth");
        assertEq(leases.leaseOf(lease).cover, cover - first - second);
    }

    function test_credit_ofAnEarlierWindowIsNotLostByALaterSettlement() public {
        bytes32 lease = _openSla(1, 2 * WINDOW_EPOCHS * uint32(EPOCH));
        Uptime memory broken = _firstLeaf(lease, 3600, _downFor(60));
        bytes32[] memory brokenPath = _attest(closing, broken);
        Uptime memory later = Uptime(lease, device.id, closing, 3600, 0, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory laterPath = _attest(closing + 1, later);
        _makeFinal();
        leases.settle(closing + 1, later, laterPath);
        (, uint128 credit) = leases.settle(closing, broken, brokenPath);
        assertEq(credit, 9e6);
    }

    function test_credit_neverPassesTheCover() public {
        bytes32 lease = _openSla(1, 1 hours);
        vm.prank(customer.addr);
        leases.topUp(lease, 100e6);
        (, uint128 credit) = _settleDown(lease, epoch, 600);
        assertLe(credit, 1e6);
        assertEq(escrow.held(), 101e6 + 1e6 - 833_333 - credit);
    }

    /// @dev A deposit that could not bear the window was not paid out, so it is not credited either.
    function test_credit_isForWhatWasPaidOnly() public {
        Order memory order = _slaOrder(5, 1, 5 hours);
        order.maxTotal = 2e6;
        bytes32 lease = _open(order, _offer(order));
        skip(5 hours);
        Uptime memory leaf = _firstLeaf(lease, 3600, _downFor(60));
        bytes32[] memory path = _attest(epoch + 4, leaf);
        _makeFinal();
        (uint128 amount, uint128 credit) = leases.settle(epoch + 4, leaf, path);
        assertEq(amount, 2e6);
        assertEq(credit, 2e6);
    }

    function test_credit_isNothingForTierZero() public {
        bytes32 lease = _open();
        _closeAfterHours(lease, 1);
        (, uint128 credit) = _settleDown(lease, epoch, 1800);
        assertEq(credit, 0);
    }

    function test_credit_isNothingForTimeThatWasNeverUp() public {
        bytes32 lease = _openSla(1, 1 hours);
        (uint128 amount, uint128 credit) = _settleDown(lease, epoch, 3600);
        assertEq(amount, 0);
        assertEq(credit, 0);
        skip(FINALISE_GRACE);
        leases.finalise(lease);
        assertEq(_balance(customer.addr), 1000e6);
        assertEq(_balance(operator.addr), 1000e6);
    }

    function test_credit_ofAVoucherPaidWindowIsPaidToo() public {
        bytes32 lease = _openSla(1, 1 hours);
        _redeem(lease, 1e6);
        (uint128 amount, uint128 credit) = _settleDown(lease, epoch, 600);
        assertEq(amount, 0);
        assertEq(credit, 833_333);
    }

    /// @dev Whatever was down: credit within the window's fees and within the cover, and no money made or lost.
    function testFuzz_credit_bounds(uint256 slotsDown, uint256 hoursRun, uint8 tier, uint256 maxTotal) public {
        tier = uint8(bound(tier, 1, 3));
        hoursRun = bound(hoursRun, 1, 9);
        slotsDown = bound(slotsDown, 0, 60);
        maxTotal = bound(maxTotal, 1, 20e6);
        vm.prank(address(timelock));
        devices.setTier(device.id, tier, "test");
        Order memory order = _slaOrder(8, tier, uint32(hoursRun) * 1 hours);
        order.maxTotal = uint128(maxTotal);
        bytes32 lease = _open(order, _offer(order));
        uint128 cover = leases.leaseOf(lease).cover;
        uint32 last = epoch + uint32(hoursRun) - 1;
        Uptime memory leaf = _firstLeaf(lease, uint32(slotsDown * SLOT), _downFor(slotsDown));
        bytes32[] memory path = _attest(last, leaf);
        _makeFinal();
        uint128 credit;
        try leases.settle(last, leaf, path) returns (uint128, uint128 credited) {
            credit = credited;
        } catch { }
        uint256 up = hoursRun * 3600 - slotsDown * SLOT;
        assertLe(credit, up * 1e6 / 3600, "within the fees of the window");
        assertLe(credit, cover, "within the cover");
        assertLe(credit, leases.leaseOf(lease).paid, "within what was paid");
        assertEq(leases.leaseOf(lease).cover, cover - credit);
        skip(FINALISE_GRACE);
        leases.finalise(lease);
        uint256 all =
            uint256(_balance(customer.addr)) + _balance(operator.addr) + escrow.earnedBy(operator.addr) + escrow.fees();
        assertEq(all, 2000e6);
    }

    /*                                                 HELPERS                                                 */

    /// @dev Runs a lease for five hours with `down` seconds, in a market of its own, and looks at the credit.
    function _assertCredit(uint32 down, uint128 expected) private {
        uint256 before = vm.snapshotState();
        bytes32 lease = _openSla(1, 5 hours);
        Uptime memory leaf = _firstLeaf(lease, down, _downFor(0));
        bytes32[] memory path = _attest(epoch + 4, leaf);
        _makeFinal();
        (, uint128 credit) = leases.settle(epoch + 4, leaf, path);
        assertEq(credit, expected);
        vm.revertToState(before);
    }

    function _breakWindow(bytes32 lease, uint32 previous, uint32 down, uint32 windowDown, uint32 at)
        private
        returns (uint128 credit)
    {
        Uptime memory leaf = Uptime(lease, device.id, previous, down, windowDown, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory path = _attest(at, leaf);
        _makeFinal();
        (, credit) = leases.settle(at, leaf, path);
    }

    function _closeAfterHours(bytes32 lease, uint256 hoursRun) private {
        skip(hoursRun * 1 hours);
        vm.prank(customer.addr);
        leases.close(lease, "x");
    }
}
