// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Governor } from "@openzeppelin/contracts/governance/Governor.sol";
import {
    GovernorCountingFractional
} from "@openzeppelin/contracts/governance/extensions/GovernorCountingFractional.sol";
import { GovernorPreventLateQuorum } from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import { GovernorProposalGuardian } from "@openzeppelin/contracts/governance/extensions/GovernorProposalGuardian.sol";
import { GovernorSettings } from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import { GovernorStorage } from "@openzeppelin/contracts/governance/extensions/GovernorStorage.sol";
import { GovernorTimelockControl } from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import { GovernorVotes } from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { IBonds } from "./interfaces/IBonds.sol";
import { Amounts } from "./libraries/Amounts.sol";
import { Token } from "./Token.sol";

/// @title AmbitGovernor
/// @notice Members' votes: OpenZeppelin's governor and seven of its extensions, with two rules of our own.
///
/// Votes are tokens, delegated, and stakes, which nobody can delegate: both as they were when voting began. The quorum
/// follows the votes that are in anyone's hands: `quorumBps` of all delegated and staked votes, but never below
/// `quorumFloor` nor above `quorumCap`, so that sleeping tokens cannot block and a quiet week cannot be bought.
///
/// A late quorum extends the vote. Votes may be split and carry a reason. A proposal that passes waits in the governance
/// timelock; anyone queues and executes it. A proposer may end its description with `#proposer=0x…`, so that nobody proposes
/// the same first only to cancel it.
contract AmbitGovernor is
    Governor,
    GovernorSettings,
    GovernorCountingFractional,
    GovernorStorage,
    GovernorVotes,
    GovernorTimelockControl,
    GovernorPreventLateQuorum,
    GovernorProposalGuardian
{
    /// @notice Whom the governor works with.
    struct Peers {
        Token token;
        IBonds bonds;
        TimelockController timelock;
        address guardian;
    }

    /// @notice How a vote runs: seconds for clocks, AMB wei for votes.
    struct Rules {
        uint48 votingDelay;
        uint32 votingPeriod;
        uint48 lateQuorumExtension;
        uint256 proposalThreshold;
        uint256 quorumBps;
        uint256 quorumFloor;
        uint256 quorumCap;
    }

    Token private immutable _token;
    IBonds private immutable _bonds;
    /// @notice The share of delegated and staked votes that makes a quorum, in basis points.
    uint256 public immutable quorumBps;
    /// @notice The least that makes a quorum.
    uint256 public immutable quorumFloor;
    /// @notice The most that a quorum can ask.
    uint256 public immutable quorumCap;

    constructor(Peers memory peers, Rules memory rules)
        Governor("Ambit")
        GovernorSettings(rules.votingDelay, rules.votingPeriod, rules.proposalThreshold)
        GovernorVotes(peers.token)
        GovernorTimelockControl(peers.timelock)
        GovernorPreventLateQuorum(rules.lateQuorumExtension)
    {
        _token = peers.token;
        _bonds = peers.bonds;
        quorumBps = rules.quorumBps;
        quorumFloor = rules.quorumFloor;
        quorumCap = rules.quorumCap;
        _setProposalGuardian(peers.guardian);
    }

    /// @notice The votes that For and Abstain must reach together. Stakes count as delegated: the bonds delegate what they hold.
    function quorum(uint256 timepoint) public view override returns (uint256) {
        uint256 share = Amounts.shareDown(_token.getPastTotalDelegated(timepoint), quorumBps);
        return Math.min(quorumCap, Math.max(quorumFloor, share));
    }

    function _getVotes(address account, uint256 timepoint, bytes memory params)
        internal
        view
        override(Governor, GovernorVotes)
        returns (uint256)
    {
        return super._getVotes(account, timepoint, params) + _bonds.getPastVotes(account, timepoint);
    }

    /*                          Solidity wants each shared function named once more.                           */

    function state(uint256 proposalId) public view override(Governor, GovernorTimelockControl) returns (ProposalState) {
        return super.state(proposalId);
    }

    function proposalNeedsQueuing(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (bool)
    {
        return super.proposalNeedsQueuing(proposalId);
    }

    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    function proposalDeadline(uint256 proposalId)
        public
        view
        override(Governor, GovernorPreventLateQuorum)
        returns (uint256)
    {
        return super.proposalDeadline(proposalId);
    }

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override(Governor, GovernorStorage) returns (uint256) {
        return super._propose(targets, values, calldatas, description, proposer);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(proposalId);
    }

    function _validateCancel(uint256 proposalId, address caller)
        internal
        view
        override(Governor, GovernorProposalGuardian)
        returns (bool)
    {
        return super._validateCancel(proposalId, caller);
    }
}
