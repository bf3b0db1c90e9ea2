// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IGovernor } from "@openzeppelin/contracts/governance/IGovernor.sol";
import { ERC1967Utils } from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import { UUPSUpgradeable } from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import { Upgradeable } from "../../src/base/Upgradeable.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import { IGuardian } from "../../src/interfaces/IGuardian.sol";
import { PauseBit } from "../../src/libraries/PauseBit.sol";
import { Governing } from "./Governing.sol";

/// @notice Each kind of proposal, from the first vote to what it changes. Nothing here sends as a timelock: every call comes
/// out of a vote, and what changes code or limits also out of the second timelock.
contract ProposalsTest is Governing {
    /*                                          PARAMETERS AND DEVICES                                         */

    function test_kind_parameter() public {
        _carry(address(params), abi.encodeCall(params.set, ("bounty", 600e18)), "A larger bounty");
        assertEq(params.get("bounty"), 600e18);
    }

    function test_kind_parameterOutOfBoundsPassesAndCannotBeExecuted() public {
        uint256 id = _propose(address(params), abi.encodeCall(params.set, ("feeBps", 301)), "A step too far");
        _pass(id);
        vm.expectRevert();
        governor.execute(id);
        assertEq(params.get("feeBps"), 200);
    }

    function test_kind_classRule() public {
        IDevices.ClassRule memory rule = IDevices.ClassRule(50e18, 1, true);
        _carry(address(devices), abi.encodeCall(devices.setClassRule, (4, rule)), "A class for phones");
        assertEq(devices.classRuleOf(4).stake, 50e18);
    }

    function test_kind_deviceApproval() public {
        _enrol(_enrolment());
        _carry(address(devices), abi.encodeCall(devices.setTier, (device.id, 3, "audited")), "Approve a device");
        assertEq(devices.deviceOf(device.id).tier, 3);
    }

    function test_kind_deviceSuspensionAndReturn() public {
        _enrol(_enrolment());
        IDevices.DeviceStatus suspended = IDevices.DeviceStatus.Suspended;
        _carry(address(devices), abi.encodeCall(devices.setStatus, (device.id, suspended, "look")), "Suspend");
        assertEq(uint8(devices.deviceOf(device.id).status), uint8(suspended));
        IDevices.DeviceStatus enrolled = IDevices.DeviceStatus.Enrolled;
        _carry(address(devices), abi.encodeCall(devices.setStatus, (device.id, enrolled, "fine")), "Back again");
        assertEq(uint8(devices.deviceOf(device.id).status), uint8(enrolled));
    }

    function test_kind_deviceBanTakesItsStake() public {
        _enrol(_enrolment());
        _stake(operator.addr, 1000e18);
        vm.prank(operator.addr);
        devices.setClass(device.id, 1);
        bytes memory ban = abi.encodeCall(devices.setStatus, (device.id, IDevices.DeviceStatus.Banned, "cloned"));
        _carry(address(devices), ban, "Ban a clone");
        assertEq(_tokens(operator.addr), 1000e18 - CLASS_1_STAKE);
    }

    function test_kind_committee() public {
        _seatVerifiers();
        address[] memory six = new address[](6);
        for (uint256 i; i < 6; ++i) {
            six[i] = verifiers[i].addr;
        }
        _carry(address(committee), abi.encodeCall(committee.setCommittee, (six, 4, 5)), "Six seats");
        (uint16 version, address[] memory members,,) = committee.committeeOf(0);
        assertEq(version, 2);
        assertEq(members, six);
    }

    /*                                                  MONEY                                                  */

    function test_kind_treasuryPayment() public {
        vm.prank(genesis);
        token.transfer(address(treasury), 1000e18);
        bytes memory payment = abi.encodeCall(treasury.pay, (address(token), stranger, 100e18, "verifiers"));
        _carry(address(treasury), payment, "Pay the verifiers");
        assertEq(token.balanceOf(stranger), 100e18);
    }

    function test_kind_treasuryLimitTakesBothTimelocks() public {
        _carryUpgrade(address(treasury), abi.encodeCall(treasury.setOutflow, (2000)));
        assertEq(treasury.outflowBps(), 2000);
    }

    /*                                                 COUNCIL                                                 */

    function test_kind_councilAndItsTerm() public {
        address next = makeAddr("next council");
        _carry(address(guardian), abi.encodeCall(guardian.setCouncil, (next)), "Another council");
        assertEq(guardian.council(), next);
        uint40 until = uint40(block.timestamp + 200 days);
        _carry(address(guardian), abi.encodeCall(guardian.extend, (until)), "Half a year more");
        assertEq(guardian.expiresAt(), until);
    }

    function test_kind_unpauseAndRearm() public {
        uint256 unpausing =
            _propose(address(guardian), abi.encodeCall(guardian.unpause, (PauseBit.ROOTS)), "No need to wait");
        _pass(unpausing);
        vm.prank(council);
        guardian.pause(PauseBit.ROOTS);
        governor.execute(unpausing);
        assertFalse(guardian.isPaused(PauseBit.ROOTS));

        uint256 rearming = _propose(address(guardian), abi.encodeCall(guardian.rearm, (PauseBit.LEASES)), "Once more");
        _pass(rearming);
        vm.startPrank(council);
        guardian.pause(PauseBit.LEASES);
        vm.expectPartialRevert(IGuardian.PauseResting.selector);
        guardian.pause(PauseBit.LEASES);
        vm.stopPrank();
        governor.execute(rearming);
        vm.prank(council);
        guardian.pause(PauseBit.LEASES);
        assertTrue(guardian.isPaused(PauseBit.LEASES));
    }

    /*                                           RULES OF THE VOTE ITSELF                                      */

    function test_kind_rulesOfTheVote() public {
        _carry(address(governor), abi.encodeCall(governor.setProposalThreshold, (500_000e18)), "A lower threshold");
        assertEq(governor.proposalThreshold(), 500_000e18);
        _carry(address(governor), abi.encodeCall(governor.setVotingDelay, (2 days)), "More time to read");
        assertEq(governor.votingDelay(), 2 days);
    }

    function test_kind_delayOfTheTimelock() public {
        _carry(address(timelock), abi.encodeCall(timelock.updateDelay, (3 days)), "A slower timelock");
        assertEq(timelock.getMinDelay(), 3 days);
    }

    function test_kind_delayOfTheUpgradeTimelockTakesItsOwnDelay() public {
        _carryUpgrade(address(upgradeTimelock), abi.encodeCall(timelock.updateDelay, (14 days)));
        assertEq(upgradeTimelock.getMinDelay(), 14 days);
    }

    /*                                                  CODE                                                   */

    function test_kind_upgradeOfEachContractBehindAProxy() public {
        address[4] memory proxies = [address(leases), address(bonds), address(devices), address(committee)];
        bytes[4] memory codes = [_leasesCode(), _bondsCode(), _devicesCode(), _committeeCode()];
        bytes32[4] memory names = [bytes32("leases2"), "bonds2", "devices2", "committee2"];
        for (uint256 i; i < 4; ++i) {
            address code = deployer.deploy(names[i], codes[i]);
            _carryUpgrade(proxies[i], abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (code, "")));
            assertEq(address(uint160(uint256(vm.load(proxies[i], ERC1967Utils.IMPLEMENTATION_SLOT)))), code);
        }
    }

    function test_kind_freeze() public {
        _carryUpgrade(address(leases), abi.encodeCall(Upgradeable.freeze, ()));
        assertTrue(leases.frozen());
    }

    /*                                                  WORDS                                                  */

    function test_kind_text() public {
        _carry(address(0xdead), "", "We would like to be called members");
    }

    function test_kind_manyActionsHappenTogetherOrNotAtAll() public {
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) =
            (new address[](2), new uint256[](2), new bytes[](2));
        (targets[0], calls[0]) = (address(params), abi.encodeCall(params.set, ("bounty", 600e18)));
        (targets[1], calls[1]) = (address(params), abi.encodeCall(params.set, ("feeBps", 2000)));
        vm.prank(member);
        uint256 id = governor.propose(targets, values, calls, "Good and impossible");
        assertTrue(governor.proposalNeedsQueuing(id));
        _pass(id);
        vm.expectRevert();
        governor.execute(id);
        assertEq(params.get("bounty"), 500e18);
        assertEq(uint8(governor.state(id)), uint8(IGovernor.ProposalState.Queued));
    }
}
