// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IGuardian } from "../../src/interfaces/IGuardian.sol";
import { Market } from "../base/Market.sol";

contract GuardianTest is Market {
    /*                                                  PAUSE                                                  */

    function test_pause_endsByItself() public {
        vm.expectEmit(address(guardian));
        emit IGuardian.Paused(15, uint40(block.timestamp + 72 hours));
        _pause(15);
        for (uint8 bit = 1; bit <= 8; bit <<= 1) {
            assertTrue(guardian.isPaused(bit));
        }
        skip(72 hours - 1);
        assertTrue(guardian.isPaused(8));
        skip(1);
        for (uint8 bit = 1; bit <= 8; bit <<= 1) {
            assertFalse(guardian.isPaused(bit));
        }
        assertEq(escrow.intakePausedUntil(), block.timestamp);
    }

    function test_pause_ofOneBitLeavesTheOthers() public {
        _pause(2);
        assertTrue(guardian.isPaused(2));
        assertFalse(guardian.isPaused(1));
        assertFalse(guardian.isPaused(4));
        assertEq(escrow.intakePausedUntil(), 0);
    }

    function test_pause_restsAWeekBeforeItsNextUse() public {
        _pause(1);
        uint40 rested = uint40(block.timestamp + 72 hours + 7 days);
        skip(72 hours);
        vm.expectRevert(abi.encodeWithSelector(IGuardian.PauseResting.selector, 1, rested));
        _pause(1);
        vm.warp(rested);
        _pause(1);
    }

    function test_pause_cannotBeProlonged() public {
        _pause(1);
        skip(71 hours);
        vm.expectPartialRevert(IGuardian.PauseResting.selector);
        _pause(1);
    }

    function test_unpause_endsItEarlyButTheRestStays() public {
        _pause(1);
        skip(1 hours);
        vm.expectEmit(address(guardian));
        emit IGuardian.Unpaused(1);
        vm.prank(council);
        guardian.unpause(1);
        assertFalse(guardian.isPaused(1));
        assertEq(escrow.intakePausedUntil(), block.timestamp);
        vm.expectPartialRevert(IGuardian.PauseResting.selector);
        _pause(1);
    }

    function test_unpause_isGovernancesToo() public {
        _pause(2);
        vm.prank(address(timelock));
        guardian.unpause(2);
        assertFalse(guardian.isPaused(2));
    }

    function test_unpause_refusesStrangers() public {
        _pause(2);
        vm.expectRevert(abi.encodeWithSelector(IGuardian.NotCouncil.selector, address(this), council));
        guardian.unpause(2);
    }

    function test_rearm_isAVoteThatEndsTheRest() public {
        _pause(1);
        skip(72 hours);
        vm.expectEmit(address(guardian));
        emit IGuardian.Rearmed(1);
        vm.prank(address(timelock));
        guardian.rearm(1);
        _pause(1);
        assertTrue(guardian.isPaused(1));
    }

    function test_rearm_isGovernances() public {
        vm.expectRevert(abi.encodeWithSelector(IGuardian.NotGovernance.selector, council, address(timelock)));
        vm.prank(council);
        guardian.rearm(1);
    }

    /*                                                  TERM                                                   */

    function test_everyPowerEndsWithTheTerm() public {
        vm.warp(guardian.expiresAt());
        bytes[4] memory powers = [
            abi.encodeCall(guardian.pause, (1)),
            abi.encodeCall(guardian.cancelProposal, (1)),
            abi.encodeCall(guardian.disableRewardsRoot, ()),
            abi.encodeCall(guardian.returnSlash, (1))
        ];
        for (uint256 i; i < powers.length; ++i) {
            vm.prank(council);
            (bool accepted, bytes memory error) = address(guardian).call(powers[i]);
            assertFalse(accepted);
            assertEq(error, abi.encodeWithSelector(IGuardian.GuardianExpired.selector, guardian.expiresAt()));
        }
    }

    function test_everyPowerIsTheCouncilsOnly() public {
        bytes[4] memory powers = [
            abi.encodeCall(guardian.pause, (1)),
            abi.encodeCall(guardian.cancelProposal, (1)),
            abi.encodeCall(guardian.disableRewardsRoot, ()),
            abi.encodeCall(guardian.returnSlash, (1))
        ];
        for (uint256 i; i < powers.length; ++i) {
            vm.prank(stranger);
            (bool accepted, bytes memory error) = address(guardian).call(powers[i]);
            assertFalse(accepted);
            assertEq(error, abi.encodeWithSelector(IGuardian.NotCouncil.selector, stranger, council));
        }
    }

    function test_extend_isAVote() public {
        vm.warp(guardian.expiresAt() + 10 days);
        uint40 later = uint40(block.timestamp + 100 days);
        vm.expectEmit(address(guardian));
        emit IGuardian.Extended(later);
        vm.prank(address(timelock));
        guardian.extend(later);
        _pause(1);
        assertTrue(guardian.isPaused(1));
    }

    function test_extend_canAlsoCutTheTermShort() public {
        vm.prank(address(timelock));
        guardian.extend(uint40(block.timestamp));
        vm.expectPartialRevert(IGuardian.GuardianExpired.selector);
        _pause(1);
    }

    function test_extend_refusesMoreThanAYear() public {
        uint40 latest = uint40(block.timestamp + 365 days);
        vm.expectRevert(abi.encodeWithSelector(IGuardian.ExtensionTooLong.selector, latest + 1, latest));
        vm.prank(address(timelock));
        guardian.extend(latest + 1);
    }

    function test_extend_isNotTheCouncils() public {
        vm.expectRevert(abi.encodeWithSelector(IGuardian.NotGovernance.selector, council, address(timelock)));
        vm.prank(council);
        guardian.extend(uint40(block.timestamp + 1));
    }

    function test_setCouncil_isAVote() public {
        vm.expectEmit(address(guardian));
        emit IGuardian.CouncilChanged(stranger);
        vm.prank(address(timelock));
        guardian.setCouncil(stranger);
        vm.prank(stranger);
        guardian.pause(1);
        vm.expectRevert(abi.encodeWithSelector(IGuardian.NotCouncil.selector, council, stranger));
        _pause(2);
    }

    function test_setCouncil_isNotTheCouncils() public {
        vm.expectRevert(abi.encodeWithSelector(IGuardian.NotGovernance.selector, council, address(timelock)));
        vm.prank(council);
        guardian.setCouncil(stranger);
    }

    function _pause(uint8 bits) private {
        vm.prank(council);
        guardian.pause(bits);
    }
}
