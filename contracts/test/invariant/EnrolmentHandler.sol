// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IDevices } from "../../src/interfaces/IDevices.sol";
import { Enrolment, Place } from "../../src/libraries/Signed.sol";
import { DeviceKey, Key } from "../base/Actors.sol";
import { Hashed } from "../base/Hashed.sol";
import { Market } from "../base/Market.sol";

/// @title EnrolmentHandler
/// @notice Two operators sign for devices, each for several at once; a thief has every signature and every place, and tries
/// them on every device. Devices sign whatever they are asked: it is the operator's word that is tested here.
contract EnrolmentHandler is Market {
    uint256 private constant MACHINES = 5;

    /// @dev What an operator once signed for.
    struct Grant {
        Enrolment[] all;
        bytes signature;
    }

    DeviceKey[MACHINES] internal machines;
    Key[2] internal operators;
    Grant[] internal grants;
    /// @dev Which operators signed for the use of a nonce of a device.
    mapping(bytes32 device => mapping(uint256 nonce => mapping(address operator => bool))) internal granted;
    bool public brokeConsent;
    mapping(bytes32 what => uint256 times) public reached;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < MACHINES; ++i) {
            machines[i] = _deviceKey(string.concat("machine ", vm.toString(i)));
        }
        (operators[0], operators[1]) = (_key("operator a"), _key("operator b"));
        payout = address(0xCAFE);
    }

    function actions() external pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](5);
        selectors[0] = this.signForMany.selector;
        selectors[1] = this.enrolOne.selector;
        selectors[2] = this.enrolOne.selector;
        selectors[3] = this.smuggle.selector;
        selectors[4] = this.retire.selector;
    }

    /// @dev `which` is a set of bits: a device each.
    function signForMany(uint256 who, uint256 which) external {
        if (grants.length == 6) return;
        operator = operators[who % 2];
        Grant storage grant = grants.push();
        for (uint256 i; i < MACHINES; ++i) {
            if ((which >> i) & 1 == 0) continue;
            device = machines[i];
            Enrolment memory enrolment = _enrolment();
            enrolment.validUntil = type(uint40).max;
            grant.all.push(enrolment);
            granted[enrolment.device][enrolment.nonce][operator.addr] = true;
        }
        if (grant.all.length == 0) {
            grants.pop();
            return;
        }
        (bytes32 root, Place memory place) = _placeIn(grant, 0);
        grant.signature = _sign(operator, _digest(address(devices), Hashed.hashOfMany(root, place.siblings.length)));
        ++reached["signed"];
    }

    function enrolOne(uint256 which, uint256 index) external {
        if (grants.length == 0) return;
        Grant storage grant = grants[which % grants.length];
        index %= grant.all.length;
        (, Place memory place) = _placeIn(grant, index);
        _try(grant.all[index], place, grant.signature, "enrolled");
    }

    /// @dev The thief takes a signature and a place, and puts another device, nonce or operator there.
    function smuggle(uint256 which, uint256 index, uint256 machine, bool keepNonce, bool asOther) external {
        if (grants.length == 0) return;
        Grant storage grant = grants[which % grants.length];
        index %= grant.all.length;
        (, Place memory place) = _placeIn(grant, index);
        Enrolment memory bent = grant.all[index];
        bent.device = machines[machine % MACHINES].id;
        if (!keepNonce) bent.nonce = devices.nonceOf(bent.device);
        if (asOther) bent.operator = operators[bent.operator == operators[0].addr ? 1 : 0].addr;
        _try(bent, place, grant.signature, "smuggled in vain");
    }

    function retire(uint256 which) external {
        bytes32 id = machines[which % MACHINES].id;
        IDevices.Device memory it = devices.deviceOf(id);
        if (it.status != IDevices.DeviceStatus.Enrolled) return;
        vm.prank(it.operator);
        devices.retire(id, "sold");
        ++reached["retired"];
    }

    /// @dev Whatever is accepted must have been signed for by that operator, for that device, for that nonce.
    function _try(Enrolment memory enrolment, Place memory place, bytes memory signature, bytes32 what) private {
        for (uint256 i; i < MACHINES; ++i) {
            if (machines[i].id == enrolment.device) device = machines[i];
        }
        bytes memory byDevice = _sign(device, _digest(address(devices), Hashed.hash(enrolment)));
        uint256 nonce = devices.nonceOf(enrolment.device);
        try devices.enrolAmongMany(enrolment, place, device.x, device.y, signature, byDevice) {
            if (!granted[enrolment.device][nonce][enrolment.operator]) brokeConsent = true;
            if (devices.nonceOf(enrolment.device) != nonce + 1) brokeConsent = true;
            ++reached["enrolled"];
        } catch {
            if (what != "enrolled") ++reached[what];
        }
    }

    function _placeIn(Grant storage grant, uint256 index) private view returns (bytes32, Place memory) {
        uint256 size = 2;
        while (size < grant.all.length) size *= 2;
        bytes32[] memory leaves = new bytes32[](size);
        Enrolment memory nobody;
        for (uint256 i; i < size; ++i) {
            leaves[i] = Hashed.hash(i < grant.all.length ? grant.all[i] : nobody);
        }
        return Hashed.tree(leaves, index);
    }
}
