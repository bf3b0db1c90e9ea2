// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Market } from "../base/Market.sol";
import { TestFaucet } from "../../src/local/TestFaucet.sol";

/// @notice The two contracts of a local chain that give to anyone.
contract FaucetsTest is Market {
    function test_testUsdc_givesAnyoneAThousandDollars() public {
        usdc.faucet(stranger);
        usdc.faucet(stranger);
        assertEq(usdc.balanceOf(stranger), 2000e6);
        assertEq(usdc.decimals(), 6);
    }

    function test_testFaucet_givesWhatItHoldsAndNoMore() public {
        TestFaucet faucet = new TestFaucet(token);
        vm.prank(genesis);
        token.transfer(address(faucet), 10_000e18);
        faucet.faucet(stranger);
        assertEq(token.balanceOf(stranger), 10_000e18);
        vm.expectRevert();
        faucet.faucet(stranger);
    }
}
