// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IToken } from "../../src/interfaces/IToken.sol";
import { Token } from "../../src/Token.sol";
import { Market } from "../base/Market.sol";

contract TokenTest is Market {
    address private alice = makeAddr("alice");
    address private bob = makeAddr("bob");

    function setUp() public override {
        super.setUp();
        vm.startPrank(genesis);
        token.transfer(alice, 1000e18);
        token.transfer(bob, 500e18);
        vm.stopPrank();
    }

    function test_mint_isTheMintersOnly() public {
        vm.expectRevert(abi.encodeWithSelector(IToken.NotMinter.selector, address(this), address(rewards)));
        token.mint(alice, 1);
        vm.prank(address(rewards));
        token.mint(alice, 1);
        assertEq(token.balanceOf(alice), 1000e18 + 1);
    }

    function test_mint_stopsAtTheCap() public {
        vm.startPrank(address(rewards));
        token.mint(alice, SUPPLY_CAP - GENESIS);
        vm.expectRevert(abi.encodeWithSelector(IToken.CapExceeded.selector, SUPPLY_CAP + 1, SUPPLY_CAP));
        token.mint(alice, 1);
    }

    function test_deployment_refusesMoreThanTheCap() public {
        IToken.Allocation[] memory allocations = new IToken.Allocation[](1);
        allocations[0] = IToken.Allocation(alice, 11);
        vm.expectRevert(abi.encodeWithSelector(IToken.CapExceeded.selector, 11, 10));
        new Token(10, address(this), allocations);
    }

    function test_burn_isOfOnesOwn() public {
        vm.prank(alice);
        token.burn(400e18);
        assertEq(token.balanceOf(alice), 600e18);
        assertEq(token.totalSupply(), GENESIS - 400e18);
    }

    function test_votes_needADelegation() public {
        assertEq(token.getVotes(alice), 0);
        vm.prank(alice);
        token.delegate(alice);
        assertEq(token.getVotes(alice), 1000e18);
    }

    function test_votes_ofBorrowedTokensCountForNothing() public {
        vm.prank(bob);
        token.delegate(bob);
        skip(1);
        vm.prank(alice);
        token.transfer(bob, 1000e18);
        assertEq(token.getPastVotes(bob, block.timestamp - 1), 500e18);
    }

    function test_minter_hasNoDelegate() public {
        vm.prank(address(rewards));
        token.delegate(alice);
        assertEq(token.delegates(address(rewards)), address(0));
        vm.prank(address(rewards));
        token.mint(address(rewards), 5e18);
        assertEq(token.getVotes(alice), 0);
    }

    function test_totalDelegated_isTheSumOfAllDelegates() public {
        vm.prank(alice);
        token.delegate(bob);
        skip(1);
        assertEq(token.getPastTotalDelegated(block.timestamp - 1), 1000e18);
        vm.prank(bob);
        token.delegate(alice);
        skip(1);
        assertEq(token.getPastTotalDelegated(block.timestamp - 1), 1500e18);
    }

    /// @dev Transfers, delegations, burns and withdrawals of delegation in any order: the sum is right at every moment.
    function testFuzz_totalDelegated_followsEveryMove(uint256 seed) public {
        address[3] memory people = [alice, bob, genesis];
        for (uint256 step; step < 20; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            address who = people[seed % 3];
            address other = people[(seed >> 8) % 3];
            uint256 amount = (seed >> 16) % (token.balanceOf(who) / 1e9 + 1);
            vm.prank(who);
            if ((seed >> 4) % 4 == 0) token.delegate((seed >> 100) % 2 == 0 ? address(0) : other);
            else if ((seed >> 4) % 4 == 1) token.burn(amount);
            else token.transfer(other, amount);
            skip(1);
            uint256 sum = token.getVotes(alice) + token.getVotes(bob) + token.getVotes(genesis);
            assertEq(token.getPastTotalDelegated(block.timestamp - 1), sum);
        }
    }

    function test_clock_isTheTimestamp() public view {
        assertEq(token.clock(), block.timestamp);
        assertEq(token.CLOCK_MODE(), "mode=timestamp");
    }

    function test_permit_countsItsOwnNonces() public view {
        assertEq(token.nonces(alice), 0);
    }
}
