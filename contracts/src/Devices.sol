// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { P256 } from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Batch } from "./base/Batch.sol";
import { Upgradeable } from "./base/Upgradeable.sol";
import { IBonds } from "./interfaces/IBonds.sol";
import { ICommittee } from "./interfaces/ICommittee.sol";
import { IDevices } from "./interfaces/IDevices.sol";
import { IGuardian } from "./interfaces/IGuardian.sol";
import { IParams } from "./interfaces/IParams.sol";
import { Attested, Benchmark } from "./libraries/Attested.sol";
import { PauseBit } from "./libraries/PauseBit.sol";
import { Sla } from "./libraries/Sla.sol";
import { Enrolment, Place, Signed } from "./libraries/Signed.sol";
import { WalletSignature } from "./libraries/WalletSignature.sol";

/// @title Devices
/// @notice See `IDevices`.
contract Devices is IDevices, EIP712, Batch, Upgradeable {
    using SafeCast for uint256;

    /// @notice Whom the registry works with.
    struct Peers {
        IBonds bonds;
        ICommittee committee;
        IParams params;
        IGuardian guardian;
        address governance;
        address upgrader;
    }

    /// @notice A class and its rule, as deployed.
    struct FirstRule {
        uint8 class;
        ClassRule rule;
    }

    /// @dev The first slot is all that a lease looks up.
    struct DeviceState {
        address operator;
        uint40 approvableAt;
        DeviceStatus status;
        uint8 class;
        uint8 tier;
        uint8 nominatedTier;
        //
        uint40 enrolledAt;
        uint32 benchmarkEpoch;
        uint128 stake;
        //
        bytes32 x;
        bytes32 y;
    }

    /// @custom:storage-location erc7201:ambit.Devices
    struct DevicesStorage {
        mapping(bytes32 device => DeviceState) devices;
        mapping(bytes32 device => uint256) nonces;
        mapping(address operator => address) payouts;
        mapping(uint8 class => ClassRule) rules;
    }

    // keccak256(abi.encode(uint256(keccak256("ambit.Devices")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant DEVICES_STORAGE = 0xae96dd949fbfe05a3e0165dce0e96dc6d0901b76c643d416c86adf38aeb46a00;

    bytes32 private constant APPROVAL_DELAY = "approvalDelay";
    bytes32 private constant BENCHMARK = "benchmark";

    IBonds private immutable _bonds;
    ICommittee private immutable _committee;
    IParams private immutable _params;
    IGuardian private immutable _guardian;
    address private immutable _governance;

    modifier onlyGovernance() {
        if (msg.sender != _governance) revert NotGovernance(msg.sender, _governance);
        _;
    }

    constructor(Peers memory peers) EIP712("Ambit", "1") Upgradeable(peers.upgrader) {
        _bonds = peers.bonds;
        _committee = peers.committee;
        _params = peers.params;
        _guardian = peers.guardian;
        _governance = peers.governance;
    }

    /// @notice Writes the first rules of the classes; votes change them later.
    function initialize(FirstRule[] calldata rules) external initializer {
        for (uint256 i; i < rules.length; ++i) {
            _setClassRule(rules[i].class, rules[i].rule);
        }
    }

    /*                                            ENROL AND RETIRE                                             */

    /// @inheritdoc IDevices
    function enrol(
        Enrolment calldata enrolment,
        bytes32 x,
        bytes32 y,
        bytes calldata operatorSignature,
        bytes calldata deviceSignature
    ) external {
        _checkEnrolment(enrolment, x, y);
        _checkOperatorSigned(enrolment.operator, Signed.hash(enrolment), operatorSignature);
        _checkDeviceSigned(enrolment, x, y, deviceSignature);
        _enrol(enrolment, x, y);
    }

    /// @inheritdoc IDevices
    function enrolAmongMany(
        Enrolment calldata enrolment,
        Place calldata place,
        bytes32 x,
        bytes32 y,
        bytes calldata operatorSignature,
        bytes calldata deviceSignature
    ) external {
        _checkEnrolment(enrolment, x, y);
        _checkOperatorSigned(enrolment.operator, Signed.hashAmongMany(enrolment, place), operatorSignature);
        _checkDeviceSigned(enrolment, x, y, deviceSignature);
        _enrol(enrolment, x, y);
    }

    /// @inheritdoc IDevices
    function retire(bytes32 device, bytes32 reason) external {
        DeviceState storage state = _operated(device);
        state.status = DeviceStatus.Retired;
        _moveToClass(state, 0, 0);
        emit DeviceRetired(device, msg.sender, reason);
    }

    /// @inheritdoc IDevices
    function setClass(bytes32 device, uint8 class) external {
        DeviceState storage state = _operated(device);
        ClassRule memory rule = _ruleOf(class);
        _moveToClass(state, class, rule.stake);
        emit DeviceClassSet(device, class, rule.stake);
    }

    /// @inheritdoc IDevices
    function setPayout(address payout) external {
        _devices().payouts[msg.sender] = payout;
        emit PayoutSet(msg.sender, payout);
    }

    /*                                               APPROVAL                                                  */

    /// @inheritdoc IDevices
    function nominate(uint32 epoch, Benchmark calldata benchmark, bytes32[] calldata proof) external {
        DeviceState storage state = _devices().devices[benchmark.device];
        if (state.status != DeviceStatus.Enrolled) revert DeviceNotEnrolled(benchmark.device);
        if (benchmark.class != state.class || epoch <= state.benchmarkEpoch) {
            revert BenchmarkStale(benchmark.device, benchmark.class, epoch);
        }
        ClassRule memory rule = _ruleOf(state.class);
        if (benchmark.tier > rule.maxTier) revert TierTooHigh(benchmark.tier, rule.maxTier);
        if (!_committee.isAttested(epoch, Attested.leaf(benchmark), proof)) {
            revert BenchmarkNotAttested(benchmark.device, epoch);
        }

        state.benchmarkEpoch = epoch;
        uint8 tier = _tierOf(state);
        if (benchmark.tier > tier) _nominate(state, tier, epoch, benchmark, rule.autoApprove);
        else _setTier(benchmark.device, state, benchmark.tier, BENCHMARK);
    }

    /// @inheritdoc IDevices
    function setTier(bytes32 device, uint8 tier, bytes32 reason) external onlyGovernance {
        DeviceState storage state = _devices().devices[device];
        if (state.status != DeviceStatus.Enrolled) revert DeviceNotEnrolled(device);
        if (tier > Sla.HIGHEST_TIER) revert TierTooHigh(tier, Sla.HIGHEST_TIER);
        _setTier(device, state, tier, reason);
    }

    /// @inheritdoc IDevices
    function setStatus(bytes32 device, DeviceStatus status, bytes32 reason) external onlyGovernance {
        DeviceState storage state = _devices().devices[device];
        DeviceStatus before = state.status;
        if (before == DeviceStatus.None || before == DeviceStatus.Retired) revert DeviceNotEnrolled(device);
        if (status == DeviceStatus.None || status == DeviceStatus.Retired) revert StatusRefused(device, status);
        state.status = status;
        emit DeviceStatusSet(device, status, reason);
        if (status == DeviceStatus.Banned && before != DeviceStatus.Banned) _forfeit(state, reason);
    }

    /// @inheritdoc IDevices
    function setClassRule(uint8 class, ClassRule calldata rule) external onlyGovernance {
        _setClassRule(class, rule);
    }

    /*                                                  VIEWS                                                  */

    /// @inheritdoc IDevices
    function classRuleOf(uint8 class) external view returns (ClassRule memory) {
        return _devices().rules[class];
    }

    /// @inheritdoc IDevices
    function payoutOf(address operator) public view returns (address) {
        address payout = _devices().payouts[operator];
        return payout == address(0) ? operator : payout;
    }

    /// @inheritdoc IDevices
    function deviceOf(bytes32 device) external view returns (Device memory) {
        DeviceState storage state = _devices().devices[device];
        return Device({
            operator: state.operator,
            status: state.status,
            class: state.class,
            tier: _tierOf(state),
            nominatedTier: state.nominatedTier,
            approvableAt: state.approvableAt,
            enrolledAt: state.enrolledAt,
            benchmarkEpoch: state.benchmarkEpoch,
            stake: state.stake,
            x: state.x,
            y: state.y
        });
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
        DeviceState storage record = _devices().devices[device];
        operator = record.operator;
        if (operator == address(0)) revert DeviceNotEnrolled(device);
        bool signed = signature.length == 64
            ? _isDeviceSignature(digest, record.x, record.y, signature)
            : WalletSignature.isValid(operator, digest, signature);
        if (!signed) revert DeviceSignatureInvalid(device);
        return (operator, _tierOf(record), record.status == DeviceStatus.Enrolled);
    }

    /// @inheritdoc IDevices
    function isDeviceSignature(bytes32 digest, bytes32 x, bytes32 y, bytes calldata signature)
        external
        view
        returns (bool)
    {
        return _isDeviceSignature(digest, x, y, signature);
    }

    /// @dev The sender's device, if it takes leases.
    function _operated(bytes32 device) private view returns (DeviceState storage state) {
        state = _devices().devices[device];
        if (state.status != DeviceStatus.Enrolled) revert DeviceNotEnrolled(device);
        if (msg.sender != state.operator) revert NotOperator(device, msg.sender);
    }

    function _ruleOf(uint8 class) private view returns (ClassRule memory rule) {
        rule = _devices().rules[class];
        if (class != 0 && rule.maxTier == 0) revert ClassUnknown(class);
    }

    /// @dev A device that changes class has to show again what it can do.
    function _moveToClass(DeviceState storage state, uint8 class, uint128 stake) private {
        uint128 before = state.stake;
        state.class = class;
        state.stake = stake;
        state.tier = 0;
        state.nominatedTier = 0;
        state.approvableAt = 0;
        if (before != 0) _bonds.unlock(state.operator, before);
        if (stake != 0) _bonds.lock(state.operator, stake);
    }

    /// @dev Keeps the tier of now while the higher one waits. Without automatic approval it waits for a vote.
    function _nominate(DeviceState storage state, uint8 tier, uint32 epoch, Benchmark calldata benchmark, bool timed)
        private
    {
        state.tier = tier;
        state.nominatedTier = benchmark.tier;
        state.approvableAt = timed ? (block.timestamp + _params.get(APPROVAL_DELAY)).toUint40() : 0;
        emit DeviceNominated(benchmark.device, benchmark.tier, state.approvableAt, epoch, benchmark.evidence);
    }

    function _setTier(bytes32 device, DeviceState storage state, uint8 tier, bytes32 reason) private {
        state.tier = tier;
        state.nominatedTier = 0;
        state.approvableAt = 0;
        emit DeviceTierSet(device, tier, reason);
    }

    /// @dev A nomination becomes an approval by time alone; nobody has to send anything.
    function _tierOf(DeviceState storage state) private view returns (uint8) {
        bool approved = state.approvableAt != 0 && block.timestamp >= state.approvableAt;
        return approved ? state.nominatedTier : state.tier;
    }

    function _forfeit(DeviceState storage state, bytes32 reason) private {
        uint128 stake = state.stake;
        state.stake = 0;
        if (stake == 0) return;
        address[] memory cheat = new address[](1);
        cheat[0] = state.operator;
        _bonds.unlock(state.operator, stake);
        _bonds.slash(cheat, stake, address(0), 0, reason);
    }

    function _setClassRule(uint8 class, ClassRule calldata rule) private {
        if (rule.maxTier > Sla.HIGHEST_TIER) revert TierTooHigh(rule.maxTier, Sla.HIGHEST_TIER);
        _devices().rules[class] = rule;
        emit ClassRuleSet(class, rule.stake, rule.maxTier, rule.autoApprove);
    }

    function _checkEnrolment(Enrolment calldata enrolment, bytes32 x, bytes32 y) private view {
        if (_guardian.isPaused(PauseBit.ENROL)) revert PauseBit.Stopped(PauseBit.ENROL);
        if (block.timestamp > enrolment.validUntil) revert EnrolmentExpired(enrolment.validUntil);
        bytes32 hashed = keccak256(abi.encode(x, y));
        if (hashed != enrolment.device) revert DeviceKeyMismatch(enrolment.device, hashed);
        uint256 nonce = _devices().nonces[enrolment.device];
        if (enrolment.nonce != nonce) revert EnrolmentNonce(enrolment.device, enrolment.nonce, nonce);
        DeviceState storage device = _devices().devices[enrolment.device];
        // Only a device that is new or was retired may enrol: enrolling again must not wash off a suspension.
        if (device.status != DeviceStatus.None && device.status != DeviceStatus.Retired) {
            revert DeviceTaken(enrolment.device, device.operator);
        }
    }

    function _checkOperatorSigned(address operator, bytes32 hashed, bytes calldata signature) private view {
        if (!WalletSignature.isValid(operator, _hashTypedDataV4(hashed), signature)) {
            revert OperatorSignatureInvalid(operator);
        }
    }

    function _checkDeviceSigned(Enrolment calldata enrolment, bytes32 x, bytes32 y, bytes calldata signature)
        private
        view
    {
        bytes32 digest = _hashTypedDataV4(Signed.hash(enrolment));
        if (!_isDeviceSignature(digest, x, y, signature)) revert DeviceSignatureInvalid(enrolment.device);
    }

    /// @dev Both have signed.
    function _enrol(Enrolment calldata enrolment, bytes32 x, bytes32 y) private {
        _setFirstPayout(enrolment.operator, enrolment.payout);
        DeviceState storage device = _devices().devices[enrolment.device];
        device.operator = enrolment.operator;
        device.enrolledAt = uint40(block.timestamp);
        device.status = DeviceStatus.Enrolled;
        device.x = x;
        device.y = y;
        ++_devices().nonces[enrolment.device];
        emit DeviceEnrolled(enrolment.device, enrolment.operator, x, y);
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
