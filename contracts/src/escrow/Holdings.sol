// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IHoldings } from "../interfaces/IHoldings.sol";
import { Deposits } from "./Deposits.sol";
import { Sessions } from "./Sessions.sol";

/// @title Holdings
/// @notice The fourth chapter of the escrow: what leases hold. See `IHoldings`.
abstract contract Holdings is Deposits, Sessions, IHoldings {
    /// @inheritdoc IHoldings
    address public immutable leases;

    modifier onlyLeases() {
        if (msg.sender != leases) revert NotLeases(msg.sender, leases);
        _;
    }

    constructor(address leases_) {
        leases = leases_;
    }

    /// @inheritdoc IHoldings
    function hold(address customer, address key, uint128 deposit, address operator, uint128 cover)
        external
        onlyLeases
        returns (bytes20 session)
    {
        _charge(_liveSession(customer, key, SCOPE_LEASES), key, deposit);
        _debitFree(customer, deposit);
        if (cover != 0) _debitFree(operator, cover);
        held += deposit + cover;
        return _sessionId(customer, key);
    }

    /// @inheritdoc IHoldings
    function holdMore(address from, uint128 amount) external onlyLeases {
        _debitFree(from, amount);
        held += amount;
    }

    /// @inheritdoc IHoldings
    function pay(address operator, uint128 amount, uint16 feeBps) external onlyLeases returns (uint128 fee) {
        _unhold(amount);
        return _earn(operator, amount, feeBps);
    }

    /// @inheritdoc IHoldings
    function compensate(bytes20 session, uint128 amount) external onlyLeases {
        _unhold(amount);
        _credit(_session(session).customer, amount);
    }

    /// @inheritdoc IHoldings
    function release(bytes20 session, uint128 refund, address operator, uint128 cover) external onlyLeases {
        _unhold(refund + cover);
        SessionState storage state = _session(session);
        _uncharge(state, refund);
        _credit(state.customer, refund);
        if (cover != 0) _credit(operator, cover);
    }

    /// @inheritdoc IHoldings
    function checkRedeemable(bytes20 session, address key) external view {
        _redeemableSession(_session(session).customer, key, SCOPE_LEASES);
    }

    /// @inheritdoc IHoldings
    function customerOf(bytes20 session) external view returns (address) {
        return _session(session).customer;
    }

    function _unhold(uint128 amount) private {
        if (amount > held) revert HoldingsExceeded(amount, held);
        held -= amount;
    }
}
