// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { P256 } from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import { Batch } from "./base/Batch.sol";
import { Upgradeable } from "./base/Upgradeable.sol";
import { IDevices } from "./interfaces/IDevices.sol";
import { Enrolment, Signed } from "./libraries/Signed.sol";
import { WalletSignature } from "./libraries/WalletSignature.sol";

/// @title Devices
/// @notice See `IDevices`.
contract Devices is IDevices, EIP712, Batch, Upgradeable {
    /// @custom:storage-location erc7201:ambit.Devices
    struct DevicesStorage {
        mapping(bytes32 device => Device) devices;
        mapping(bytes32 device => uint256) nonces;
        mapping(address operator => address) payouts;
    }

    // keccak256(abi.encode(uint256(keccak256("ambit.Devices")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant DEVICES_STORAGE = 0xae96dd949fbfe05a3e0165dce0e96dc6d0901b76c643d416c86adf38aeb46a00;

    constructor(address upgrader_) EIP712("Ambit", "1") Upgradeable(upgrader_) { }

    /// @notice Nothing to set: everything starts at zero. It exists so that a proxy is born initialised.
    function initialize() external initializer { }

    /// @inheritdoc IDevices
    function enrol(
        Enrolment calldata enrolment,
        bytes32 x,
        bytes32 y,
        bytes calldata operatorSignature,
        bytes calldata deviceSignature
    ) external {
        _checkEnrolment(enrolment, x, y);
        _checkBothSigned(enrolment, x, y, operatorSignature, deviceSignature);
        _setFirstPayout(enrolment.operator, enrolment.payout);

        Device storage device = _devices().devices[enrolment.device];
        device.operator = enrolment.operator;
        device.enrolledAt = uint40(block.timestamp);
        device.status = DeviceStatus.Enrolled;
        device.x = x;
        device.y = y;
        ++_devices().nonces[enrolment.device];
        emit DeviceEnrolled(enrolment.device, enrolment.operator, x, y);
    }

    /// @inheritdoc IDevices
    function retire(bytes32 device, bytes32 reason) external {
        Device storage record = _devices().devices[device];
        if (record.status != DeviceStatus.Enrolled) revert DeviceNotEnrolled(device);
        if (msg.sender != record.operator) revert NotOperator(device, msg.sender);
        record.status = DeviceStatus.Retired;
        emit DeviceRetired(device, msg.sender, reason);
    }

    /// @inheritdoc IDevices
    function setPayout(address payout) external {
        _devices().payouts[msg.sender] = payout;
        emit PayoutSet(msg.sender, payout);
    }

    /// @inheritdoc IDevices
    function payoutOf(address operator) public view returns (address) {
        address payout = _devices().payouts[operator];
        return payout == address(0) ? operator : payout;
    }

    /// @inheritdoc IDevices
    function deviceOf(bytes32 device) external view returns (Device memory) {
        return _devices().devices[device];
    }

    /// @inheritdoc IDevices
    function nonceOf(bytes32 device) external view returns (uint256) {
        return _devices().nonces[device];
    }

    /// @inheritdoc IDevices
    function verify(bytes32 device, bytes32 digest, bytes calldata signature)
        external
        view
        returns (address operator, uint8 tier, bool active)
    {
        Device storage record = _devices().devices[device];
        operator = record.operator;
        if (operator == address(0)) revert DeviceNotEnrolled(device);
        bool signed = signature.length == 64
            ? _isDeviceSignature(digest, record.x, record.y, signature)
            : WalletSignature.isValid(operator, digest, signature);
        if (!signed) revert DeviceSignatureInvalid(device);
        return (operator, 0, record.status == DeviceStatus.Enrolled);
    }

    /// @inheritdoc IDevices
    function isDeviceSignature(bytes32 digest, bytes32 x, bytes32 y, bytes calldata signature)
        external
        view
        returns (bool)
    {
        return _isDeviceSignature(digest, x, y, signature);
    }

    function _checkEnrolment(Enrolment calldata enrolment, bytes32 x, bytes32 y) private view {
        if (block.timestamp > enrolment.validUntil) revert EnrolmentExpired(enrolment.validUntil);
        bytes32 hashed = keccak256(abi.encode(x, y));
        if (hashed != enrolment.device) revert DeviceKeyMismatch(enrolment.device, hashed);
        uint256 nonce = _devices().nonces[enrolment.device];
        if (enrolment.nonce != nonce) revert EnrolmentNonce(enrolment.device, enrolment.nonce, nonce);
        Device storage device = _devices().devices[enrolment.device];
        if (device.status == DeviceStatus.Enrolled && device.operator != enrolment.operator) {
            revert DeviceTaken(enrolment.device, device.operator);
        }
    }

    function _checkBothSigned(
        Enrolment calldata enrolment,
        bytes32 x,
        bytes32 y,
        bytes calldata operatorSignature,
        bytes calldata deviceSignature
    ) private view {
        bytes32 digest = _hashTypedDataV4(Signed.hash(enrolment));
        if (!WalletSignature.isValid(enrolment.operator, digest, operatorSignature)) {
            revert OperatorSignatureInvalid(enrolment.operator);
        }
        if (!_isDeviceSignature(digest, x, y, deviceSignature)) revert DeviceSignatureInvalid(enrolment.device);
    }

    function _setFirstPayout(address operator, address payout) private {
        address inForce = _devices().payouts[operator];
        if (inForce == address(0)) {
            _devices().payouts[operator] = payout;
            emit PayoutSet(operator, payout);
        } else if (inForce != payout) {
            revert PayoutDiffers(operator, payout, inForce);
        }
    }

    function _isDeviceSignature(bytes32 digest, bytes32 x, bytes32 y, bytes calldata signature)
        private
        view
        returns (bool)
    {
        if (signature.length != 64) return false;
        return P256.verify(sha256(abi.encode(digest)), bytes32(signature[:32]), bytes32(signature[32:]), x, y);
    }

    function _devices() private pure returns (DevicesStorage storage $) {
        assembly ("memory-safe") {
            $.slot := DEVICES_STORAGE
        }
    }
}
