// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IBonds } from "../../src/interfaces/IBonds.sol";
import { ICommittee } from "../../src/interfaces/ICommittee.sol";
import { Attesting } from "../base/Attesting.sol";

contract SeatsTest is Attesting {
    function test_firstCommittee_isSeatedWithTheDeployment() public view {
        (uint16 version, address[] memory members, uint8 quorum, uint8 assigned) = committee.committeeOf(0);
        assertEq(version, 1);
        assertEq(members.length, 7);
        assertEq(quorum, 5);
        assertEq(assigned, 5);
    }

    function test_lockSeat_locksTheStakeOfASeatOnce() public {
        address member = verifiers[0].addr;
        _stake(member, SEAT_STAKE);
        vm.prank(stranger);
        committee.lockSeat(member);
        assertEq(bonds.bondOf(member).locked, SEAT_STAKE);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.SeatNotOpen.selector, member));
        committee.lockSeat(member);
    }

    function test_lockSeat_refusesAMemberWithoutStake() public {
        address member = verifiers[0].addr;
        vm.expectRevert(abi.encodeWithSelector(IBonds.StakeTooLow.selector, member, SEAT_STAKE, 0));
        committee.lockSeat(member);
    }

    function test_lockSeat_refusesStrangers() public {
        vm.expectRevert(abi.encodeWithSelector(ICommittee.NotVerifier.selector, stranger, 1));
        committee.lockSeat(stranger);
    }

    function test_setCommittee_locksTheNewAndFreesTheOld() public {
        _seatVerifiers();
        address[] memory members = _members(4);
        vm.expectEmit(address(committee));
        emit ICommittee.CommitteeChanged(2, members, 3, 3);
        _setCommittee(members, 3, 3);
        assertEq(bonds.bondOf(verifiers[0].addr).locked, SEAT_STAKE);
        assertEq(bonds.bondOf(verifiers[6].addr).locked, 0);
        (uint16 version, address[] memory seated,,) = committee.committeeOf(0);
        assertEq(version, 2);
        assertEq(seated, members);
    }

    function test_setCommittee_keepsWhatEarlierVersionsWere() public {
        _seatVerifiers();
        _setCommittee(_members(4), 3, 3);
        (, address[] memory first,,) = committee.committeeOf(1);
        assertEq(first.length, 7);
    }

    function test_setCommittee_isGovernances() public {
        address[] memory members = _members(3);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.NotGovernance.selector, address(this), address(timelock)));
        committee.setCommittee(members, 2, 3);
    }

    function test_setCommittee_refusesMembersWithoutStake() public {
        address[] memory members = _members(3);
        vm.expectRevert(abi.encodeWithSelector(IBonds.StakeTooLow.selector, members[0], SEAT_STAKE, 0));
        _setCommittee(members, 2, 3);
    }

    function test_setCommittee_refusesWhatCannotWork() public {
        _seatVerifiers();
        _expectInvalid(_members(4), 2, 3); // half is no majority
        _expectInvalid(_members(4), 5, 3); // more signatures than seats
        _expectInvalid(_members(4), 3, 5); // more observers than seats
        _expectInvalid(_members(4), 3, 0); // nobody measures
        address[] memory twice = _members(3);
        twice[1] = twice[0];
        _expectInvalid(twice, 2, 3);
        address[] memory unsorted = _members(3);
        (unsorted[0], unsorted[1]) = (unsorted[1], unsorted[0]);
        _expectInvalid(unsorted, 2, 3);
        address[] memory nobody = _members(3);
        nobody[0] = address(0);
        _expectInvalid(nobody, 2, 3);
    }

    function test_setCommittee_refusesMoreThanTheCounterCanCount() public {
        address[] memory many = new address[](9);
        for (uint160 i; i < 9; ++i) {
            many[i] = address(i + 1000);
            _stake(many[i], SEAT_STAKE);
        }
        _expectInvalid(many, 5, 8);
        _setCommittee(many, 5, 7);
    }

    function test_setCommittee_refusesMoreSeatsThanBits() public {
        address[] memory many = new address[](33);
        for (uint160 i; i < 33; ++i) {
            many[i] = address(i + 1000);
        }
        _expectInvalid(many, 17, 5);
    }

    function test_setCommittee_refusesAnEmptyOne() public {
        _expectInvalid(new address[](0), 0, 0);
    }

    /*                                               ASSIGNMENT                                                */

    function testFuzz_assignedTo_isASetOfMembers(bytes32 which, uint32 epoch) public view {
        address[] memory assigned = committee.assignedTo(which, epoch);
        assertEq(assigned.length, 5);
        for (uint256 i; i < 5; ++i) {
            _verifier(assigned[i]);
            for (uint256 j; j < i; ++j) {
                assertTrue(assigned[i] != assigned[j]);
            }
        }
    }

    function test_assignedTo_spreadsOverEveryone() public view {
        uint256[7] memory times;
        for (uint32 epoch; epoch < 700; ++epoch) {
            address[] memory assigned = committee.assignedTo(device.id, epoch);
            for (uint256 i; i < 5; ++i) {
                for (uint256 seat; seat < 7; ++seat) {
                    if (verifiers[seat].addr == assigned[i]) ++times[seat];
                }
            }
        }
        // 500 expected; twenty standard deviations either way would still be a spread.
        for (uint256 seat; seat < 7; ++seat) {
            assertApproxEqAbs(times[seat], 500, 60);
        }
    }

    /*                                                 HELPERS                                                 */

    function _members(uint256 count) private view returns (address[] memory members) {
        members = new address[](count);
        for (uint256 i; i < count; ++i) {
            members[i] = verifiers[i].addr;
        }
    }

    function _setCommittee(address[] memory members, uint8 quorum, uint8 assigned) private {
        vm.prank(address(timelock));
        committee.setCommittee(members, quorum, assigned);
    }

    function _expectInvalid(address[] memory members, uint8 quorum, uint8 assigned) private {
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeInvalid.selector, members.length, quorum, assigned));
        _setCommittee(members, quorum, assigned);
    }
}
