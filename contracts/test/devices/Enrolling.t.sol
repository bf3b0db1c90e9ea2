// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IDevices } from "../../src/interfaces/IDevices.sol";
import { PauseBit } from "../../src/libraries/PauseBit.sol";
import { Enrolment } from "../../src/libraries/Signed.sol";
import { DeviceKey, Key } from "../base/Actors.sol";
import { Hashed } from "../base/Hashed.sol";
import { Market } from "../base/Market.sol";
import { ContractWallet } from "../escrow/Sessions.t.sol";

contract EnrollingTest is Market {
    /*                                                  ENROL                                                  */

    function test_enrol_putsTheDeviceUnderItsOperator() public {
        vm.expectEmit(address(devices));
        emit IDevices.PayoutSet(operator.addr, payout);
        vm.expectEmit(address(devices));
        emit IDevices.DeviceEnrolled(device.id, operator.addr, device.x, device.y);
        _enrol(_enrolment());

        IDevices.Device memory enrolled = devices.deviceOf(device.id);
        assertEq(enrolled.operator, operator.addr);
        assertEq(uint8(enrolled.status), uint8(IDevices.DeviceStatus.Enrolled));
        assertEq(enrolled.enrolledAt, block.timestamp);
        assertEq(enrolled.class, 0);
        assertEq(enrolled.tier, 0);
        assertEq(enrolled.x, device.x);
        assertEq(enrolled.y, device.y);
        assertEq(devices.payoutOf(operator.addr), payout);
        assertEq(devices.nonceOf(device.id), 1);
    }

    function test_enrol_takesAContractWalletAsOperator() public {
        ContractWallet wallet = new ContractWallet(operator.addr);
        Enrolment memory enrolment = _enrolment();
        enrolment.operator = address(wallet);
        _enrol(enrolment);
        assertEq(devices.deviceOf(device.id).operator, address(wallet));
    }

    function test_enrol_refusesAnOperatorWhoDidNotSign() public {
        Enrolment memory enrolment = _enrolment();
        bytes32 digest = _digest(address(devices), Hashed.hash(enrolment));
        bytes memory byThief = _sign(_key("thief"), digest);
        bytes memory byDevice = _sign(device, digest);
        vm.expectRevert(abi.encodeWithSelector(IDevices.OperatorSignatureInvalid.selector, operator.addr));
        devices.enrol(enrolment, device.x, device.y, byThief, byDevice);
    }

    function test_enrol_refusesADeviceThatDidNotSign() public {
        Enrolment memory enrolment = _enrolment();
        bytes32 digest = _digest(address(devices), Hashed.hash(enrolment));
        bytes memory byOperator = _sign(operator, digest);
        bytes memory byOther = _sign(_deviceKey("other"), digest);
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceSignatureInvalid.selector, device.id));
        devices.enrol(enrolment, device.x, device.y, byOperator, byOther);
    }

    function test_enrol_refusesTheHighHalfOfASignature() public {
        Enrolment memory enrolment = _enrolment();
        bytes32 digest = _digest(address(devices), Hashed.hash(enrolment));
        bytes memory byOperator = _sign(operator, digest);
        bytes memory byDevice = _signHigh(device, digest);
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceSignatureInvalid.selector, device.id));
        devices.enrol(enrolment, device.x, device.y, byOperator, byDevice);
    }

    function test_enrol_refusesAKeyThatIsNotTheDevices() public {
        DeviceKey memory other = _deviceKey("other");
        Enrolment memory enrolment = _enrolment();
        bytes32 digest = _digest(address(devices), Hashed.hash(enrolment));
        bytes memory byOperator = _sign(operator, digest);
        bytes memory byOther = _sign(other, digest);
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceKeyMismatch.selector, device.id, other.id));
        devices.enrol(enrolment, other.x, other.y, byOperator, byOther);
    }

    function test_enrol_refusesAnExpiredEnrolment() public {
        Enrolment memory enrolment = _enrolment();
        vm.warp(enrolment.validUntil + 1);
        _expectRefused(enrolment, abi.encodeWithSelector(IDevices.EnrolmentExpired.selector, enrolment.validUntil));
    }

    function test_enrol_takesItInItsLastSecond() public {
        Enrolment memory enrolment = _enrolment();
        vm.warp(enrolment.validUntil);
        _enrol(enrolment);
    }

    function testFuzz_enrol_takesTheNextNonceOnly(uint256 nonce) public {
        vm.assume(nonce != 0);
        Enrolment memory enrolment = _enrolment();
        enrolment.nonce = nonce;
        _expectRefused(enrolment, abi.encodeWithSelector(IDevices.EnrolmentNonce.selector, device.id, nonce, 0));
    }

    function test_enrol_refusesAnOldEnrolmentAfterRetirement() public {
        Enrolment memory first = _enrolment();
        _enrol(first);
        _retire();
        _expectRefused(first, abi.encodeWithSelector(IDevices.EnrolmentNonce.selector, device.id, 0, 1));
    }

    function test_enrol_refusesADeviceThatWorksAlready() public {
        _enrol(_enrolment());
        Enrolment memory again = _enrolment();
        _expectRefused(again, abi.encodeWithSelector(IDevices.DeviceTaken.selector, device.id, operator.addr));
    }

    function test_enrol_letsARetiredDeviceMoveToAnotherOperator() public {
        _enrol(_enrolment());
        _retire();
        operator = _key("buyer");
        _enrol(_enrolment());
        assertEq(devices.deviceOf(device.id).operator, operator.addr);
    }

    function test_enrol_doesNotWashOffASuspension() public {
        _enrol(_enrolment());
        vm.prank(address(timelock));
        devices.setStatus(device.id, IDevices.DeviceStatus.Suspended, "test");
        Enrolment memory again = _enrolment();
        _expectRefused(again, abi.encodeWithSelector(IDevices.DeviceTaken.selector, device.id, operator.addr));
    }

    function test_enrol_stopsUnderItsPause() public {
        vm.prank(council);
        guardian.pause(4);
        Enrolment memory enrolment = _enrolment();
        _expectRefused(enrolment, abi.encodeWithSelector(PauseBit.Stopped.selector, 4));
    }

    function test_enrol_isSignedForThisContractOnly() public {
        Enrolment memory enrolment = _enrolment();
        bytes32 digest = _digest(address(escrow), Hashed.hash(enrolment));
        bytes memory byOperator = _sign(operator, digest);
        bytes memory byDevice = _sign(device, digest);
        vm.expectRevert(abi.encodeWithSelector(IDevices.OperatorSignatureInvalid.selector, operator.addr));
        devices.enrol(enrolment, device.x, device.y, byOperator, byDevice);
    }

    function test_batch_enrolsAFleet() public {
        bytes[] memory calls = new bytes[](3);
        string[3] memory names = ["a", "b", "c"];
        for (uint256 i; i < 3; ++i) {
            device = _deviceKey(names[i]);
            Enrolment memory enrolment = _enrolment();
            bytes32 digest = _digest(address(devices), Hashed.hash(enrolment));
            calls[i] = abi.encodeCall(
                devices.enrol, (enrolment, device.x, device.y, _sign(operator, digest), _sign(device, digest))
            );
        }
        devices.batch(calls);
        for (uint256 i; i < 3; ++i) {
            assertEq(devices.nonceOf(_deviceKey(names[i]).id), 1);
        }
    }

    /*                                                 PAYOUT                                                  */

    function test_payout_ofALaterEnrolmentMustBeTheOneInForce() public {
        _enrol(_enrolment());
        device = _deviceKey("second");
        Enrolment memory second = _enrolment();
        second.payout = stranger;
        _expectRefused(second, abi.encodeWithSelector(IDevices.PayoutDiffers.selector, operator.addr, stranger, payout));
        second.payout = payout;
        _enrol(second);
    }

    function test_setPayout_movesLaterEarnings() public {
        vm.expectEmit(address(devices));
        emit IDevices.PayoutSet(operator.addr, stranger);
        vm.prank(operator.addr);
        devices.setPayout(stranger);
        assertEq(devices.payoutOf(operator.addr), stranger);
    }

    function test_setPayout_ofZeroMeansTheWalletItself() public {
        vm.startPrank(operator.addr);
        devices.setPayout(stranger);
        devices.setPayout(address(0));
        assertEq(devices.payoutOf(operator.addr), operator.addr);
    }

    /*                                                 RETIRE                                                  */

    function test_retire_takesTheDeviceOut() public {
        _enrol(_enrolment());
        vm.expectEmit(address(devices));
        emit IDevices.DeviceRetired(device.id, operator.addr, "sold");
        _retire();
        assertEq(uint8(devices.deviceOf(device.id).status), uint8(IDevices.DeviceStatus.Retired));
    }

    function test_retire_refusesAStranger() public {
        _enrol(_enrolment());
        vm.expectRevert(abi.encodeWithSelector(IDevices.NotOperator.selector, device.id, stranger));
        vm.prank(stranger);
        devices.retire(device.id, "x");
    }

    function test_retire_refusesASecondTime() public {
        _enrol(_enrolment());
        _retire();
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceNotEnrolled.selector, device.id));
        _retire();
    }

    function test_retire_isNoWayOutOfASuspension() public {
        _enrol(_enrolment());
        vm.prank(address(timelock));
        devices.setStatus(device.id, IDevices.DeviceStatus.Suspended, "test");
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceNotEnrolled.selector, device.id));
        _retire();
    }

    /*                                                 VERIFY                                                  */

    /// forge-config: default.fuzz.runs = 200
    function testFuzz_verify_takesTheDevicesOrTheOperatorsSignature(bytes32 digest) public {
        _enrol(_enrolment());
        (address byDevice,, bool active) = devices.verify(device.id, digest, _sign(device, digest));
        (address byOperator,,) = devices.verify(device.id, digest, _sign(operator, digest));
        assertEq(byDevice, operator.addr);
        assertEq(byOperator, operator.addr);
        assertTrue(active);
    }

    /// @dev Without the precompile each run is an elliptic curve in Solidity, hence fewer.
    /// forge-config: default.fuzz.runs = 200
    function testFuzz_verify_refusesABentSignature(bytes32 digest, uint256 at, uint8 bend) public {
        _enrol(_enrolment());
        bytes memory signature = _sign(device, digest);
        at = bound(at, 0, 63);
        signature[at] = bytes1(uint8(signature[at]) ^ uint8(bound(bend, 1, 255)));
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceSignatureInvalid.selector, device.id));
        devices.verify(device.id, digest, signature);
    }

    function test_verify_refusesAnUnknownDevice() public {
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceNotEnrolled.selector, device.id));
        devices.verify(device.id, 0, "");
    }

    function test_verify_saysThatARetiredDeviceIsInactive() public {
        _enrol(_enrolment());
        _retire();
        (,, bool active) = devices.verify(device.id, "x", _sign(device, "x"));
        assertFalse(active);
    }

    function test_isDeviceSignature_isStrictAboutLength() public view {
        bytes memory signature = _sign(device, "x");
        assertTrue(devices.isDeviceSignature("x", device.x, device.y, signature));
        assertFalse(devices.isDeviceSignature("x", device.x, device.y, abi.encodePacked(signature, hex"00")));
        assertFalse(devices.isDeviceSignature("x", device.x, device.y, ""));
        assertFalse(devices.isDeviceSignature("y", device.x, device.y, signature));
    }

    /*                                                 HELPERS                                                 */

    /// @dev Signing makes calls of its own, so it comes first.
    function _expectRefused(Enrolment memory enrolment, bytes memory error) private {
        bytes memory byOperator = _byOperator(enrolment);
        bytes memory byDevice = _byDevice(enrolment);
        vm.expectRevert(error);
        devices.enrol(enrolment, device.x, device.y, byOperator, byDevice);
    }

    function _byOperator(Enrolment memory enrolment) private view returns (bytes memory) {
        return _sign(operator, _digest(address(devices), Hashed.hash(enrolment)));
    }

    function _byDevice(Enrolment memory enrolment) private view returns (bytes memory) {
        return _sign(device, _digest(address(devices), Hashed.hash(enrolment)));
    }

    function _retire() private {
        vm.prank(operator.addr);
        devices.retire(device.id, "sold");
    }
}
