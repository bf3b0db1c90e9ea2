// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Initializable } from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import { UUPSUpgradeable } from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import { IAccessControl } from "@openzeppelin/contracts/access/IAccessControl.sol";
import { Bonds } from "../../src/Bonds.sol";
import { Committee } from "../../src/Committee.sol";
import { Devices } from "../../src/Devices.sol";
import { Leases } from "../../src/Leases.sol";
import { Deployer } from "../../src/base/Deployer.sol";
import { Upgradeable } from "../../src/base/Upgradeable.sol";
import { ICommittee } from "../../src/interfaces/ICommittee.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import { IHoldings } from "../../src/interfaces/IHoldings.sol";
import { ILeases } from "../../src/interfaces/ILeases.sol";
import { LeaseStore } from "../../src/leases/LeaseStore.sol";
import { Attesting } from "../base/Attesting.sol";
import { Powers } from "../base/Powers.sol";
import { Governing } from "../governance/Governing.sol";

/// @notice Leases as they might be one day: the same, and one thing more.
contract NextLeases is Leases {
    /// @custom:storage-location erc7201:ambit.NextLeases
    struct NextStorage {
        uint256 opened;
    }

    constructor(Peers memory peers, Clocks memory clocks) Leases(peers, clocks) { }

    function version() external pure returns (uint256) {
        return 2;
    }
}

contract UpgradesTest is Governing, Powers {
    function setUp() public override(Governing, Attesting) {
        Governing.setUp();
    }

    /*                                             THROUGH TWO LOCKS                                           */

    function test_upgrade_keepsEveryLeaseAndRunsNewCode() public {
        _marketReady();
        bytes32 lease = _open();
        _redeem(lease, 2e6);
        ILeases.Lease memory before = leases.leaseOf(lease);
        address next = address(_nextLeases());
        _carryUpgrade(address(leases), abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (next, "")));

        assertEq(NextLeases(address(leases)).version(), 2);
        before.status = ILeases.LeaseStatus.Ended; // sixteen days have gone by
        assertEq(abi.encode(leases.leaseOf(lease)), abi.encode(before));
        assertTrue(leases.isOrderUsed(customer.addr, 0));
        leases.finalise(lease);
        assertEq(_balance(customer.addr), 998e6);
    }

    function test_upgrade_ofTheOthersKeepsTheirState() public {
        _stake(operator.addr, 1000e18);
        _enrol(_enrolment());
        _seatVerifiers();
        _postRoot(_epochNow(), bytes32(uint256(1)));
        bytes32 before = _stateOfTrust();
        _upgradeAs(address(bonds), deployer.deploy("bonds2", _bondsCode()));
        _upgradeAs(address(devices), deployer.deploy("devices2", _devicesCode()));
        _upgradeAs(address(committee), deployer.deploy("committee2", _committeeCode()));
        assertEq(_stateOfTrust(), before);
        _stake(operator.addr, 1e18);
        assertEq(_tokens(operator.addr), 1001e18);
    }

    function test_upgrade_takesTheUpgradeTimelock() public {
        address next = address(_nextLeases());
        address[4] memory senders = [address(this), member, address(timelock), council];
        for (uint256 i; i < senders.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(Upgradeable.NotUpgrader.selector, senders[i], address(upgradeTimelock))
            );
            vm.prank(senders[i]);
            leases.upgradeToAndCall(next, "");
        }
    }

    function test_upgrade_cannotBeScheduledForSooner() public {
        bytes memory call = abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (address(_nextLeases()), ""));
        vm.prank(address(timelock));
        vm.expectRevert();
        upgradeTimelock.schedule(address(leases), 0, call, 0, 0, 7 days - 1);
    }

    function test_upgrade_isSlowerThanAWithdrawal() public {
        _deposit(customer.addr, 100e6);
        vm.startPrank(customer.addr);
        escrow.thaw(100e6);
        skip(upgradeTimelock.getMinDelay() - 1);
        assertEq(escrow.withdraw(100e6), 100e6);
    }

    /*                                                 FREEZE                                                  */

    function test_freeze_endsUpgradesForGood() public {
        _carryUpgrade(address(leases), abi.encodeCall(Upgradeable.freeze, ()));
        assertTrue(leases.frozen());
        address next = address(_nextLeases());
        vm.expectRevert(Upgradeable.CodeFrozen.selector);
        vm.prank(address(upgradeTimelock));
        leases.upgradeToAndCall(next, "");
    }

    function test_freeze_leavesTheContractWorking() public {
        vm.expectEmit(address(leases));
        emit Upgradeable.Frozen();
        vm.prank(address(upgradeTimelock));
        leases.freeze();
        _marketReady();
        assertTrue(_open() != 0);
    }

    function test_freeze_isTheUpgradeTimelocks() public {
        vm.expectRevert(
            abi.encodeWithSelector(Upgradeable.NotUpgrader.selector, address(timelock), address(upgradeTimelock))
        );
        vm.prank(address(timelock));
        leases.freeze();
    }

    function test_freeze_ofTheCodeItselfIsRefused() public {
        NextLeases bare = _nextLeases();
        vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
        vm.prank(address(upgradeTimelock));
        bare.freeze();
    }

    /*                                              INITIALISATION                                             */

    function test_initialize_refusesASecondTime() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        leases.initialize();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bonds.initialize();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        devices.initialize(new Devices.FirstRule[](0));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        committee.initialize(new address[](1), 1, 1);
    }

    function test_initialize_refusesTheCodeBehindTheProxy() public {
        Bonds bareBonds = Bonds(deployer.deploy("bare bonds", _bondsCode()));
        Committee bareCommittee = Committee(deployer.deploy("bare committee", _committeeCode()));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bareBonds.initialize();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bareCommittee.initialize(_addresses(verifiers), 5, 5);
    }

    function test_upgrade_refusesCodeThatCannotBeUpgraded() public {
        vm.expectRevert();
        vm.prank(address(upgradeTimelock));
        leases.upgradeToAndCall(address(escrow), "");
    }

    /*                                             NOBODY HOLDS A KEY                                          */

    function test_timelocks_haveNoAdminButThemselves() public view {
        bytes32 admin = timelock.DEFAULT_ADMIN_ROLE();
        address[6] memory suspects = [address(this), address(deployer), council, genesis, address(governor), address(0)];
        for (uint256 i; i < suspects.length; ++i) {
            assertFalse(timelock.hasRole(admin, suspects[i]));
            assertFalse(upgradeTimelock.hasRole(admin, suspects[i]));
        }
        assertTrue(timelock.hasRole(admin, address(timelock)));
        assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), address(governor)));
        assertTrue(upgradeTimelock.hasRole(timelock.PROPOSER_ROLE(), address(timelock)));
        assertFalse(upgradeTimelock.hasRole(timelock.PROPOSER_ROLE(), address(governor)));
    }

    function test_timelocks_takeProposalsFromOneOnly() public {
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        timelock.schedule(address(params), 0, "", 0, 0, 2 days);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        vm.prank(address(governor));
        upgradeTimelock.schedule(address(leases), 0, "", 0, 0, 7 days);
    }

    function test_deployer_isItsOwnersAndUsesANameOnce() public {
        vm.expectRevert(abi.encodeWithSelector(Deployer.NotOwner.selector, stranger));
        vm.prank(stranger);
        deployer.deploy("x", hex"00");
        vm.expectRevert();
        deployer.deploy("escrow", hex"6001600c60003960016000f300");
        assertEq(deployer.addressOf("escrow"), address(escrow));
    }

    /// @dev Every function that decides over others, called by everyone who might think to have a right.
    function testFuzz_noKeyOpensAnything(address sender) public {
        vm.assume(!_isPowerful(sender));
        (address[] memory targets, bytes[] memory calls) = _powers();
        for (uint256 i; i < calls.length; ++i) {
            vm.prank(sender);
            (bool accepted,) = targets[i].call(calls[i]);
            assertFalse(accepted, vm.toString(i));
        }
    }

    /*                                                 HELPERS                                                 */

    function _nextLeases() private returns (NextLeases) {
        LeaseStore.Peers memory peers = LeaseStore.Peers(
            IHoldings(address(escrow)),
            IDevices(address(devices)),
            ICommittee(address(committee)),
            address(upgradeTimelock)
        );
        return new NextLeases(peers, Leases.Clocks(EPOCH, WINDOW_EPOCHS, SILENCE, FINALISE_GRACE));
    }

    function _upgradeAs(address proxy, address code) private {
        vm.prank(address(upgradeTimelock));
        UUPSUpgradeable(proxy).upgradeToAndCall(code, "");
    }

    function _stateOfTrust() private view returns (bytes32) {
        (uint32 posted, uint32 good) = committee.lastEpochs();
        (, address[] memory members,,) = committee.committeeOf(0);
        return keccak256(
            abi.encode(
                bonds.bondOf(operator.addr),
                bonds.bondOf(verifiers[0].addr),
                devices.deviceOf(device.id),
                devices.payoutOf(operator.addr),
                committee.rootOf(posted),
                posted,
                good,
                members
            )
        );
    }
}
