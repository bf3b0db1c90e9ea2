// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IGovernor } from "@openzeppelin/contracts/governance/IGovernor.sol";
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
import { IParams } from "../../src/interfaces/IParams.sol";
import { Governing } from "./Governing.sol";

contract GovernorTest is Governing {
    /*                                                 QUORUM                                                  */

    function test_quorum_isAShareOfDelegatedVotes() public {
        _giveVotes(genesis, 0);
        skip(1);
        // 400M delegated, less what is not: two fifths, but at most the cap.
        uint256 delegated = token.getPastTotalDelegated(block.timestamp - 1);
        assertEq(delegated, GENESIS);
        assertEq(governor.quorum(block.timestamp - 1), GENESIS * 4 / 10);
    }

    function test_quorum_neverFallsBelowTheFloor() public view {
        assertEq(token.getPastTotalDelegated(block.timestamp - 1), 32_000_000e18);
        assertEq(governor.quorum(block.timestamp - 1), 20_000_000e18);
    }

    function test_quorum_neverRisesAboveTheCap() public {
        vm.prank(address(rewards));
        token.mint(whale, 200_000_000e18);
        _giveVotes(genesis, 0);
        skip(1);
        assertEq(governor.quorum(block.timestamp - 1), 200_000_000e18);
    }

    function test_quorum_countsStakes() public {
        vm.prank(genesis);
        token.approve(address(bonds), 100_000_000e18);
        vm.prank(genesis);
        bonds.stake(genesis, 100_000_000e18);
        skip(1);
        assertEq(governor.quorum(block.timestamp - 1), 132_000_000e18 * 4 / 10);
    }

    /*                                                  VOTES                                                  */

    function test_votes_areTokensAndStakes() public {
        _stake(member, 5_000_000e18);
        skip(1);
        assertEq(governor.getVotes(member, block.timestamp - 1), 7_000_000e18);
    }

    function test_votes_ofAStakeAreTheLowerOfThenAndNow() public {
        _stake(operator.addr, 5_000_000e18);
        uint256 id = _proposeFee(250);
        skip(1 days + 1);
        address[] memory liar = new address[](1);
        liar[0] = operator.addr;
        vm.prank(address(committee));
        bonds.slash(liar, 1_000_000e18, address(0), 0, "lie");
        vm.prank(operator.addr);
        governor.castVote(id, 1);
        (, uint256 forVotes,) = governor.proposalVotes(id);
        assertEq(forVotes, 4_000_000e18);
    }

    function test_votes_canBeSplitAndCarryAReason() public {
        uint256 id = _proposeFee(250);
        skip(1 days + 1);
        bytes memory split = abi.encodePacked(uint128(3_000_000e18), uint128(20_000_000e18), uint128(7_000_000e18));
        vm.prank(whale);
        governor.castVoteWithReasonAndParams(id, 255, "half convinced", split);
        (uint256 against, uint256 forVotes, uint256 abstain) = governor.proposalVotes(id);
        assertEq(against, 3_000_000e18);
        assertEq(forVotes, 20_000_000e18);
        assertEq(abstain, 7_000_000e18);
    }

    function test_votes_boughtAfterTheSnapshotAreWorthless() public {
        uint256 id = _proposeFee(250);
        skip(1 days + 1);
        _giveVotes(stranger, 100_000_000e18);
        skip(1);
        // The governor has no better word for a voter with nothing to cast.
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, stranger));
        vm.prank(stranger);
        governor.castVote(id, 0);
    }

    function test_votes_aLateQuorumProlongsTheVote() public {
        uint256 id = _proposeFee(250);
        uint256 deadline = governor.proposalDeadline(id);
        vm.warp(deadline - 1 hours);
        vm.prank(whale);
        governor.castVote(id, 1);
        assertEq(governor.proposalDeadline(id), deadline - 1 hours + 2 days);
    }

    /*                                                PROPOSALS                                                */

    function test_propose_needsTheThreshold() public {
        _giveVotes(stranger, 999_999e18);
        skip(1);
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = _action(address(params), "");
        vm.expectPartialRevert(IGovernor.GovernorInsufficientProposerVotes.selector);
        vm.prank(stranger);
        governor.propose(targets, values, calls, "x");
    }

    function test_propose_keepsOthersFromProposingTheSameFirst() public {
        string memory description = string.concat("x#proposer=", vm.toString(member));
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = _action(address(params), "");
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, whale));
        vm.prank(whale);
        governor.propose(targets, values, calls, description);
        vm.prank(member);
        governor.propose(targets, values, calls, description);
    }

    function test_propose_keepsItsActionsReadable() public {
        uint256 id = _proposeFee(250);
        (address[] memory targets,, bytes[] memory calls,) = governor.proposalDetails(id);
        assertEq(targets[0], address(params));
        assertEq(calls[0], abi.encodeCall(IParams.set, ("feeBps", 250)));
    }

    function test_proposal_isDefeatedWithoutAQuorum() public {
        uint256 id = _proposeFee(250);
        skip(1 days + 1);
        vm.prank(member);
        governor.castVote(id, 1);
        skip(6 days);
        assertEq(uint8(governor.state(id)), uint8(IGovernor.ProposalState.Defeated));
    }

    function test_proposal_isDefeatedByAMajorityAgainst() public {
        uint256 id = _proposeFee(250);
        skip(1 days + 1);
        vm.prank(whale);
        governor.castVote(id, 0);
        vm.prank(member);
        governor.castVote(id, 1);
        skip(6 days);
        assertEq(uint8(governor.state(id)), uint8(IGovernor.ProposalState.Defeated));
    }

    function test_proposal_waitsInTheTimelockAndIsExecutedByAnyone() public {
        uint256 id = _proposeFee(250);
        skip(1 days + 1);
        vm.prank(whale);
        governor.castVote(id, 1);
        skip(8 days);
        vm.prank(stranger);
        governor.queue(id);
        skip(2 days - 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        governor.execute(id);
        skip(1);
        vm.prank(stranger);
        governor.execute(id);
        assertEq(params.get("feeBps"), 250);
    }

    function test_proposal_canBeWithdrawnByItsProposerBeforeTheVote() public {
        uint256 id = _proposeFee(250);
        vm.prank(member);
        governor.cancel(id);
        assertEq(uint8(governor.state(id)), uint8(IGovernor.ProposalState.Canceled));
    }

    function test_proposal_cannotBeWithdrawnOnceTheVoteRuns() public {
        uint256 id = _proposeFee(250);
        skip(1 days + 1);
        vm.expectPartialRevert(IGovernor.GovernorUnableToCancel.selector);
        vm.prank(member);
        governor.cancel(id);
    }

    function test_proposal_canBeCancelledByTheGuardianEvenInTheTimelock() public {
        uint256 id = _proposeFee(250);
        _pass(id);
        vm.prank(council);
        guardian.cancelProposal(id);
        assertEq(uint8(governor.state(id)), uint8(IGovernor.ProposalState.Canceled));
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        governor.execute(id);
    }

    function test_proposal_cannotBeCancelledByAnExpiredGuardian() public {
        uint256 id = _proposeFee(250);
        vm.warp(guardian.expiresAt());
        vm.expectRevert();
        vm.prank(council);
        guardian.cancelProposal(id);
    }

    function test_settings_changeOnlyByVote() public {
        vm.expectPartialRevert(IGovernor.GovernorOnlyExecutor.selector);
        governor.setVotingPeriod(1);
        _carry(address(governor), abi.encodeCall(governor.setVotingPeriod, (3 days)), "Shorter votes");
        assertEq(governor.votingPeriod(), 3 days);
    }

    function _proposeFee(uint256 bps) private returns (uint256) {
        return _propose(address(params), abi.encodeCall(IParams.set, ("feeBps", bps)), "Change the fee");
    }
}
