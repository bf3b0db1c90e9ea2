// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IGovernor } from "@openzeppelin/contracts/governance/IGovernor.sol";
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
import { Attesting } from "../base/Attesting.sol";

/// @title Governing
/// @notice Words for proposals: to make one, to vote, and to see it through both timelocks.
abstract contract Governing is Attesting {
    address internal whale = makeAddr("whale");
    address internal member = makeAddr("member");

    function setUp() public virtual override {
        super.setUp();
        _giveVotes(whale, 30_000_000e18);
        _giveVotes(member, 2_000_000e18);
        skip(1);
    }

    function _giveVotes(address who, uint256 amount) internal {
        vm.prank(genesis);
        token.transfer(who, amount);
        vm.prank(who);
        token.delegate(who);
    }

    function _propose(address target, bytes memory call, string memory description) internal returns (uint256) {
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = _action(target, call);
        vm.prank(member);
        return governor.propose(targets, values, calls, description);
    }

    function _action(address target, bytes memory call)
        internal
        pure
        returns (address[] memory targets, uint256[] memory values, bytes[] memory calls)
    {
        targets = new address[](1);
        values = new uint256[](1);
        calls = new bytes[](1);
        (targets[0], calls[0]) = (target, call);
    }

    /// @dev Votes it through and waits out the governance timelock.
    function _pass(uint256 id) internal {
        skip(1 days + 1);
        vm.prank(whale);
        governor.castVote(id, 1);
        skip(8 days);
        governor.queue(id);
        skip(2 days);
    }

    /// @dev A vote from proposal to execution.
    function _carry(address target, bytes memory call, string memory description) internal {
        uint256 id = _propose(target, call, description);
        _pass(id);
        governor.execute(id);
        assertEq(uint8(governor.state(id)), uint8(IGovernor.ProposalState.Executed));
    }

    /// @dev A vote that schedules `call` in the upgrade timelock, and the seven days after it.
    function _carryUpgrade(address target, bytes memory call) internal {
        bytes memory scheduling =
            abi.encodeCall(TimelockController.schedule, (target, 0, call, bytes32(0), bytes32(0), 7 days));
        _carry(address(upgradeTimelock), scheduling, "Through both timelocks");
        skip(7 days);
        upgradeTimelock.execute(target, 0, call, bytes32(0), bytes32(0));
    }
}
