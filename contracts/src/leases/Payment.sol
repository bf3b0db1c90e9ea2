// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { Amounts } from "../libraries/Amounts.sol";
import { Attested, Uptime } from "../libraries/Attested.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { Signed, Voucher } from "../libraries/Signed.sol";
import { Sla } from "../libraries/Sla.sol";
import { ILeases } from "../interfaces/ILeases.sol";
import { LeaseStore } from "./LeaseStore.sol";

/// @title Payment
/// @notice Three kinds of evidence and the SLA. See `ILeases`.
abstract contract Payment is LeaseStore {
    bytes32 private constant BY_VOUCHER = "voucher";
    bytes32 private constant BY_ATTESTATION = "attested";
    bytes32 private constant BY_TIMEOUT = "timeout";

    uint256 private immutable _epochSeconds;
    uint256 private immutable _windowEpochs;
    /// @inheritdoc ILeases
    uint40 public immutable silence;

    constructor(uint256 epochSeconds, uint256 windowEpochs, uint40 silence_) {
        _epochSeconds = epochSeconds;
        _windowEpochs = windowEpochs;
        silence = silence_;
    }

    /// @inheritdoc ILeases
    function redeem(bytes32 lease, uint128 cumulative, address key, bytes calldata signature)
        external
        returns (uint128 amount)
    {
        LeaseState storage state = _unfinalised(lease);
        KeySignature.check(key, _hashTypedDataV4(Signed.hash(Voucher(lease, cumulative))), signature);
        amount = _raisePaid(state, cumulative);
        if (amount == 0) revert NothingDue(lease, cumulative, state.paid);
        address operator = state.operator;
        uint128 fee = _escrow.payByKey(state.session, key, operator, amount, state.feeBps);
        emit LeasePaid(lease, operator, amount, fee, state.paid, BY_VOUCHER);
    }

    /// @inheritdoc ILeases
    function settle(uint32 epoch, Uptime calldata leaf, bytes32[] calldata proof)
        external
        returns (uint128 amount, uint128 credit)
    {
        LeaseState storage state = _unfinalised(leaf.lease);
        uint256 until = _inForceUntil(leaf.lease, state, epoch);
        if (!_committee.isAttested(epoch, Attested.leaf(leaf), proof)) revert NotAttested(leaf.lease, epoch);

        bool news = leaf.downSeconds > state.downSeconds;
        // An older leaf, shown for its window's sake, takes no down time back.
        if (news) {
            state.downSeconds = leaf.downSeconds;
            emit LeaseAttested(leaf.lease, epoch, leaf.downSeconds);
        }
        uint256 due = _dueFor(state, until, leaf.downSeconds);
        amount = _payUpTo(leaf.lease, state, due, BY_ATTESTATION);
        if (state.cover != 0) credit = _creditWindow(state, epoch, until, due, leaf);
        if (!news && amount == 0 && credit == 0) revert NothingDue(leaf.lease, due, state.paid);
    }

    /// @inheritdoc ILeases
    function settleByTimeout(bytes32 lease) external returns (uint128 amount) {
        LeaseState storage state = _unfinalised(lease);
        uint256 since = _committee.lastPostedAt();
        if (block.timestamp < since + silence) revert CommitteeNotSilent(since);

        uint256 until = Math.min(block.timestamp, _endsAt(state));
        uint256 due = _dueFor(state, until, state.downSeconds);
        amount = _payUpTo(lease, state, due, BY_TIMEOUT);
        if (amount == 0) revert NothingDue(lease, due, state.paid);
    }

    /// @dev Until when the lease was in force by the end of `epoch`.
    function _inForceUntil(bytes32 lease, LeaseState storage state, uint32 epoch) private view returns (uint256) {
        uint256 start = epoch * _epochSeconds;
        uint256 end = start + _epochSeconds;
        uint256 endsAt = _endsAt(state);
        if (end <= state.startedAt || start >= endsAt) revert EpochOutside(lease, epoch);
        return Math.min(end, endsAt);
    }

    /// @dev What the lease cost until `until`: down seconds are never due.
    function _dueFor(LeaseState storage state, uint256 until, uint256 downSeconds) private view returns (uint256) {
        return Amounts.amountDown(state.ratePerHour, Math.saturatingSub(until - state.startedAt, downSeconds));
    }

    /// @dev Credits the window that ends with this epoch, once, if it was broken. A window also ends where the lease does.
    function _creditWindow(LeaseState storage state, uint32 epoch, uint256 until, uint256 due, Uptime calldata leaf)
        private
        returns (uint128 credit)
    {
        if (!_closesWindow(state, epoch, until)) return 0;
        uint32 bit = _windowBit(state, epoch);
        if (state.creditedWindows & bit != 0) return 0;
        uint256 upBps;
        (credit, upBps) = _owedFor(state, epoch, until, due, leaf.windowDownSeconds);
        if (credit == 0) return 0;

        state.creditedWindows |= bit;
        state.cover -= uint48(credit);
        _escrow.compensate(state.session, credit);
        emit SlaCredited(leaf.lease, uint32(epoch / _windowEpochs), upBps, credit, state.cover);
    }

    /// @dev What the window of `epoch` owes the customer, at most what is left of the cover. What the deposit could not bear
    /// was not paid, so it is not credited either.
    function _owedFor(LeaseState storage state, uint32 epoch, uint256 until, uint256 due, uint256 windowDownSeconds)
        private
        view
        returns (uint128 credit, uint256 upBps)
    {
        uint256 windowStart = epoch / _windowEpochs * _windowEpochs * _epochSeconds;
        uint256 elapsed = until - Math.max(windowStart, state.startedAt);
        uint256 down = Math.min(windowDownSeconds, elapsed);
        uint256 fees = Amounts.amountDown(state.ratePerHour, elapsed - down);
        uint256 unpaid = Math.saturatingSub(due, state.deposit);
        upBps = Sla.upBpsDown(elapsed, down);
        uint256 owed = Sla.creditDown(state.tier, upBps, Math.saturatingSub(fees, unpaid));
        credit = uint128(Math.min(owed, state.cover));
    }

    /// @dev The window's place among those that the lease can remember, counted from the one in which it began.
    function _windowBit(LeaseState storage state, uint32 epoch) private view returns (uint32) {
        return uint32(1 << (epoch / _windowEpochs - state.startedAt / (_windowEpochs * _epochSeconds)));
    }

    function _closesWindow(LeaseState storage state, uint32 epoch, uint256 until) private view returns (bool) {
        bool windowEnds = (uint256(epoch) + 1) % _windowEpochs == 0;
        bool leaseEnded = until == _endsAt(state) && block.timestamp >= until;
        return windowEnds || leaseEnded;
    }
}
