// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { UUPSUpgradeable } from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import { ICommittee } from "../../src/interfaces/ICommittee.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import { Attested, Benchmark, Observation, Uptime } from "../../src/libraries/Attested.sol";
import { Order } from "../../src/libraries/Signed.sol";
import { Governing } from "../governance/Governing.sol";

/// @notice The whole market in one run of the clock, from a deposit to a slash to a claim to proposals of each kind.
contract LifecycleTest is Governing {
    function test_fromDepositToSlashToClaimToVotes() public {
        _seatVerifiers();
        _customerReady();
        _enrolAndRiseToTierOne();
        _rentAWeekWithABadHour();
        _verifiersLieAndPay();
        _operatorClaimsItsReward();
        _membersChangeTheMarket();
        _everyoneGoesHome();
    }

    function _enrolAndRiseToTierOne() private {
        _enrol(_enrolment());
        _stake(operator.addr, 1000e18);
        vm.prank(operator.addr);
        devices.setClass(device.id, 1);
        uint32 epoch = _epochNow();
        Benchmark memory benchmark = Benchmark(device.id, 1, 1, keccak256("numbers"));
        bytes32[] memory path = _path(13, 1);
        _postRoot(epoch, _rootOver(Attested.leaf(benchmark), path));
        _makeFinal();
        devices.nominate(epoch, benchmark, path);
        skip(3 days);
        assertEq(devices.deviceOf(device.id).tier, 1);
    }

    function _rentAWeekWithABadHour() private {
        _deposit(operator.addr, 200e6);
        vm.warp(_start(_epochNow() + 1));
        Order memory order = _slaOrder(0, 1, 24 hours);
        bytes32 lease = _open(order, _offer(order));
        uint32 epoch = _epochNow() + 23;
        Uptime memory leaf = _firstLeaf(lease, 3600, _downFor(60));
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        uint128 before = _balance(customer.addr);
        leases.settle(epoch, leaf, path);
        // 23 of 24 hours: 95.83 %, a quarter of 23 dollars back, in the same transaction.
        assertEq(_balance(customer.addr) - before, 5_750_000);
        skip(FINALISE_GRACE);
        leases.finalise(lease);
        assertEq(_balance(operator.addr), 200e6 - 5_750_000);
        assertEq(escrow.earnedBy(operator.addr), 23e6 - 460_000);
    }

    function _verifiersLieAndPay() private {
        vm.warp(_start(_epochNow() + 1));
        bytes32 lease = _open(_order(1), _offer(_order(1)));
        uint32 epoch = _epochNow();
        Observation[] memory seen = _agree(ALL_SLOTS);
        Uptime memory lie = Uptime(lease, device.id, 0, 3600, 3600, Attested.evidence(seen));
        bytes32[] memory path = _attest(epoch, lie);
        _challengeFirst(lie, epoch, path, seen);
        for (uint256 i; i < 5; ++i) {
            assertEq(_tokens(verifiers[i].addr), SEAT_STAKE - 5000e18);
        }
        bonds.collect(stranger);
        assertEq(token.balanceOf(stranger), 500e18);
        bonds.burnForfeit();
        vm.prank(customer.addr);
        leases.close(lease, "done");
        skip(FINALISE_GRACE);
        leases.finalise(lease);
    }

    function _operatorClaimsItsReward() private {
        uint128 reward = uint128(rewards.limitOf(operator.addr));
        assertEq(reward, 460_000 * 1e13);
        bytes32[] memory path = _postReward(operator.addr, reward);
        vm.prank(operator.addr);
        rewards.claimAndStake(reward, path);
        assertEq(_tokens(operator.addr), 1000e18 + reward);
    }

    function _membersChangeTheMarket() private {
        _carry(address(params), abi.encodeCall(params.set, ("feeBps", 250)), "A fee for more verifiers");
        escrow.adoptFee();
        assertEq(escrow.feeBps(), 250);

        IDevices.ClassRule memory rule = IDevices.ClassRule(50e18, 1, true);
        _carry(address(devices), abi.encodeCall(devices.setClassRule, (4, rule)), "A class for phones");
        assertEq(devices.classRuleOf(4).stake, 50e18);

        _carry(address(devices), abi.encodeCall(devices.setTier, (device.id, 2, "voted")), "A better tier");
        assertEq(devices.deviceOf(device.id).tier, 2);

        escrow.sweepFees();
        uint256 share = usdc.balanceOf(address(treasury)) / 10;
        bytes memory payment = abi.encodeCall(treasury.pay, (address(usdc), stranger, share, "verifiers"));
        _carry(address(treasury), payment, "Pay the verifiers");
        assertEq(usdc.balanceOf(stranger), share);

        address[] memory members = _addresses(verifiers);
        for (uint256 i; i < members.length; ++i) {
            _stake(members[i], 10_000e18);
        }
        bytes memory seating = abi.encodeCall(ICommittee.setCommittee, (members, 4, 5));
        _carry(address(committee), seating, "Four of seven");
        (uint16 version,, uint8 quorum,) = committee.committeeOf(0);
        assertEq(version, 2);
        assertEq(quorum, 4);

        address code = deployer.deploy("leases2", _leasesCode());
        _carryUpgrade(address(leases), abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (code, "")));

        _carry(address(0xdead), "", "A text that does nothing but say so");
    }

    function _everyoneGoesHome() private {
        uint128 balance = _balance(customer.addr);
        vm.startPrank(customer.addr);
        escrow.thaw(balance);
        skip(WITHDRAWAL_DELAY);
        escrow.withdraw(balance);
        vm.stopPrank();
        escrow.withdrawEarnings(operator.addr);
        uint128 cover = _balance(operator.addr);
        vm.startPrank(operator.addr);
        escrow.thaw(cover);
        devices.retire(device.id, "done");
        bonds.thaw(_tokens(operator.addr));
        skip(STAKE_DELAY);
        escrow.withdraw(cover);
        bonds.withdraw(type(uint128).max);
        vm.stopPrank();
        assertEq(escrow.held(), 0);
        assertEq(usdc.balanceOf(address(escrow)), escrow.fees());
    }
}
