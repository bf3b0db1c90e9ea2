// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { IHoldings } from "../interfaces/IHoldings.sol";
import { Deposits } from "./Deposits.sol";
import { Sessions } from "./Sessions.sol";

/// @title Holdings
/// @notice The fourth chapter of the escrow: what leases hold. See `IHoldings`.
abstract contract Holdings is Deposits, Sessions, IHoldings {
    using SafeCast for uint256;

    /// @inheritdoc IHoldings
    address public immutable leases;
    /// @inheritdoc IHoldings
    address public immutable guardian;

    modifier onlyLeases() {
        if (msg.sender != leases) revert NotLeases(msg.sender, leases);
        _;
    }

    constructor(address leases_, address guardian_) {
        leases = leases_;
        guardian = guardian_;
    }

    /// @inheritdoc IHoldings
    function pauseIntake(uint32 until) external {
        if (msg.sender != guardian) revert NotGuardian(msg.sender, guardian);
        _purse.pausedUntil = until;
        emit IntakePausedUntil(until);
    }

    /// @inheritdoc IHoldings
    function hold(address customer, address key, uint128 deposit, address operator, uint128 cover)
        external
        onlyLeases
        returns (bytes20 session, uint16 leaseFeeBps)
    {
        Purse memory purse = _purse;
        if (block.timestamp < purse.pausedUntil) revert IntakePaused(purse.pausedUntil);
        (bytes20 id, Stored storage state) = _liveSession(customer, key, SCOPE_LEASES);
        _charge(state, customer, key, deposit);
        _debitFree(customer, deposit);
        if (cover != 0) _debitFree(operator, cover);
        _purse.held = purse.held + (uint256(deposit) + cover).toUint104();
        return (id, purse.feeBps);
    }

    /// @inheritdoc IHoldings
    function holdMore(address from, uint128 amount) external onlyLeases {
        _debitFree(from, amount);
        _purse.held += uint256(amount).toUint104();
    }

    /// @inheritdoc IHoldings
    function pay(address operator, uint128 amount, uint16 bps) external onlyLeases returns (uint128 fee) {
        _unhold(amount);
        return _earn(operator, amount, bps);
    }

    /// @inheritdoc IHoldings
    function payByKey(bytes20 session, address key, address operator, uint128 amount, uint16 bps)
        external
        onlyLeases
        returns (uint128 fee)
    {
        checkRedeemable(session, key);
        _unhold(amount);
        return _earn(operator, amount, bps);
    }

    /// @inheritdoc IHoldings
    function compensate(bytes20 session, uint128 amount) external onlyLeases {
        _unhold(amount);
        _credit(_session(session).customer, amount);
    }

    /// @inheritdoc IHoldings
    function release(bytes20 session, uint128 refund, address operator, uint128 cover) external onlyLeases {
        _unhold(refund + cover);
        Stored storage state = _session(session);
        _uncharge(state, refund);
        _credit(state.customer, refund);
        if (cover != 0) _credit(operator, cover);
    }

    /// @inheritdoc IHoldings
    function checkRedeemable(bytes20 session, address key) public view {
        _redeemableSession(_session(session).customer, key, SCOPE_LEASES);
    }

    /// @inheritdoc IHoldings
    function customerOf(bytes20 session) external view returns (address) {
        return _session(session).customer;
    }

    /// @inheritdoc IHoldings
    function held() external view returns (uint128) {
        return _purse.held;
    }

    /// @inheritdoc IHoldings
    function intakePausedUntil() external view returns (uint32) {
        return _purse.pausedUntil;
    }

    function _unhold(uint128 amount) private {
        uint104 before = _purse.held;
        if (amount > before) revert HoldingsExceeded(amount, before);
        _purse.held = before - uint104(amount);
    }
}
