// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IBonds } from "../../src/interfaces/IBonds.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import { Attested, Benchmark } from "../../src/libraries/Attested.sol";
import { Attesting } from "../base/Attesting.sol";

contract ApprovalTest is Attesting {
    function setUp() public override {
        super.setUp();
        _enrol(_enrolment());
        _stake(operator.addr, 10_000e18);
    }

    /*                                                 CLASSES                                                 */

    function test_setClass_locksTheStakeOfTheClass() public {
        vm.expectEmit(address(devices));
        emit IDevices.DeviceClassSet(device.id, 1, CLASS_1_STAKE);
        _setClass(1);
        assertEq(devices.deviceOf(device.id).class, 1);
        assertEq(devices.deviceOf(device.id).stake, CLASS_1_STAKE);
        assertEq(bonds.bondOf(operator.addr).locked, CLASS_1_STAKE);
    }

    function test_setClass_movesTheLockToTheNewClass() public {
        _setClass(1);
        _setClass(2);
        assertEq(bonds.bondOf(operator.addr).locked, 400e18);
        _setClass(0);
        assertEq(bonds.bondOf(operator.addr).locked, 0);
    }

    function test_setClass_startsTheTierFromZero() public {
        _approve(1, 1);
        _setClass(2);
        assertEq(devices.deviceOf(device.id).tier, 0);
    }

    function test_setClass_refusesTooLittleStake() public {
        vm.prank(operator.addr);
        bonds.thaw(9950e18);
        vm.expectRevert(abi.encodeWithSelector(IBonds.StakeTooLow.selector, operator.addr, CLASS_1_STAKE, 50e18));
        _setClass(1);
    }

    function test_setClass_refusesAnUnknownClass() public {
        vm.expectRevert(abi.encodeWithSelector(IDevices.ClassUnknown.selector, 9));
        _setClass(9);
    }

    function test_setClass_refusesAStranger() public {
        vm.expectRevert(abi.encodeWithSelector(IDevices.NotOperator.selector, device.id, stranger));
        vm.prank(stranger);
        devices.setClass(device.id, 1);
    }

    function test_retire_freesTheStakeToThaw() public {
        _setClass(1);
        vm.prank(operator.addr);
        devices.retire(device.id, "sold");
        assertEq(bonds.bondOf(operator.addr).locked, 0);
        assertEq(devices.deviceOf(device.id).stake, 0);
    }

    function test_setClassRule_isGovernances() public {
        IDevices.ClassRule memory rule = IDevices.ClassRule(7e18, 2, true);
        vm.expectRevert(abi.encodeWithSelector(IDevices.NotGovernance.selector, address(this), address(timelock)));
        devices.setClassRule(5, rule);
        vm.expectEmit(address(devices));
        emit IDevices.ClassRuleSet(5, 7e18, 2, true);
        vm.prank(address(timelock));
        devices.setClassRule(5, rule);
        assertEq(devices.classRuleOf(5).stake, 7e18);
    }

    function test_setClassRule_refusesATierThatDoesNotExist() public {
        vm.expectRevert(abi.encodeWithSelector(IDevices.TierTooHigh.selector, 4, 3));
        vm.prank(address(timelock));
        devices.setClassRule(5, IDevices.ClassRule(0, 4, true));
    }

    function test_setClassRule_leavesTheStakeOfThoseInIt() public {
        _setClass(1);
        vm.prank(address(timelock));
        devices.setClassRule(1, IDevices.ClassRule(900e18, 1, true));
        assertEq(devices.deviceOf(device.id).stake, CLASS_1_STAKE);
        _setClass(0);
        assertEq(bonds.bondOf(operator.addr).locked, 0);
    }

    /*                                               NOMINATION                                                */

    function test_nominate_approvesByTimeAlone() public {
        _setClass(1);
        (uint32 epoch, Benchmark memory benchmark, bytes32[] memory path) = _benchmark(1, 1);
        vm.expectEmit(address(devices));
        emit IDevices.DeviceNominated(device.id, 1, uint40(block.timestamp + 3 days), epoch, benchmark.evidence);
        vm.prank(stranger);
        devices.nominate(epoch, benchmark, path);
        assertEq(devices.deviceOf(device.id).tier, 0);
        skip(3 days - 1);
        assertEq(devices.deviceOf(device.id).tier, 0);
        skip(1);
        assertEq(devices.deviceOf(device.id).tier, 1);
        (, uint8 tier,) = devices.verify(device.id, "x", _sign(device, "x"));
        assertEq(tier, 1);
    }

    function test_nominate_waitsForAVoteInAClassWithoutAutoApproval() public {
        _setClass(3);
        _nominate(3, 3);
        skip(365 days);
        assertEq(devices.deviceOf(device.id).tier, 0);
        vm.prank(address(timelock));
        devices.setTier(device.id, 3, "voted");
        assertEq(devices.deviceOf(device.id).tier, 3);
    }

    function test_nominate_keepsTheTierOfNowWhileAHigherOneWaits() public {
        _setClass(2);
        _nominate(2, 1);
        skip(3 days);
        _nominate(2, 2);
        assertEq(devices.deviceOf(device.id).tier, 1);
        skip(3 days);
        assertEq(devices.deviceOf(device.id).tier, 2);
    }

    function test_nominate_lowersAtOnce() public {
        _approve(2, 2);
        (uint32 epoch, Benchmark memory benchmark, bytes32[] memory path) = _benchmark(2, 1);
        vm.expectEmit(address(devices));
        emit IDevices.DeviceTierSet(device.id, 1, "benchmark");
        devices.nominate(epoch, benchmark, path);
        assertEq(devices.deviceOf(device.id).tier, 1);
    }

    function test_nominate_aNewerBenchmarkStopsANomination() public {
        _setClass(1);
        _nominate(1, 1);
        _nominate(1, 0);
        skip(30 days);
        assertEq(devices.deviceOf(device.id).tier, 0);
    }

    function test_nominate_refusesAnOlderBenchmark() public {
        _setClass(1);
        (uint32 epoch, Benchmark memory benchmark, bytes32[] memory path) = _benchmark(1, 1);
        _nominate(1, 0);
        vm.expectRevert(abi.encodeWithSelector(IDevices.BenchmarkStale.selector, device.id, 1, epoch));
        devices.nominate(epoch, benchmark, path);
    }

    function test_nominate_refusesABenchmarkOfAnotherClass() public {
        _setClass(1);
        (uint32 epoch, Benchmark memory benchmark, bytes32[] memory path) = _benchmark(1, 1);
        _setClass(2);
        vm.expectRevert(abi.encodeWithSelector(IDevices.BenchmarkStale.selector, device.id, 1, epoch));
        devices.nominate(epoch, benchmark, path);
    }

    function test_nominate_refusesATierAboveTheClass() public {
        _setClass(1);
        (uint32 epoch, Benchmark memory benchmark, bytes32[] memory path) = _benchmark(1, 2);
        vm.expectRevert(abi.encodeWithSelector(IDevices.TierTooHigh.selector, 2, 1));
        devices.nominate(epoch, benchmark, path);
    }

    function test_nominate_refusesWhatNobodyAttested() public {
        _setClass(1);
        (uint32 epoch, Benchmark memory benchmark, bytes32[] memory path) = _benchmark(1, 1);
        benchmark.evidence = "other";
        vm.expectRevert(abi.encodeWithSelector(IDevices.BenchmarkNotAttested.selector, device.id, epoch));
        devices.nominate(epoch, benchmark, path);
    }

    function test_nominate_refusesARetiredDevice() public {
        _setClass(1);
        (uint32 epoch, Benchmark memory benchmark, bytes32[] memory path) = _benchmark(1, 1);
        vm.prank(operator.addr);
        devices.retire(device.id, "x");
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceNotEnrolled.selector, device.id));
        devices.nominate(epoch, benchmark, path);
    }

    /*                                                 VOTES                                                   */

    function test_setTier_isGovernances() public {
        vm.expectRevert(abi.encodeWithSelector(IDevices.NotGovernance.selector, address(this), address(timelock)));
        devices.setTier(device.id, 1, "x");
    }

    function test_setTier_stopsANomination() public {
        _setClass(1);
        _nominate(1, 1);
        vm.prank(address(timelock));
        devices.setTier(device.id, 0, "doubtful");
        skip(30 days);
        assertEq(devices.deviceOf(device.id).tier, 0);
    }

    function test_setTier_refusesATierThatDoesNotExist() public {
        vm.expectRevert(abi.encodeWithSelector(IDevices.TierTooHigh.selector, 4, 3));
        vm.prank(address(timelock));
        devices.setTier(device.id, 4, "x");
    }

    function test_setTier_refusesADeviceThatIsOut() public {
        vm.startPrank(address(timelock));
        devices.setStatus(device.id, IDevices.DeviceStatus.Suspended, "x");
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceNotEnrolled.selector, device.id));
        devices.setTier(device.id, 1, "x");
    }

    function test_setStatus_suspendsAndBringsBack() public {
        vm.startPrank(address(timelock));
        devices.setStatus(device.id, IDevices.DeviceStatus.Suspended, "x");
        (,, bool active) = devices.verify(device.id, "x", _sign(device, "x"));
        assertFalse(active);
        devices.setStatus(device.id, IDevices.DeviceStatus.Enrolled, "x");
        (,, active) = devices.verify(device.id, "x", _sign(device, "x"));
        assertTrue(active);
    }

    function test_setStatus_isGovernances() public {
        vm.expectRevert(abi.encodeWithSelector(IDevices.NotGovernance.selector, address(this), address(timelock)));
        devices.setStatus(device.id, IDevices.DeviceStatus.Banned, "x");
    }

    function test_setStatus_banTakesTheStake() public {
        _setClass(1);
        vm.prank(address(timelock));
        devices.setStatus(device.id, IDevices.DeviceStatus.Banned, "cheat");
        assertEq(_tokens(operator.addr), 10_000e18 - CLASS_1_STAKE);
        assertEq(bonds.forfeit(), CLASS_1_STAKE);
        assertEq(bonds.bondOf(operator.addr).locked, 0);
    }

    function test_setStatus_banTakesTheStakeOnce() public {
        _setClass(1);
        vm.startPrank(address(timelock));
        devices.setStatus(device.id, IDevices.DeviceStatus.Banned, "cheat");
        devices.setStatus(device.id, IDevices.DeviceStatus.Banned, "cheat");
        devices.setStatus(device.id, IDevices.DeviceStatus.Suspended, "appeal");
        devices.setStatus(device.id, IDevices.DeviceStatus.Banned, "cheat");
        assertEq(bonds.forfeit(), CLASS_1_STAKE);
    }

    function test_setStatus_refusesWhatOnlyTheOperatorDecides() public {
        vm.startPrank(address(timelock));
        bytes memory refusal =
            abi.encodeWithSelector(IDevices.StatusRefused.selector, device.id, IDevices.DeviceStatus.Retired);
        vm.expectRevert(refusal);
        devices.setStatus(device.id, IDevices.DeviceStatus.Retired, "x");
        refusal = abi.encodeWithSelector(IDevices.StatusRefused.selector, device.id, IDevices.DeviceStatus.None);
        vm.expectRevert(refusal);
        devices.setStatus(device.id, IDevices.DeviceStatus.None, "x");
    }

    function test_setStatus_refusesADeviceThatIsGone() public {
        vm.prank(operator.addr);
        devices.retire(device.id, "x");
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceNotEnrolled.selector, device.id));
        vm.prank(address(timelock));
        devices.setStatus(device.id, IDevices.DeviceStatus.Enrolled, "x");
    }

    /*                                                 HELPERS                                                 */

    function _setClass(uint8 class) private {
        vm.prank(operator.addr);
        devices.setClass(device.id, class);
    }

    function _benchmark(uint8 class, uint8 tier)
        private
        returns (uint32 epoch, Benchmark memory benchmark, bytes32[] memory path)
    {
        epoch = _epochNow();
        benchmark = Benchmark(device.id, class, tier, keccak256("numbers"));
        path = _path(10, epoch);
        _postRoot(epoch, _rootOver(Attested.leaf(benchmark), path));
        _makeFinal();
    }

    function _nominate(uint8 class, uint8 tier) private {
        (uint32 epoch, Benchmark memory benchmark, bytes32[] memory path) = _benchmark(class, tier);
        devices.nominate(epoch, benchmark, path);
    }

    function _approve(uint8 class, uint8 tier) private {
        _setClass(class);
        _nominate(class, tier);
        skip(3 days);
        assertEq(devices.deviceOf(device.id).tier, tier);
    }
}
