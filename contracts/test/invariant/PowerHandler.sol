// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IGovernor } from "@openzeppelin/contracts/governance/IGovernor.sol";
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
import { UUPSUpgradeable } from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import { Attesting } from "../base/Attesting.sol";
import { Powers } from "../base/Powers.sol";

/// @title PowerHandler
/// @notice Members propose, vote, queue and execute; a council brakes; strangers try everything.
contract PowerHandler is Powers {
    struct Proposal {
        uint256 id;
        uint256 snapshot;
        bool executed;
    }

    Proposal[] internal proposals;
    address[4] internal members;
    uint256 public executedCount;
    uint256 public upgradedCount;
    bytes32[] internal scheduled;
    mapping(bytes32 operation => uint256) internal scheduledAt;
    uint256 internal codes;
    /// @dev Payments of the treasury: when and how much.
    uint256[] internal paidAt;
    uint256[] internal paidAmount;
    uint256[] internal balanceThen;
    bool public intruded;
    bool public brokeTheVote;
    bool public upgradedEarly;
    bool public passedTheShare;
    bool public pausedTooLong;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 4; ++i) {
            members[i] = makeAddr(string.concat("member ", vm.toString(i)));
            vm.prank(genesis);
            token.transfer(members[i], (i + 1) * 8_000_000e18);
            vm.prank(members[i]);
            token.delegate(members[i]);
        }
        _fund(address(treasury), 100_000e6);
        _enrol(_enrolment());
        skip(1);
    }

    function actions() external pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](10);
        selectors[0] = this.propose.selector;
        selectors[1] = this.propose.selector;
        selectors[2] = this.vote.selector;
        selectors[3] = this.vote.selector;
        selectors[4] = this.goOn.selector;
        selectors[5] = this.goOn.selector;
        selectors[6] = this.runUpgrade.selector;
        selectors[7] = this.brake.selector;
        selectors[8] = this.intrude.selector;
        selectors[9] = this.passTime.selector;
    }

    function propose(uint256 who, uint256 kind, uint256 seed) external {
        if (proposals.length >= 40) return;
        (address target, bytes memory call) = _wish(kind, seed);
        address[] memory targets = new address[](1);
        bytes[] memory calls = new bytes[](1);
        (targets[0], calls[0]) = (target, call);
        vm.prank(members[who % 4]);
        uint256 id = governor.propose(targets, new uint256[](1), calls, vm.toString(proposals.length));
        proposals.push(Proposal(id, governor.proposalSnapshot(id), false));
        skip(1 days + 1);
    }

    function vote(uint256 which, uint256 who, uint8 support) external {
        for (uint256 i; i < proposals.length; ++i) {
            uint256 id = proposals[(which % proposals.length + i) % proposals.length].id;
            if (governor.state(id) != IGovernor.ProposalState.Active) continue;
            if (governor.hasVoted(id, members[who % 4])) continue;
            vm.prank(members[who % 4]);
            governor.castVote(id, support % 3);
            return;
        }
    }

    /// @dev Takes a proposal as far as it will go.
    function goOn(uint256 which) external {
        for (uint256 i; i < proposals.length; ++i) {
            Proposal storage proposal = proposals[(which % proposals.length + i) % proposals.length];
            if (_queued(proposal)) return _executeAndCheck(proposal);
        }
    }

    /// @dev Tries what the upgrade timelock holds, now.
    function runUpgrade(uint256 which) external {
        if (scheduled.length == 0) return;
        bytes32 operation = scheduled[which % scheduled.length];
        if (upgradeTimelock.isOperationDone(operation) || !upgradeTimelock.isOperation(operation)) return;
        bytes memory call = abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (_codeOf[operation], ""));
        try upgradeTimelock.execute(address(leases), 0, call, 0, 0) {
            ++upgradedCount;
            if (block.timestamp < scheduledAt[operation] + 7 days) upgradedEarly = true;
        } catch {
            if (block.timestamp >= scheduledAt[operation] + 7 days) brokeTheVote = true;
        }
    }

    mapping(bytes32 operation => address) private _codeOf;

    function brake(uint256 seed) external {
        uint8 bits = uint8(seed % 16);
        vm.prank(council);
        try guardian.pause(bits) {
            for (uint8 bit = 1; bit <= 8; bit <<= 1) {
                if (guardian.pausedUntil(bit) > block.timestamp + 72 hours) pausedTooLong = true;
            }
        } catch { } // at rest, or its term is over
        if (seed % 7 == 0 && proposals.length != 0) {
            vm.prank(council);
            try guardian.cancelProposal(proposals[seed % proposals.length].id) { } catch { } // executed, or late
        }
    }

    function intrude(address sender, uint256 which) external {
        if (_isPowerful(sender)) return;
        (address[] memory targets, bytes[] memory calls) = _powers();
        which %= calls.length;
        vm.prank(sender);
        (bool accepted,) = targets[which].call(calls[which]);
        if (accepted) intruded = true;
    }

    function passTime(uint256 seed) external {
        skip(bound(seed, 1, 8 days));
    }

    /*                                                  VIEWS                                                  */

    function upgrades() external view returns (uint256) {
        return scheduled.length;
    }

    function paymentCount() external view returns (uint256) {
        return paidAt.length;
    }

    /*                                                 PRIVATE                                                 */

    function _wish(uint256 kind, uint256 seed) private returns (address, bytes memory) {
        kind %= 6;
        if (kind == 0) return (address(params), abi.encodeCall(params.set, ("feeBps", bound(seed, 0, 1200))));
        if (kind == 1) {
            uint256 amount = bound(seed, 0, 30_000e6);
            return (address(treasury), abi.encodeCall(treasury.pay, (address(usdc), stranger, amount, "wish")));
        }
        if (kind == 2) {
            return (address(devices), abi.encodeCall(devices.setTier, (device.id, uint8(seed % 5), "wish")));
        }
        if (kind == 3) {
            return (address(guardian), abi.encodeCall(guardian.extend, (uint40(block.timestamp + 100 days))));
        }
        if (kind == 4) {
            IDevices.ClassRule memory rule = IDevices.ClassRule(uint128(seed % 1000e18), uint8(seed % 5), true);
            return (address(devices), abi.encodeCall(devices.setClassRule, (uint8(seed % 9), rule)));
        }
        address code = deployer.deploy(bytes32(++codes), _leasesCode());
        bytes memory upgrade = abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (code, ""));
        _codeOf[upgradeTimelock.hashOperation(address(leases), 0, upgrade, 0, 0)] = code;
        uint256 delay = seed % 3 == 0 ? 1 days : 7 days;
        return (
            address(upgradeTimelock),
            abi.encodeCall(TimelockController.schedule, (address(leases), 0, upgrade, 0, 0, delay))
        );
    }

    /// @dev Waits out a vote and queues what passed.
    function _queued(Proposal storage proposal) private returns (bool) {
        IGovernor.ProposalState state = governor.state(proposal.id);
        if (state == IGovernor.ProposalState.Active) vm.warp(governor.proposalDeadline(proposal.id) + 1);
        state = governor.state(proposal.id);
        if (state == IGovernor.ProposalState.Succeeded) governor.queue(proposal.id);
        return governor.state(proposal.id) == IGovernor.ProposalState.Queued && !_hopeless[proposal.id];
    }

    mapping(uint256 id => bool) private _hopeless;

    /// @dev Executes if it can, then asks whether it should have been possible.
    function _executeAndCheck(Proposal storage proposal) private {
        uint256 eta = governor.proposalEta(proposal.id);
        (address[] memory targets,, bytes[] memory calls,) = governor.proposalDetails(proposal.id);
        uint256 there = usdc.balanceOf(address(treasury));
        bool early = block.timestamp < eta;
        try governor.execute(proposal.id) {
            proposal.executed = true;
            ++executedCount;
            (uint256 against, uint256 forVotes, uint256 abstain) = governor.proposalVotes(proposal.id);
            bool carried = forVotes > against && forVotes + abstain >= governor.quorum(proposal.snapshot);
            if (early || !carried) brokeTheVote = true;
            _note(targets[0], calls[0], there);
        } catch {
            // Too early, or a wish that the contracts refuse.
            if (early) vm.warp(eta);
            else _hopeless[proposal.id] = true;
        }
    }

    function _note(address target, bytes memory call, uint256 there) private {
        if (target == address(treasury)) {
            paidAt.push(block.timestamp);
            paidAmount.push(there - usdc.balanceOf(address(treasury)));
            balanceThen.push(there);
            _checkShare();
        }
        if (target == address(upgradeTimelock)) {
            bytes memory args = new bytes(call.length - 4);
            for (uint256 i; i < args.length; ++i) {
                args[i] = call[i + 4];
            }
            (address to,, bytes memory inner,,,) =
                abi.decode(args, (address, uint256, bytes, bytes32, bytes32, uint256));
            bytes32 operation = upgradeTimelock.hashOperation(to, 0, inner, 0, 0);
            scheduled.push(operation);
            scheduledAt[operation] = block.timestamp;
        }
    }

    /// @dev All that left in the thirty days until now, against a tenth of what was there before it left.
    function _checkShare() private {
        uint256 sum;
        uint256 before = usdc.balanceOf(address(treasury));
        for (uint256 i = paidAt.length; i > 0 && paidAt[i - 1] + 30 days > block.timestamp; --i) {
            sum += paidAmount[i - 1];
        }
        if (sum * 10 > before + sum) passedTheShare = true;
    }
}
