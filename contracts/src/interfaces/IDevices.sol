// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Benchmark } from "../libraries/Attested.sol";
import { Enrolment, Place } from "../libraries/Signed.sol";

/// @title Devices
/// @notice Which machine belongs to which operator. A device is its P-256 key: `device = keccak256(x ‖ y)`. Enrolling
/// takes two signatures, the operator's and the device's, so nobody claims a machine that it does not hold and no
/// machine is put under a wallet that does not want it.
///
/// A device signs the SHA-256 of an EIP-712 digest, because WebCrypto and every secure element hash before they sign;
/// signatures are `r ‖ s` with `s` in the lower half of the order.
///
/// A new device is of class 0 and tier 0: it may work at once, without an SLA and without a stake. Higher classes lock a
/// stake; higher tiers are earned by benchmarks that the committee attests, and given or taken by votes. A device's
/// tier bounds what it may promise, so no one is asked to approve machines one by one.
interface IDevices {
    /// @notice Where a device stands.
    enum DeviceStatus {
        None,
        Enrolled,
        Retired,
        Suspended,
        Banned
    }

    /// @notice A device as the chain knows it. `tier` is what it is approved for now; `nominatedTier` takes its place at
    /// `approvableAt`, if that is not zero and nobody objects before.
    struct Device {
        address operator;
        DeviceStatus status;
        uint8 class;
        uint8 tier;
        uint8 nominatedTier;
        uint40 approvableAt;
        uint40 enrolledAt;
        uint32 benchmarkEpoch;
        uint128 stake;
        bytes32 x;
        bytes32 y;
    }

    /// @notice What a class of devices must stake, how high it may rise, and whether benchmarks alone raise it.
    struct ClassRule {
        uint128 stake;
        uint8 maxTier;
        bool autoApprove;
    }

    /// @notice `device` with public key (`x`, `y`) now works for `operator`.
    event DeviceEnrolled(bytes32 indexed device, address indexed operator, bytes32 x, bytes32 y);
    /// @notice `device` takes no new leases.
    event DeviceRetired(bytes32 indexed device, address indexed operator, bytes32 reason);
    /// @notice `device` is now of `class` and `stake` of its operator's bond answers for it; its tier starts from zero.
    event DeviceClassSet(bytes32 indexed device, uint8 class, uint128 stake);
    /// @notice The committee found `device` worth `tier`, which it has from `approvableAt` on unless someone objects; never
    /// by itself when that is zero.
    event DeviceNominated(bytes32 indexed device, uint8 tier, uint40 approvableAt, uint32 epoch, bytes32 evidence);
    /// @notice `device` has `tier` from now on.
    event DeviceTierSet(bytes32 indexed device, uint8 tier, bytes32 reason);
    /// @notice Governance changed where `device` stands.
    event DeviceStatusSet(bytes32 indexed device, DeviceStatus status, bytes32 reason);
    /// @notice Governance changed the rule of a class. Devices that are in it keep the stake that they have.
    event ClassRuleSet(uint8 indexed class, uint128 stake, uint8 maxTier, bool autoApprove);
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

    /// @notice Thrown when anyone but the governance timelock decides.
    error NotGovernance(address sender, address governance);
    /// @notice Thrown for a class without a rule.
    error ClassUnknown(uint8 class);
    /// @notice Thrown when a tier is above what the device's class or the network knows.
    error TierTooHigh(uint8 tier, uint8 maxTier);
    /// @notice Thrown when a benchmark is not under the final root of its epoch.
    error BenchmarkNotAttested(bytes32 device, uint32 epoch);
    /// @notice Thrown when a benchmark is for another class, or not newer than the last one used.
    error BenchmarkStale(bytes32 device, uint8 class, uint32 epoch);
    /// @notice Thrown when a status cannot be set by a vote.
    error StatusRefused(bytes32 device, DeviceStatus status);

    /// @notice Puts a device under an operator. Anyone may send it with the two signatures. The operator's first enrolment
    /// sets its payout address; later ones must name the same, so that an old enrolment cannot redirect money.
    function enrol(
        Enrolment calldata enrolment,
        bytes32 x,
        bytes32 y,
        bytes calldata operatorSignature,
        bytes calldata deviceSignature
    ) external;

    /// @notice The same for a device whose operator signed once for many (EIP-712 `Enrolments`, see `Signed.hashAmongMany`).
    /// `place` shows that `enrolment`, with its own nonce and end, was among them; the device signs as if it were alone.
    function enrolAmongMany(
        Enrolment calldata enrolment,
        Place calldata place,
        bytes32 x,
        bytes32 y,
        bytes calldata operatorSignature,
        bytes calldata deviceSignature
    ) external;

    /// @notice Moves the sender's device into `class` and locks the stake of that class. Its tier starts from zero.
    function setClass(bytes32 device, uint8 class) external;

    /// @notice Uses a benchmark from an epoch's final root. A tier above the present one waits for `approvalDelay`, in which
    /// a newer benchmark or a vote can stop it; a tier below takes effect at once. Anyone may send it.
    function nominate(uint32 epoch, Benchmark calldata benchmark, bytes32[] calldata proof) external;

    /// @notice Sets the tier of a device at once; governance only.
    function setTier(bytes32 device, uint8 tier, bytes32 reason) external;

    /// @notice Suspends, bans or brings back a device; governance only. Banning takes its stake, as far as the day allows.
    function setStatus(bytes32 device, DeviceStatus status, bytes32 reason) external;

    /// @notice Sets the rule of a class; governance only.
    function setClassRule(uint8 class, ClassRule calldata rule) external;

    /// @notice Takes a device out: it can sign no new lease. Running leases go on to their end; its stake is free to thaw.
    function retire(bytes32 device, bytes32 reason) external;

    /// @notice Sends the sender's earnings to `payout` from now on.
    function setPayout(address payout) external;

    /// @notice The rule of a class; all zero when there is none.
    function classRuleOf(uint8 class) external view returns (ClassRule memory);

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
