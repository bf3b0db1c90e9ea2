// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ILeases } from "../interfaces/ILeases.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { Close, Offer, Signed } from "../libraries/Signed.sol";
import { LeaseStore } from "./LeaseStore.sol";

/// @title Ending
/// @notice From the last second to the last refund. See `ILeases`.
abstract contract Ending is LeaseStore {
    bytes32 private constant BY_CLOSE = "close";

    /// @inheritdoc ILeases
    uint40 public immutable finaliseGrace;

    constructor(uint40 finaliseGrace_) {
        finaliseGrace = finaliseGrace_;
    }

    /// @inheritdoc ILeases
    function close(bytes32 lease, bytes32 reason) external {
        LeaseState storage state = _running(lease);
        if (msg.sender != state.operator && msg.sender != _customerOf(state)) revert NotParty(lease, msg.sender);
        _close(lease, state, msg.sender, reason);
    }

    /// @inheritdoc ILeases
    function end(
        Offer calldata offer,
        Close calldata closing,
        address key,
        bytes calldata keySignature,
        bytes calldata offerSignature
    ) external {
        LeaseState storage state = _unfinalised(closing.lease);
        bytes32 closed = Signed.hash(closing);
        bool byCustomer = keySignature.length != 0;
        bool byDevice = offerSignature.length != 0;
        if (!byCustomer && !byDevice) revert SignatureMissing(closing.lease);
        if (byCustomer) _acknowledge(closing, state, closed, key, keySignature);
        if (byDevice) _checkDeviceCloses(closing.lease, state, offer, closed, offerSignature);

        if (_statusOf(state) == LeaseStatus.Running) {
            _close(closing.lease, state, byCustomer ? _customerOf(state) : state.operator, closing.reason);
        }
        if (byCustomer && byDevice) _finalise(closing.lease, state);
    }

    /// @inheritdoc ILeases
    function finalise(bytes32 lease) external {
        LeaseState storage state = _unfinalised(lease);
        uint256 until = _endsAt(state) + finaliseGrace;
        if (block.timestamp < until) revert GraceRunning(lease, until);
        _finalise(lease, state);
    }

    /// @dev The customer's signature on the end is also the last voucher.
    function _acknowledge(
        Close calldata closing,
        LeaseState storage state,
        bytes32 closed,
        address key,
        bytes calldata signature
    ) private {
        KeySignature.check(key, _hashTypedDataV4(closed), signature);
        _escrow.checkRedeemable(state.session, key);
        _payUpTo(closing.lease, state, closing.cumulative, BY_CLOSE);
    }

    /// @dev The device may have moved to another operator since; then only the old operator's wallet can close.
    function _checkDeviceCloses(
        bytes32 lease,
        LeaseState storage state,
        Offer calldata offer,
        bytes32 closed,
        bytes calldata signature
    ) private view {
        bytes32 offered = Signed.hash(offer);
        if (offered != lease) revert OfferMismatch(lease, offered);
        (address operator,,) = _devices.verify(offer.device, _hashTypedDataV4(closed), signature);
        if (operator != state.operator) revert NotParty(lease, operator);
    }

    function _close(bytes32 lease, LeaseState storage state, address by, bytes32 reason) private {
        state.lastsSeconds = uint32(block.timestamp - state.startedAt);
        emit LeaseClosed(lease, by, uint40(block.timestamp), reason);
    }

    function _finalise(bytes32 lease, LeaseState storage state) private {
        bytes20 session = state.session;
        uint128 refund = state.deposit - state.paid;
        uint128 cover = state.cover;
        state.session = 0;
        state.cover = 0;
        _escrow.release(session, refund, state.operator, cover);
        emit LeaseFinalised(lease, refund, cover);
    }
}
