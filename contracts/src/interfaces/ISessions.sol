// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Session } from "../libraries/Signed.sol";

/// @title Sessions
/// @notice A wallet signs once; then a key in the browser signs for it, up to a cap and a date, without a prompt.
///
/// A session that has ended, by its date or because it was revoked, opens nothing new from that moment on. What it
/// signed before can still be redeemed for `revocationDelay`, because a customer could otherwise use a machine and
/// revoke before it is paid. Each (customer, key) is authorised once: an old signature cannot bring a session back.
/// The cap counts what tabs paid plus what leases hold or paid; what a lease gives back is free for the key again.
interface ISessions {
    /// @notice A session as the chain knows it. `spent` counts against `cap`, both in µUSDC.
    struct SessionState {
        address customer;
        uint40 validUntil;
        uint8 scope;
        uint128 cap;
        uint128 spent;
    }

    /// @notice `key` may act for `customer`.
    event SessionAuthorised(address indexed customer, address indexed key, uint128 cap, uint40 validUntil, uint8 scope);
    /// @notice `key` opens nothing any more; what it signed is redeemable until `redeemableUntil`.
    event SessionRevoked(address indexed customer, address indexed key, uint40 redeemableUntil);

    /// @notice Thrown when a signature is not by `signer`.
    error SignatureInvalid(address signer);
    /// @notice Thrown when this customer has authorised this key before.
    error SessionKnown(address customer, address key);
    /// @notice Thrown when this customer has never authorised this key.
    error SessionUnknown(address customer, address key);
    /// @notice Thrown when the session ended at `end`.
    error SessionEnded(address customer, address key, uint256 end);
    /// @notice Thrown when the session was not authorised for this use.
    error SessionScope(address customer, address key, uint8 needed);
    /// @notice Thrown when `amount` would take the session over its cap.
    error SessionCap(address customer, address key, uint256 amount, uint256 left);

    /// @notice Seconds for which an ended session's signatures can be redeemed.
    function revocationDelay() external view returns (uint40);

    /// @notice Registers a session by the wallet's signature. Anyone may send it.
    function authorise(Session calldata session, bytes calldata signature) external;

    /// @notice Ends the sender's session with `key` now.
    function revoke(address key) external;

    /// @notice The session of `customer` with `key`; all zero when there is none.
    function sessionOf(address customer, address key) external view returns (SessionState memory);
}
