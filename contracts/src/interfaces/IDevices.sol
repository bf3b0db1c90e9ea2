// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Enrolment } from "../libraries/Signed.sol";

/// @title Devices
/// @notice Which machine belongs to which operator. A device is its P-256 key: `device = keccak256(x ‖ y)`. Enrolling
/// takes two signatures, the operator's and the device's, so nobody claims a machine that it does not hold and no
/// machine is put under a wallet that does not want it.
///
/// A device signs the SHA-256 of an EIP-712 digest, because WebCrypto and every secure element hash before they sign;
/// signatures are `r ‖ s` with `s` in the lower half of the order.
interface IDevices {
    /// @notice Where a device stands.
    enum DeviceStatus {
        None,
        Enrolled,
        Retired
    }

    /// @notice A device as the chain knows it.
    struct Device {
        address operator;
        uint40 enrolledAt;
        DeviceStatus status;
        bytes32 x;
        bytes32 y;
    }

    /// @notice `device` with public key (`x`, `y`) now works for `operator`.
    event DeviceEnrolled(bytes32 indexed device, address indexed operator, bytes32 x, bytes32 y);
    /// @notice `device` takes no new leases.
    event DeviceRetired(bytes32 indexed device, address indexed operator, bytes32 reason);
    /// @notice Earnings of `operator` go to `payout` from now on.
    event PayoutSet(address indexed operator, address indexed payout);

    /// @notice Thrown when the enrolment was good until `validUntil`.
    error EnrolmentExpired(uint40 validUntil);
    /// @notice Thrown when the enrolment's nonce is not the device's next one.
    error EnrolmentNonce(bytes32 device, uint256 nonce, uint256 expected);
    /// @notice Thrown when the public key does not hash to the device.
    error DeviceKeyMismatch(bytes32 device, bytes32 hashed);
    /// @notice Thrown when the device works for another operator, who must retire it first.
    error DeviceTaken(bytes32 device, address operator);
    /// @notice Thrown when the device is not enrolled.
    error DeviceNotEnrolled(bytes32 device);
    /// @notice Thrown when the sender does not operate the device.
    error NotOperator(bytes32 device, address sender);
    /// @notice Thrown when a signature is neither the device's nor its operator's.
    error DeviceSignatureInvalid(bytes32 device);
    /// @notice Thrown when the operator's signature does not hold.
    error OperatorSignatureInvalid(address operator);
    /// @notice Thrown when an enrolment names another payout address than the one in force; `setPayout` changes that.
    error PayoutDiffers(address operator, address payout, address inForce);

    /// @notice Puts a device under an operator. Anyone may send it with the two signatures. The operator's first enrolment
    /// sets its payout address; later ones must name the same, so that an old enrolment cannot redirect money.
    function enrol(
        Enrolment calldata enrolment,
        bytes32 x,
        bytes32 y,
        bytes calldata operatorSignature,
        bytes calldata deviceSignature
    ) external;

    /// @notice Takes a device out: it can sign no new lease. Running leases go on to their end.
    function retire(bytes32 device, bytes32 reason) external;

    /// @notice Sends the sender's earnings to `payout` from now on.
    function setPayout(address payout) external;

    /// @notice Where earnings of `operator` go: its payout address, or its own wallet when it never chose one.
    function payoutOf(address operator) external view returns (address);

    /// @notice The device; status `None` when it was never enrolled.
    function deviceOf(bytes32 device) external view returns (Device memory);

    /// @notice The nonce that the next enrolment of `device` must carry.
    function nonceOf(bytes32 device) external view returns (uint256);

    /// @notice Checks a signature over `digest` by a device (64 bytes r‖s) or by its operator (anything else).
    /// @return operator Who operates the device.
    /// @return tier The highest tier that the device is approved for.
    /// @return active Whether the device may take new leases; a retired one can only sign their end.
    function verify(bytes32 device, bytes32 digest, bytes calldata signature)
        external
        view
        returns (address operator, uint8 tier, bool active);

    /// @notice Whether `signature` (64 bytes r‖s) over `digest` is by the key (`x`, `y`).
    function isDeviceSignature(bytes32 digest, bytes32 x, bytes32 y, bytes calldata signature)
        external
        view
        returns (bool);
}
