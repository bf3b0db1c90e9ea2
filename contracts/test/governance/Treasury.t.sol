// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ITreasury } from "../../src/interfaces/ITreasury.sol";
import { Treasury } from "../../src/Treasury.sol";
import { Market } from "../base/Market.sol";

contract TreasuryTest is Market {
    function setUp() public override {
        super.setUp();
        _fund(address(treasury), 1000e6);
    }

    function test_pay_sendsWhatWasVoted() public {
        vm.expectEmit(address(treasury));
        emit ITreasury.Paid(address(usdc), stranger, 60e6, "verifiers, March");
        _pay(60e6);
        assertEq(usdc.balanceOf(stranger), 60e6);
        assertEq(treasury.available(address(usdc)), 40e6);
    }

    function test_pay_isGovernances() public {
        vm.expectRevert(abi.encodeWithSelector(ITreasury.NotGovernance.selector, address(this), address(timelock)));
        treasury.pay(address(usdc), stranger, 1, "x");
    }

    function test_pay_refusesMoreThanATenthInAWindow() public {
        vm.expectRevert(abi.encodeWithSelector(ITreasury.OutflowExceeded.selector, address(usdc), 100e6 + 1, 100e6));
        _pay(100e6 + 1);
        _pay(100e6);
        vm.expectRevert(abi.encodeWithSelector(ITreasury.OutflowExceeded.selector, address(usdc), 1, 0));
        _pay(1);
    }

    function test_pay_goesOnWhenTheWindowHasMoved() public {
        _pay(100e6);
        skip(30 days - 1);
        assertEq(treasury.available(address(usdc)), 0);
        skip(1);
        assertEq(treasury.available(address(usdc)), 90e6);
        _pay(90e6);
    }

    function test_pay_countsTokensApart() public {
        _pay(100e6);
        vm.prank(genesis);
        token.transfer(address(treasury), 1000e18);
        assertEq(treasury.available(address(token)), 100e18);
    }

    /// @dev However a bought majority slices its payments, nine tenths of what was there stay for a month.
    function testFuzz_pay_neverPassesTheShare(uint128[10] memory amounts) public {
        for (uint256 i; i < amounts.length; ++i) {
            vm.prank(address(timelock));
            try treasury.pay(address(usdc), stranger, bound(amounts[i], 0, 200e6), "x") { } catch { }
            skip(2 days);
        }
        assertGe(usdc.balanceOf(address(treasury)), 900e6);
    }

    function test_setOutflow_takesTheUpgradeTimelock() public {
        vm.expectRevert(
            abi.encodeWithSelector(ITreasury.NotUpgrader.selector, address(timelock), address(upgradeTimelock))
        );
        vm.prank(address(timelock));
        treasury.setOutflow(2000);
        vm.expectEmit(address(treasury));
        emit ITreasury.OutflowSet(2000);
        vm.prank(address(upgradeTimelock));
        treasury.setOutflow(2000);
        assertEq(treasury.available(address(usdc)), 200e6);
    }

    function test_setOutflow_refusesMoreThanTheWhole() public {
        vm.expectRevert(abi.encodeWithSelector(ITreasury.ShareTooLarge.selector, 10_001));
        vm.prank(address(upgradeTimelock));
        treasury.setOutflow(10_001);
    }

    function test_deployment_refusesMoreThanTheWhole() public {
        vm.expectRevert(abi.encodeWithSelector(ITreasury.ShareTooLarge.selector, 10_001));
        new Treasury(address(timelock), address(upgradeTimelock), 30 days, 10_001);
    }

    function test_fees_arriveHere() public {
        _customerReady();
        _redeemTab(100e6);
        escrow.sweepFees();
        assertEq(usdc.balanceOf(address(treasury)), 1002e6);
    }

    function _pay(uint256 amount) private {
        vm.prank(address(timelock));
        treasury.pay(address(usdc), stranger, amount, "verifiers, March");
    }
}
