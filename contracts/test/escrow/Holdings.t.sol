// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IDeposits } from "../../src/interfaces/IDeposits.sol";
import { IHoldings } from "../../src/interfaces/IHoldings.sol";
import { ISessions } from "../../src/interfaces/ISessions.sol";
import { Session } from "../../src/libraries/Signed.sol";
import { Market } from "../base/Market.sol";

/// @notice What the escrow lets `Leases` do, whatever code `Leases` may one day have: every call here is made as it.
contract HoldingsTest is Market {
    bytes20 private session;

    function setUp() public override {
        super.setUp();
        _customerReady();
        session = bytes20(keccak256(abi.encode(customer.addr, key.addr)));
    }

    /*                                             ONLY THE LEASES                                             */

    function test_everyDoorRefusesAStranger() public {
        bytes[6] memory calls = [
            abi.encodeCall(escrow.hold, (customer.addr, key.addr, 1, operator.addr, 0)),
            abi.encodeCall(escrow.holdMore, (customer.addr, 1)),
            abi.encodeCall(escrow.pay, (operator.addr, 1, 0)),
            abi.encodeCall(escrow.payByKey, (session, key.addr, operator.addr, 1, 0)),
            abi.encodeCall(escrow.compensate, (session, 1)),
            abi.encodeCall(escrow.release, (session, 1, operator.addr, 0))
        ];
        for (uint256 i; i < calls.length; ++i) {
            vm.prank(stranger);
            (bool accepted, bytes memory error) = address(escrow).call(calls[i]);
            assertFalse(accepted);
            assertEq(error, abi.encodeWithSelector(IHoldings.NotLeases.selector, stranger, address(leases)));
        }
    }

    /*                                                  HOLD                                                   */

    function test_hold_locksTheDepositAndChargesTheSession() public {
        (bytes20 id, uint16 bps) = _hold(100e6, 0);
        assertEq(id, session);
        assertEq(bps, 200);
        assertEq(escrow.held(), 100e6);
        assertEq(_balance(customer.addr), 900e6);
        assertEq(escrow.sessionOf(customer.addr, key.addr).spent, 100e6);
        assertEq(escrow.customerOf(id), customer.addr);
    }

    function test_hold_locksCoverOfTheOperatorsOwn() public {
        _deposit(operator.addr, 50e6);
        _hold(100e6, 30e6);
        assertEq(escrow.held(), 130e6);
        assertEq(_balance(operator.addr), 20e6);
    }

    function test_hold_refusesMoreCoverThanIsFree() public {
        _deposit(operator.addr, 50e6);
        vm.prank(operator.addr);
        escrow.thaw(25e6);
        vm.expectRevert(abi.encodeWithSelector(IDeposits.BalanceTooLow.selector, operator.addr, 30e6, 25e6));
        _hold(100e6, 30e6);
    }

    function test_hold_refusesThawingMoney() public {
        vm.prank(customer.addr);
        escrow.thaw(950e6);
        vm.expectRevert(abi.encodeWithSelector(IDeposits.BalanceTooLow.selector, customer.addr, 100e6, 50e6));
        _hold(100e6, 0);
    }

    function test_hold_refusesMoreThanTheCap() public {
        _deposit(customer.addr, 1000e6);
        _hold(600e6, 0);
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionCap.selector, customer.addr, key.addr, 401e6, 400e6));
        _hold(401e6, 0);
    }

    function test_hold_refusesASessionForTabsOnly() public {
        key = _key("tab key");
        Session memory tabs = _session();
        tabs.scope = TABS;
        _authorise(tabs);
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionScope.selector, customer.addr, key.addr, LEASES));
        _hold(1, 0);
    }

    function test_hold_refusesCustomersWithoutSession() public {
        _deposit(stranger, 10e6);
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionUnknown.selector, stranger, key.addr));
        vm.prank(address(leases));
        escrow.hold(stranger, key.addr, 1, operator.addr, 0);
    }

    function test_holdMore_takesTheSendersFreeMoneyOnly() public {
        vm.prank(customer.addr);
        escrow.thaw(950e6);
        vm.expectRevert(abi.encodeWithSelector(IDeposits.BalanceTooLow.selector, customer.addr, 51e6, 50e6));
        vm.prank(address(leases));
        escrow.holdMore(customer.addr, 51e6);
    }

    /*                                               PAY AND RELEASE                                           */

    function test_pay_neverPassesWhatIsHeld() public {
        _hold(100e6, 0);
        vm.startPrank(address(leases));
        escrow.pay(operator.addr, 100e6, 200);
        vm.expectRevert(abi.encodeWithSelector(IHoldings.HoldingsExceeded.selector, 1, 0));
        escrow.pay(operator.addr, 1, 200);
    }

    function test_compensate_neverPassesWhatIsHeld() public {
        _hold(100e6, 0);
        vm.expectRevert(abi.encodeWithSelector(IHoldings.HoldingsExceeded.selector, 101e6, 100e6));
        vm.prank(address(leases));
        escrow.compensate(session, 101e6);
    }

    function test_release_neverPassesWhatIsHeld() public {
        _hold(100e6, 0);
        vm.expectRevert(abi.encodeWithSelector(IHoldings.HoldingsExceeded.selector, 101e6, 100e6));
        vm.prank(address(leases));
        escrow.release(session, 60e6, operator.addr, 41e6);
    }

    function test_release_givesTheCapBack() public {
        _hold(100e6, 0);
        vm.prank(address(leases));
        escrow.release(session, 40e6, operator.addr, 0);
        assertEq(escrow.sessionOf(customer.addr, key.addr).spent, 60e6);
        assertEq(_balance(customer.addr), 940e6);
    }

    function test_release_neverMakesTheSessionRicherThanItsCap() public {
        _hold(100e6, 0);
        vm.startPrank(address(leases));
        escrow.holdMore(customer.addr, 300e6);
        escrow.release(session, 400e6, operator.addr, 0);
        assertEq(escrow.sessionOf(customer.addr, key.addr).spent, 0);
    }

    function test_payByKey_refusesAStrangersKey() public {
        _hold(100e6, 0);
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionUnknown.selector, customer.addr, stranger));
        vm.prank(address(leases));
        escrow.payByKey(session, stranger, operator.addr, 1e6, 200);
    }

    function test_payByKey_takesAnotherKeyOfTheSameCustomer() public {
        _hold(100e6, 0);
        address first = key.addr;
        key = _key("second key");
        _authorise(_session());
        vm.prank(address(leases));
        escrow.payByKey(session, key.addr, operator.addr, 1e6, 200);
        assertEq(escrow.earnedBy(operator.addr), 980_000);
        assertEq(escrow.sessionOf(customer.addr, first).spent, 100e6);
    }

    /// @dev Not even a mad `Leases` reaches what is not held: balances, earnings and fees are untouched by any amounts.
    function testFuzz_madLeasesCannotReachTheRest(uint128 paid, uint128 credited, uint128 refund, uint128 cover)
        public
    {
        _deposit(stranger, 500e6);
        _hold(100e6, 0);
        vm.startPrank(address(leases));
        (bool a,) = address(escrow).call(abi.encodeCall(escrow.pay, (operator.addr, paid, 200)));
        (bool b,) = address(escrow).call(abi.encodeCall(escrow.compensate, (session, credited)));
        (bool c,) = address(escrow).call(abi.encodeCall(escrow.release, (session, refund, operator.addr, cover)));
        a;
        b;
        c;
        uint256 owed = uint256(_balance(customer.addr)) + _balance(operator.addr) + _balance(stranger) + escrow.held()
            + escrow.earnedBy(operator.addr) + escrow.fees();
        assertEq(owed, usdc.balanceOf(address(escrow)));
        assertEq(_balance(stranger), 500e6);
    }

    /*                                                  PAUSE                                                  */

    function test_pauseIntake_stopsOpeningAndNothingElse() public {
        _marketReadyAfterCustomer();
        bytes32 lease = _open();
        vm.prank(council);
        guardian.pause(1);
        _expectOpenRefused(abi.encodeWithSelector(IHoldings.IntakePaused.selector, uint32(block.timestamp + 72 hours)));
        assertEq(_redeem(lease, 1e6), 1e6);
        assertEq(_redeemTab(1e6), 1e6);
        vm.prank(customer.addr);
        leases.close(lease, "done");
        skip(FINALISE_GRACE);
        leases.finalise(lease);
        vm.prank(customer.addr);
        escrow.thaw(1e6);
        skip(WITHDRAWAL_DELAY);
        vm.prank(customer.addr);
        escrow.withdraw(1e6);
        escrow.withdrawEarnings(operator.addr);
    }

    function test_pauseIntake_refusesAnyoneButTheGuardian() public {
        vm.expectRevert(abi.encodeWithSelector(IHoldings.NotGuardian.selector, address(this), address(guardian)));
        escrow.pauseIntake(type(uint32).max);
    }

    /*                                                 HELPERS                                                 */

    function _hold(uint128 deposit, uint128 cover) private returns (bytes20, uint16) {
        vm.prank(address(leases));
        return escrow.hold(customer.addr, key.addr, deposit, operator.addr, cover);
    }

    function _marketReadyAfterCustomer() private {
        _enrol(_enrolment());
    }
}
