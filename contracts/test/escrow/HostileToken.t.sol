// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { Escrow } from "../../src/Escrow.sol";
import { IDeposits } from "../../src/interfaces/IDeposits.sol";
import { Market } from "../base/Market.sol";

/// @notice A token that keeps a part of each transfer.
contract FeeToken is ERC20("Fee", "FEE") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _burn(from, amount / 100);
        return super.transferFrom(from, to, amount - amount / 100);
    }
}

/// @notice A token that calls back whoever sends it, with whatever that account wants to try.
contract CallbackToken is ERC20("Callback", "CBK") {
    address private _target;
    bytes private _attack;
    bytes public refusal;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function arm(address target, bytes calldata attack) external {
        (_target, _attack) = (target, attack);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (_attack.length == 0) return;
        bytes memory attack = _attack;
        delete _attack;
        (bool accepted, bytes memory error) = _target.call(attack);
        if (!accepted) refusal = error;
    }
}

/// @notice A token that refuses one receiver, as dollars with a block list do.
contract BlockingToken is ERC20("Blocking", "BLK") {
    address public blocked;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function block_(address account) external {
        blocked = account;
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(to != blocked, "blocked");
        super._update(from, to, amount);
    }
}

/// @notice What the escrow does with tokens that it was not made for.
contract HostileTokenTest is Market {
    function test_feeToken_isRefused() public {
        FeeToken hostile = new FeeToken();
        Escrow other = _escrowWith(IERC20(address(hostile)));
        hostile.mint(customer.addr, 100e6);
        vm.startPrank(customer.addr);
        hostile.approve(address(other), 100e6);
        vm.expectRevert(abi.encodeWithSelector(IDeposits.TransferShort.selector, 100e6, 99e6));
        other.deposit(customer.addr, 100e6);
    }

    function test_callbackToken_cannotDepositWithinADeposit() public {
        (CallbackToken hostile, Escrow other) = _callback();
        hostile.arm(address(other), abi.encodeCall(other.deposit, (customer.addr, 1e6)));
        vm.prank(customer.addr);
        other.deposit(customer.addr, 10e6);
        assertEq(bytes4(hostile.refusal()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        (uint128 balance,,) = other.balanceOf(customer.addr);
        assertEq(balance, 110e6);
    }

    function test_callbackToken_cannotWithdrawTwice() public {
        (CallbackToken hostile, Escrow other) = _callback();
        vm.prank(customer.addr);
        other.thaw(50e6);
        skip(WITHDRAWAL_DELAY);
        hostile.arm(address(other), abi.encodeCall(other.withdraw, (50e6)));
        vm.prank(customer.addr);
        other.withdraw(50e6);
        assertEq(bytes4(hostile.refusal()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(hostile.balanceOf(address(other)), 50e6);
    }

    function test_callbackToken_cannotTakeEarningsTwice() public {
        (CallbackToken hostile, Escrow other) = _callback();
        escrow = other;
        _authorise(_session());
        _redeemTab(10e6);
        hostile.arm(address(other), abi.encodeCall(other.withdrawEarnings, (operator.addr)));
        other.withdrawEarnings(operator.addr);
        assertEq(bytes4(hostile.refusal()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(hostile.balanceOf(operator.addr), 9_800_000);
    }

    function test_callbackToken_cannotSweepTwice() public {
        (CallbackToken hostile, Escrow other) = _callback();
        escrow = other;
        _authorise(_session());
        _redeemTab(10e6);
        hostile.arm(address(other), abi.encodeCall(other.sweepFees, ()));
        other.sweepFees();
        assertEq(bytes4(hostile.refusal()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(hostile.balanceOf(address(treasury)), 200_000);
    }

    /// @dev Between the books and the transfer everything is settled: a payment from within a withdrawal finds it so.
    function test_callbackToken_seesTheBooksAlreadyWritten() public {
        (CallbackToken hostile, Escrow other) = _callback();
        escrow = other;
        _authorise(_session());
        vm.prank(customer.addr);
        other.thaw(100e6);
        skip(WITHDRAWAL_DELAY);
        bytes memory signature = _signTab(key, 60e6);
        hostile.arm(address(other), abi.encodeCall(other.redeemTab, (_tab(60e6), key.addr, signature)));
        vm.prank(customer.addr);
        other.withdraw(70e6);
        (uint128 balance, uint128 thawing,) = other.balanceOf(customer.addr);
        assertEq(balance, 0, "thirty were left and paid");
        assertEq(thawing, 0);
        assertEq(hostile.balanceOf(address(other)), other.earnedBy(operator.addr) + other.fees());
    }

    /// @dev A payout address that the token refuses harms nobody but its operator, who can choose another.
    function test_blockingToken_neverStopsASettlement() public {
        BlockingToken hostile = new BlockingToken();
        Escrow other = _escrowWith(IERC20(address(hostile)));
        hostile.mint(customer.addr, 100e6);
        vm.startPrank(customer.addr);
        hostile.approve(address(other), 100e6);
        other.deposit(customer.addr, 100e6);
        vm.stopPrank();
        escrow = other;
        _authorise(_session());
        hostile.block_(operator.addr);
        _redeemTab(10e6);
        vm.expectRevert("blocked");
        other.withdrawEarnings(operator.addr);
        vm.prank(operator.addr);
        devices.setPayout(payout);
        other.withdrawEarnings(operator.addr);
        assertEq(hostile.balanceOf(payout), 9_800_000);
    }

    function _escrowWith(IERC20 hostile) private returns (Escrow) {
        Escrow.Peers memory peers =
            Escrow.Peers(hostile, devices, params, address(leases), address(guardian), address(treasury));
        bytes memory clocks = abi.encode(Escrow.Clocks(WITHDRAWAL_DELAY, REVOCATION_DELAY));
        return Escrow(deployer.deploy("hostile", abi.encodePacked(_code("Escrow"), abi.encode(peers), clocks)));
    }

    function _callback() private returns (CallbackToken hostile, Escrow other) {
        hostile = new CallbackToken();
        other = _escrowWith(IERC20(address(hostile)));
        hostile.mint(customer.addr, 200e6);
        vm.startPrank(customer.addr);
        hostile.approve(address(other), type(uint256).max);
        other.deposit(customer.addr, 100e6);
        vm.stopPrank();
    }
}
