// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ILeases } from "../../src/interfaces/ILeases.sol";
import { Uptime } from "../../src/libraries/Attested.sol";
import { Offer, Order } from "../../src/libraries/Signed.sol";
import { Attesting } from "../base/Attesting.sol";

/// @notice What happens to people's money when those around it disappear: the gateway, the verifiers, the other side, the
/// whole team. From the moment of disappearance on, only the people whose money it is act, with nothing but contracts.
contract DisappearanceTest is Attesting {
    function setUp() public override {
        super.setUp();
        _marketReady();
    }

    /// @dev No relayer, no pages: a wallet calls the contracts and has all its money back in a day.
    function test_gatewayGone_customerWithdrawsFromTheContractAlone() public {
        vm.startPrank(customer.addr);
        escrow.thaw(1000e6);
        skip(WITHDRAWAL_DELAY);
        escrow.withdraw(1000e6);
        assertEq(usdc.balanceOf(customer.addr), 1000e6);
    }

    /// @dev A running lease, and nobody but the customer is left: close, a day's grace, refund, thaw.
    function test_everyoneGone_customerGetsARunningLeaseBack() public {
        bytes32 lease = _open();
        skip(1 hours);
        vm.startPrank(customer.addr);
        leases.close(lease, "gone");
        skip(FINALISE_GRACE);
        leases.finalise(lease);
        escrow.thaw(1000e6);
        skip(WITHDRAWAL_DELAY);
        escrow.withdraw(1000e6);
        assertEq(usdc.balanceOf(customer.addr), 1000e6);
    }

    /// @dev The customer vanished with a lease running. The operator waits for nobody.
    function test_customerGone_operatorIsPaidWhatVouchersShow() public {
        bytes32 lease = _open();
        bytes memory voucher = _signVoucher(key, lease, 7e6);
        vm.startPrank(operator.addr);
        leases.redeem(lease, 7e6, key.addr, voucher);
        leases.close(lease, "gone");
        escrow.withdrawEarnings(operator.addr);
        assertEq(usdc.balanceOf(payout), 6_860_000);
        skip(FINALISE_GRACE);
        leases.finalise(lease);
    }

    /// @dev No vouchers, and the verifiers have fallen silent: time itself is the evidence.
    function test_verifiersGone_operatorIsPaidByTime() public {
        bytes32 lease = _open();
        skip(10 hours + SILENCE);
        vm.startPrank(operator.addr);
        assertEq(leases.settleByTimeout(lease), 10e6);
        escrow.withdrawEarnings(operator.addr);
        assertEq(usdc.balanceOf(payout), 9_800_000);
    }

    /// @dev The verifiers vanish after some hours: what they attested stays, what they did not is paid by time, and the
    /// cover of the SLA goes back to the operator.
    function test_verifiersGoneMidway_bothSidesComeOut() public {
        vm.prank(address(timelock));
        devices.setTier(device.id, 1, "test");
        _deposit(operator.addr, 100e6);
        Order memory order = _slaOrder(1, 1, 40 hours);
        bytes32 lease = _open(order, _offer(order));
        Uptime memory leaf = _firstLeaf(lease, 1800, _downFor(30));
        uint32 epoch = _epochNow();
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        leases.settle(epoch, leaf, path);
        // Silence from here on.
        skip(40 hours);
        vm.prank(operator.addr);
        leases.settleByTimeout(lease);
        skip(FINALISE_GRACE);
        vm.prank(customer.addr);
        leases.finalise(lease);
        assertEq(escrow.earnedBy(operator.addr) + escrow.fees(), 39_500_000);
        assertEq(_balance(operator.addr), 100e6);
        assertEq(_balance(customer.addr), 1000e6 - 39_500_000);
    }

    /// @dev The council brakes everything and is never seen again. Exits read no pause, and the pause ends by itself.
    function test_councilGoneAfterAPause_exitsWorkAndTheMarketReopens() public {
        bytes32 lease = _open();
        bytes memory voucher = _signVoucher(key, lease, 1e6);
        vm.prank(council);
        guardian.pause(15);
        leases.redeem(lease, 1e6, key.addr, voucher);
        vm.startPrank(customer.addr);
        leases.close(lease, "gone");
        escrow.thaw(990e6);
        skip(FINALISE_GRACE);
        leases.finalise(lease);
        escrow.withdraw(990e6);
        vm.stopPrank();
        escrow.withdrawEarnings(operator.addr);
        skip(48 hours);
        Order memory order = _order(3);
        order.maxTotal = 5e6;
        assertTrue(_open(order, _offer(order)) != 0);
    }

    /// @dev An operator with stake, all the others gone: the stake comes home.
    function test_everyoneGone_operatorUnstakes() public {
        _stake(operator.addr, 1000e18);
        vm.startPrank(operator.addr);
        devices.setClass(device.id, 1);
        devices.retire(device.id, "gone");
        bonds.thaw(1000e18);
        skip(STAKE_DELAY);
        bonds.withdraw(1000e18);
        assertEq(token.balanceOf(operator.addr), 1000e18);
    }

    /// @dev A vote has turned against the customers and upgrades `Leases` to anything at all: there are seven days in
    /// which everyone sees it coming, and closing, finalising and withdrawing take three.
    function test_governanceTurnsHostile_everyoneIsOutBeforeItsCodeRuns() public {
        bytes32 lease = _open();
        vm.prank(address(timelock));
        upgradeTimelock.schedule(address(leases), 0, "", 0, 0, 7 days);
        uint256 hostileFrom = block.timestamp + 7 days;
        vm.startPrank(customer.addr);
        leases.close(lease, "leaving");
        skip(FINALISE_GRACE);
        leases.finalise(lease);
        escrow.thaw(1000e6);
        skip(WITHDRAWAL_DELAY);
        escrow.withdraw(1000e6);
        assertLt(block.timestamp, hostileFrom);
        assertEq(usdc.balanceOf(customer.addr), 1000e6);
    }

    /// @dev From any state, whatever is paused: at most a day and one call until the money is free.
    function testFuzz_finaliseIsAlwaysWithinADayAndACall(uint256 when, uint8 pausedBits, bool closedByCustomer) public {
        bytes32 lease = _open();
        skip(bound(when, 0, 12 hours));
        vm.prank(council);
        guardian.pause(pausedBits & 15);
        if (leases.leaseOf(lease).status == ILeases.LeaseStatus.Running) {
            vm.prank(closedByCustomer ? customer.addr : operator.addr);
            leases.close(lease, "leaving");
        }
        skip(1 days);
        leases.finalise(lease);
        assertEq(_balance(customer.addr), 1000e6);
    }
}
