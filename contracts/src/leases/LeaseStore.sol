// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { ICommittee } from "../interfaces/ICommittee.sol";
import { IDevices } from "../interfaces/IDevices.sol";
import { IHoldings } from "../interfaces/IHoldings.sol";
import { ILeases } from "../interfaces/ILeases.sol";

/// @title LeaseStore
/// @notice What a lease is on chain, and the one way in which it is paid. See `ILeases`.
abstract contract LeaseStore is ILeases, EIP712 {
    /// @dev Three slots. The session stands for the customer, so that the rest fits beside it; it is cleared when the
    /// lease is finalised, while the second slot stays, so that a name is never used twice.
    struct LeaseState {
        bytes20 session;
        uint96 ratePerHour;
        //
        address operator;
        uint40 startedAt;
        uint32 lastsSeconds;
        uint16 feeBps;
        uint8 tier;
        //
        uint72 deposit;
        uint72 paid;
        uint48 cover;
        uint32 downSeconds;
        uint32 creditedWindows;
    }

    /// @custom:storage-location erc7201:ambit.Leases
    struct LeasesStorage {
        mapping(bytes32 lease => LeaseState) leases;
        // One bit per salt: a customer that counts upwards pays for a new slot once in 256 orders.
        mapping(address customer => mapping(uint256 word => uint256 bits)) usedSalts;
    }

    // keccak256(abi.encode(uint256(keccak256("ambit.Leases")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant LEASES_STORAGE = 0x2c3f64043f63842d84177b544ef17866e371672e34e17e7c1b58e991457cf000;

    /// @notice Whom the leases work with.
    struct Peers {
        IHoldings escrow;
        IDevices devices;
        ICommittee committee;
        address upgrader;
    }

    IHoldings internal immutable _escrow;
    IDevices internal immutable _devices;
    ICommittee internal immutable _committee;

    constructor(Peers memory peers) EIP712("Ambit", "1") {
        _escrow = peers.escrow;
        _devices = peers.devices;
        _committee = peers.committee;
    }

    /// @inheritdoc ILeases
    function leaseOf(bytes32 lease) external view returns (Lease memory view_) {
        LeaseState storage state = _leases().leases[lease];
        view_.status = _statusOf(state);
        if (view_.status == LeaseStatus.None) return view_;
        view_.customer = _customerOf(state);
        view_.operator = state.operator;
        view_.ratePerHour = state.ratePerHour;
        view_.startedAt = state.startedAt;
        view_.endsAt = uint40(_endsAt(state));
        view_.tier = state.tier;
        view_.feeBps = state.feeBps;
        view_.deposit = state.deposit;
        view_.paid = state.paid;
        view_.cover = state.cover;
        view_.downSeconds = state.downSeconds;
    }

    /// @inheritdoc ILeases
    function spanOf(bytes32 lease) external view returns (uint40 startedAt, uint40 endsAt) {
        LeaseState storage state = _leases().leases[lease];
        return (state.startedAt, uint40(_endsAt(state)));
    }

    /// @dev Raises what was paid to `due`, capped by the deposit. Does nothing when that much was paid before.
    function _payUpTo(bytes32 lease, LeaseState storage state, uint256 due, bytes32 basis)
        internal
        returns (uint128 amount)
    {
        amount = _raisePaid(state, due);
        if (amount == 0) return 0;
        address operator = state.operator;
        uint128 fee = _escrow.pay(operator, amount, state.feeBps);
        emit LeasePaid(lease, operator, amount, fee, state.paid, basis);
    }

    /// @dev How much is owed beyond what was paid, counted as paid from now on.
    function _raisePaid(LeaseState storage state, uint256 due) internal returns (uint128 amount) {
        uint72 paid = state.paid;
        uint72 target = uint72(Math.min(due, state.deposit));
        if (target <= paid) return 0;
        state.paid = target;
        return target - paid;
    }

    function _running(bytes32 lease) internal view returns (LeaseState storage state) {
        state = _leases().leases[lease];
        LeaseStatus status = _statusOf(state);
        if (status != LeaseStatus.Running) revert LeaseNotIn(lease, status);
    }

    function _unfinalised(bytes32 lease) internal view returns (LeaseState storage state) {
        state = _leases().leases[lease];
        LeaseStatus status = _statusOf(state);
        if (status == LeaseStatus.None || status == LeaseStatus.Finalised) revert LeaseNotIn(lease, status);
    }

    function _statusOf(LeaseState storage state) internal view returns (LeaseStatus) {
        if (state.startedAt == 0) return LeaseStatus.None;
        if (state.session == 0) return LeaseStatus.Finalised;
        return block.timestamp < _endsAt(state) ? LeaseStatus.Running : LeaseStatus.Ended;
    }

    function _endsAt(LeaseState storage state) internal view returns (uint256) {
        return uint256(state.startedAt) + state.lastsSeconds;
    }

    function _customerOf(LeaseState storage state) internal view returns (address) {
        return _escrow.customerOf(state.session);
    }

    function _leases() internal pure returns (LeasesStorage storage $) {
        assembly ("memory-safe") {
            $.slot := LEASES_STORAGE
        }
    }
}
