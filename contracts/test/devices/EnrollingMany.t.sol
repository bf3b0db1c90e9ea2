// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IDevices } from "../../src/interfaces/IDevices.sol";
import { PauseBit } from "../../src/libraries/PauseBit.sol";
import { Enrolment, Place } from "../../src/libraries/Signed.sol";
import { DeviceKey } from "../base/Actors.sol";
import { Hashed } from "../base/Hashed.sol";
import { Market } from "../base/Market.sol";
import { ContractWallet } from "../escrow/Sessions.t.sol";

/// @notice One signature of an operator for many devices, each of which answers for itself.
contract EnrollingManyTest is Market {
    DeviceKey[] private machines;
    Enrolment[] private all;
    bytes private byOperator;

    function test_enrolAmongMany_putsEachDeviceUnderItsOperator() public {
        _signForAll(5);
        for (uint256 i; i < 5; ++i) {
            vm.expectEmit(address(devices));
            emit IDevices.DeviceEnrolled(machines[i].id, operator.addr, machines[i].x, machines[i].y);
            _enrolNumber(i);
            assertEq(devices.deviceOf(machines[i].id).operator, operator.addr);
            assertEq(devices.nonceOf(machines[i].id), 1);
        }
        assertEq(devices.payoutOf(operator.addr), payout);
    }

    /// @dev Without the precompile each run is an elliptic curve in Solidity, hence fewer.
    /// forge-config: default.fuzz.runs = 40
    function testFuzz_enrolAmongMany_takesAnyOfAnyNumber(uint256 count, uint256 index) public {
        count = bound(count, 1, 40);
        index = bound(index, 0, count - 1);
        _signForAll(count);
        _enrolNumber(index);
        assertEq(devices.deviceOf(machines[index].id).operator, operator.addr);
    }

    /// @dev Nobody was asked about this device, so no place in the tree is its own.
    /// forge-config: default.fuzz.runs = 100
    function testFuzz_enrolAmongMany_refusesADeviceThatIsNotAmongThem(uint256 index, bytes32 bend, uint256 at) public {
        _signForAll(8);
        device = _deviceKey("not among them");
        Enrolment memory smuggled = _enrolment();
        (, Place memory place) = _placeOf(index % 8);
        place.siblings[at % 3] = bend;
        _expectNotSigned(smuggled, place);
    }

    /// forge-config: default.fuzz.runs = 200
    function testFuzz_enrolAmongMany_refusesOtherTerms(uint256 index, address otherPayout, uint40 later) public {
        _signForAll(4);
        index %= 4;
        device = machines[index];
        (, Place memory place) = _placeOf(index);
        Enrolment memory bent = all[index];
        vm.assume(otherPayout != bent.payout);
        bent.payout = otherPayout;
        _expectNotSigned(bent, place);
        bent = all[index];
        bent.validUntil = uint40(bound(later, bent.validUntil + 1, type(uint40).max));
        _expectNotSigned(bent, place);
    }

    function test_enrolAmongMany_refusesThePlaceOfAnother() public {
        _signForAll(4);
        device = machines[1];
        (, Place memory place) = _placeOf(2);
        _expectNotSigned(all[1], place);
        (, place) = _placeOf(1);
        place.index = 0;
        _expectNotSigned(all[1], place);
    }

    function test_enrolAmongMany_refusesAShorterOrALongerWayUp() public {
        _signForAll(4);
        device = machines[1];
        (, Place memory place) = _placeOf(1);
        bytes32[] memory shorter = new bytes32[](1);
        shorter[0] = place.siblings[0];
        bytes32[] memory longer = new bytes32[](3);
        (longer[0], longer[1]) = (place.siblings[0], place.siblings[1]);
        _expectNotSigned(all[1], Place(1, shorter));
        _expectNotSigned(all[1], Place(1, longer));
    }

    function test_enrolAmongMany_isNoSignatureForOneAlone() public {
        _signForAll(2);
        device = machines[0];
        bytes memory byDevice = _byDevice(all[0]);
        vm.expectRevert(abi.encodeWithSelector(IDevices.OperatorSignatureInvalid.selector, operator.addr));
        devices.enrol(all[0], device.x, device.y, byOperator, byDevice);
        byOperator = _sign(operator, _digest(address(devices), Hashed.hash(all[0])));
        _expectNotSigned(all[0], Place(0, new bytes32[](0)));
    }

    function test_enrolAmongMany_cannotBeUsedAgainAfterRetirement() public {
        _signForAll(2);
        _enrolNumber(0);
        vm.prank(operator.addr);
        devices.retire(machines[0].id, "sold");
        _expectRefused(0, abi.encodeWithSelector(IDevices.EnrolmentNonce.selector, machines[0].id, 0, 1));
        // Those that were slower are not held up by it.
        _enrolNumber(1);
    }

    function test_enrolAmongMany_needsTheDevice() public {
        _signForAll(2);
        (, Place memory place) = _placeOf(0);
        bytes memory byOther = _sign(machines[1], _digest(address(devices), Hashed.hash(all[0])));
        vm.expectRevert(abi.encodeWithSelector(IDevices.DeviceSignatureInvalid.selector, machines[0].id));
        devices.enrolAmongMany(all[0], place, machines[0].x, machines[0].y, byOperator, byOther);
    }

    function test_enrolAmongMany_endsWhenEachEnrolmentDoes() public {
        _signForAll(2);
        vm.warp(all[0].validUntil + 1);
        _expectRefused(0, abi.encodeWithSelector(IDevices.EnrolmentExpired.selector, all[0].validUntil));
    }

    function test_enrolAmongMany_stopsUnderItsPause() public {
        _signForAll(2);
        vm.prank(council);
        guardian.pause(4);
        _expectRefused(0, abi.encodeWithSelector(PauseBit.Stopped.selector, 4));
    }

    function test_enrolAmongMany_takesAContractWalletAsOperator() public {
        address wallet = address(new ContractWallet(operator.addr));
        _write(3, wallet);
        (bytes32 root,) = _placeOf(0);
        byOperator = _sign(operator, _digest(address(devices), Hashed.hashOfMany(root, 2)));
        _enrolNumber(2);
        assertEq(devices.deviceOf(machines[2].id).operator, wallet);
    }

    function test_enrolAmongMany_paysAllToOneAddress() public {
        _signForAll(2);
        _enrolNumber(0);
        vm.prank(operator.addr);
        devices.setPayout(stranger);
        _expectRefused(1, abi.encodeWithSelector(IDevices.PayoutDiffers.selector, operator.addr, payout, stranger));
    }

    /*                                                 HELPERS                                                 */

    function _signForAll(uint256 count) private {
        _write(count, operator.addr);
        (bytes32 root, Place memory place) = _placeOf(0);
        byOperator = _sign(operator, _digest(address(devices), Hashed.hashOfMany(root, place.siblings.length)));
    }

    function _write(uint256 count, address by) private {
        for (uint256 i; i < count; ++i) {
            machines.push(_deviceKey(string.concat("machine ", vm.toString(i))));
            device = machines[i];
            Enrolment memory enrolment = _enrolment();
            enrolment.operator = by;
            all.push(enrolment);
        }
    }

    /// @dev Where there is no device, the leaf is that of an empty enrolment.
    function _placeOf(uint256 index) private view returns (bytes32, Place memory) {
        uint256 size = 2;
        while (size < all.length) size *= 2;
        bytes32[] memory leaves = new bytes32[](size);
        Enrolment memory nobody;
        for (uint256 i; i < size; ++i) {
            leaves[i] = Hashed.hash(i < all.length ? all[i] : nobody);
        }
        return Hashed.tree(leaves, index);
    }

    function _byDevice(Enrolment memory enrolment) private view returns (bytes memory) {
        return _sign(device, _digest(address(devices), Hashed.hash(enrolment)));
    }

    function _enrolNumber(uint256 index) private {
        device = machines[index];
        (, Place memory place) = _placeOf(index);
        devices.enrolAmongMany(all[index], place, device.x, device.y, byOperator, _byDevice(all[index]));
    }

    function _expectRefused(uint256 index, bytes memory error) private {
        device = machines[index];
        (, Place memory place) = _placeOf(index);
        bytes memory byDevice = _byDevice(all[index]);
        vm.expectRevert(error);
        devices.enrolAmongMany(all[index], place, device.x, device.y, byOperator, byDevice);
    }

    function _expectNotSigned(Enrolment memory enrolment, Place memory place) private {
        bytes memory byDevice = _byDevice(enrolment);
        vm.expectRevert(abi.encodeWithSelector(IDevices.OperatorSignatureInvalid.selector, enrolment.operator));
        devices.enrolAmongMany(enrolment, place, device.x, device.y, byOperator, byDevice);
    }
}
