// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { ISessions } from "../interfaces/ISessions.sol";
import { Session, Signed } from "../libraries/Signed.sol";
import { WalletSignature } from "../libraries/WalletSignature.sol";

/// @title Sessions
/// @notice The second chapter of the escrow: keys that act for a wallet. See `ISessions`.
abstract contract Sessions is ISessions, EIP712 {
    using SafeCast for uint256;

    uint8 internal constant SCOPE_TABS = 1;
    uint8 internal constant SCOPE_LEASES = 2;

    /// @inheritdoc ISessions
    uint40 public immutable revocationDelay;

    /// @dev What is looked up often is one slot. `validUntil` is zero only where there is no session.
    struct Stored {
        uint40 validUntil;
        uint8 scope;
        uint104 cap;
        uint104 spent;
        //
        address customer;
    }

    // By customer and key together, so that nobody can occupy a key by naming it first.
    mapping(bytes20 session => Stored) private _sessions;

    constructor(uint40 revocationDelay_) EIP712("Ambit", "1") {
        revocationDelay = revocationDelay_;
    }

    /// @inheritdoc ISessions
    function authorise(Session calldata session, bytes calldata signature) external {
        Stored storage state = _session(_sessionId(session.customer, session.key));
        if (state.validUntil != 0) revert SessionKnown(session.customer, session.key);
        if (block.timestamp >= session.validUntil) {
            revert SessionEnded(session.customer, session.key, session.validUntil);
        }
        bytes32 digest = _hashTypedDataV4(Signed.hash(session));
        if (!WalletSignature.isValid(session.customer, digest, signature)) {
            revert SignatureInvalid(session.customer);
        }

        // More than there will ever be is as good as no cap, and fits.
        uint104 cap = session.cap > type(uint104).max ? type(uint104).max : uint104(session.cap);
        state.customer = session.customer;
        state.validUntil = session.validUntil;
        state.scope = session.scope;
        state.cap = cap;
        emit SessionAuthorised(session.customer, session.key, cap, session.validUntil, session.scope);
    }

    /// @inheritdoc ISessions
    function revoke(address key) external {
        Stored storage state = _session(_sessionId(msg.sender, key));
        if (state.validUntil == 0) revert SessionUnknown(msg.sender, key);
        // A session that ended by its date keeps that date: revoking it must not make it redeemable for longer.
        if (block.timestamp >= state.validUntil) revert SessionEnded(msg.sender, key, state.validUntil);
        state.validUntil = uint40(block.timestamp);
        emit SessionRevoked(msg.sender, key, state.validUntil + revocationDelay);
    }

    /// @inheritdoc ISessions
    function sessionOf(address customer, address key) external view returns (SessionState memory) {
        Stored storage state = _session(_sessionId(customer, key));
        return SessionState(state.customer, state.validUntil, state.scope, state.cap, state.spent);
    }

    /// @dev The session if it may open something new now.
    function _liveSession(address customer, address key, uint8 scope)
        internal
        view
        returns (bytes20 id, Stored storage state)
    {
        return _sessionUntil(customer, key, scope, 0);
    }

    /// @dev The session if what it signed may still be redeemed.
    function _redeemableSession(address customer, address key, uint8 scope)
        internal
        view
        returns (bytes20 id, Stored storage state)
    {
        return _sessionUntil(customer, key, scope, revocationDelay);
    }

    /// @dev Counts `amount` against the cap.
    function _charge(Stored storage state, address customer, address key, uint256 amount) internal {
        (uint104 cap, uint104 spent) = (state.cap, state.spent);
        if (amount > cap - spent) revert SessionCap(customer, key, amount, cap - spent);
        state.spent = spent + uint104(amount);
    }

    /// @dev Frees the cap of what was charged and not paid. A top-up was never charged, hence the floor at zero.
    function _uncharge(Stored storage state, uint256 amount) internal {
        uint104 spent = state.spent;
        state.spent = amount < spent ? spent - uint104(amount) : 0;
    }

    function _session(bytes20 id) internal view returns (Stored storage) {
        return _sessions[id];
    }

    /// @dev Twenty bytes, like an address, so that a lease can hold it beside its rate in one slot.
    function _sessionId(address customer, address key) internal pure returns (bytes20) {
        return bytes20(keccak256(abi.encode(customer, key)));
    }

    function _sessionUntil(address customer, address key, uint8 scope, uint256 grace)
        private
        view
        returns (bytes20 id, Stored storage state)
    {
        id = _sessionId(customer, key);
        state = _sessions[id];
        uint256 end = state.validUntil;
        if (end == 0) revert SessionUnknown(customer, key);
        end += grace;
        if (block.timestamp >= end) revert SessionEnded(customer, key, end);
        if (state.scope & scope == 0) revert SessionScope(customer, key, scope);
    }
}
