// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { UUPSUpgradeable } from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import { Upgradeable } from "../../src/base/Upgradeable.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import { Attesting } from "./Attesting.sol";

/// @title Powers
/// @notice Every function of the protocol that decides over others, with arguments that would be accepted from the right
/// sender. A new one belongs in this list.
abstract contract Powers is Attesting {
    function _powers() internal view returns (address[] memory targets, bytes[] memory calls) {
        bytes[] memory all = new bytes[](40);
        address[] memory at = new address[](40);
        uint256 n;
        (at[n], all[n++]) = (address(params), abi.encodeCall(params.set, ("feeBps", params.get("feeBps"))));
        (at[n], all[n++]) = (address(treasury), abi.encodeCall(treasury.pay, (address(usdc), genesis, 0, "")));
        (at[n], all[n++]) = (address(treasury), abi.encodeCall(treasury.setOutflow, (1)));
        (at[n], all[n++]) = (address(guardian), abi.encodeCall(guardian.pause, (1)));
        (at[n], all[n++]) = (address(guardian), abi.encodeCall(guardian.unpause, (1)));
        (at[n], all[n++]) = (address(guardian), abi.encodeCall(guardian.rearm, (1)));
        (at[n], all[n++]) = (address(guardian), abi.encodeCall(guardian.extend, (0)));
        (at[n], all[n++]) = (address(guardian), abi.encodeCall(guardian.setCouncil, (genesis)));
        (at[n], all[n++]) = (address(guardian), abi.encodeCall(guardian.cancelProposal, (0)));
        (at[n], all[n++]) = (address(guardian), abi.encodeCall(guardian.disableRewardsRoot, ()));
        (at[n], all[n++]) = (address(guardian), abi.encodeCall(guardian.returnSlash, (1)));
        (at[n], all[n++]) = (address(devices), abi.encodeCall(devices.setTier, (device.id, 1, "")));
        (at[n], all[n++]) =
        (address(devices), abi.encodeCall(devices.setStatus, (device.id, IDevices.DeviceStatus.Banned, "")));
        (at[n], all[n++]) =
        (address(devices), abi.encodeCall(devices.setClassRule, (1, IDevices.ClassRule(0, 0, true))));
        (at[n], all[n++]) = (address(committee), abi.encodeCall(committee.setCommittee, (_addresses(verifiers), 5, 5)));
        (at[n], all[n++]) = (address(bonds), abi.encodeCall(bonds.lock, (genesis, 0)));
        (at[n], all[n++]) = (address(bonds), abi.encodeCall(bonds.unlock, (genesis, 0)));
        (at[n], all[n++]) = (address(bonds), abi.encodeCall(bonds.slash, (new address[](0), 0, genesis, 0, "")));
        (at[n], all[n++]) = (address(bonds), abi.encodeCall(bonds.returnSlash, (1)));
        (at[n], all[n++]) = (address(rewards), abi.encodeCall(rewards.disableRoot, ()));
        (at[n], all[n++]) = (address(token), abi.encodeCall(token.mint, (genesis, 0)));
        (at[n], all[n++]) = (address(escrow), abi.encodeCall(escrow.pauseIntake, (1)));
        (at[n], all[n++]) = (address(escrow), abi.encodeCall(escrow.hold, (genesis, genesis, 0, genesis, 0)));
        (at[n], all[n++]) = (address(escrow), abi.encodeCall(escrow.holdMore, (genesis, 0)));
        (at[n], all[n++]) = (address(escrow), abi.encodeCall(escrow.pay, (genesis, 0, 0)));
        (at[n], all[n++]) = (address(escrow), abi.encodeCall(escrow.payByKey, (bytes20(0), genesis, genesis, 0, 0)));
        (at[n], all[n++]) = (address(escrow), abi.encodeCall(escrow.compensate, (bytes20(0), 0)));
        (at[n], all[n++]) = (address(escrow), abi.encodeCall(escrow.release, (bytes20(0), 0, genesis, 0)));
        address[4] memory proxies = [address(leases), address(bonds), address(devices), address(committee)];
        for (uint256 i; i < 4; ++i) {
            (at[n], all[n++]) = (proxies[i], abi.encodeCall(Upgradeable.freeze, ()));
            (at[n], all[n++]) = (proxies[i], abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (proxies[i], "")));
        }
        (at[n], all[n++]) = (address(governor), abi.encodeCall(governor.setVotingPeriod, (1)));
        (at[n], all[n++]) = (address(timelock), abi.encodeCall(timelock.updateDelay, (0)));
        (at[n], all[n++]) = (address(upgradeTimelock), abi.encodeCall(timelock.updateDelay, (0)));
        (targets, calls) = (new address[](n), new bytes[](n));
        for (uint256 i; i < n; ++i) {
            (targets[i], calls[i]) = (at[i], all[i]);
        }
    }

    /// @dev Those who hold a power over something.
    function _isPowerful(address who) internal view returns (bool) {
        return who == address(timelock) || who == address(upgradeTimelock) || who == council || who == address(guardian)
            || who == address(leases) || who == address(rewards) || who == address(devices) || who == address(committee);
    }
}
