// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Holdings
/// @notice What leases hold of the escrow's money, and the only door through which it moves. The `Leases` contract alone
/// may use it, and not even that contract, with any code whatsoever, can touch a balance without a live session that
/// covers it, pay more than leases hold, or reach tabs, earnings and withdrawals.
///
/// A session is named by twenty bytes of `keccak256(customer, key)`.
interface IHoldings {
    /// @notice No lease opens before `until`; everything else goes on.
    event IntakePausedUntil(uint32 until);

    /// @notice Thrown when a lease would open during a pause.
    error IntakePaused(uint32 until);
    /// @notice Thrown when anyone but the guardian pauses.
    error NotGuardian(address sender, address guardian);
    /// @notice Thrown when anyone but `Leases` calls.
    error NotLeases(address sender, address leases);
    /// @notice Thrown when a lease would pay or return more than leases hold.
    error HoldingsExceeded(uint256 asked, uint256 held);

    /// @notice The contract that runs leases.
    function leases() external view returns (address);

    /// @notice The contract that may pause the opening of leases, and nothing else; it bounds itself in time.
    function guardian() external view returns (address);

    /// @notice Stops leases from opening until `until`; the guardian only. A past time ends a pause.
    function pauseIntake(uint32 until) external;

    /// @notice Until when no lease opens.
    function intakePausedUntil() external view returns (uint32);

    /// @notice What leases hold in all: deposits not paid and cover. No lease can pay more than is held.
    function held() external view returns (uint128);

    /// @notice Locks `deposit` of the customer's free balance, charged to the live session with `key`, and `cover` of the
    /// operator's free balance.
    /// @return session Names the session to the other functions.
    /// @return leaseFeeBps The fee that this lease pays to its end.
    function hold(address customer, address key, uint128 deposit, address operator, uint128 cover)
        external
        returns (bytes20 session, uint16 leaseFeeBps);

    /// @notice Locks `amount` more, out of the free balance of `from`; charged to no session.
    function holdMore(address from, uint128 amount) external;

    /// @notice Books `amount` of what is held as earned by `operator`, less `bps` for the treasury.
    function pay(address operator, uint128 amount, uint16 bps) external returns (uint128 fee);

    /// @notice The same, if `key` may sign for the customer of `session` (see `checkRedeemable`).
    function payByKey(bytes20 session, address key, address operator, uint128 amount, uint16 bps)
        external
        returns (uint128 fee);

    /// @notice Moves `amount` of what is held into the customer's balance: a credit, paid out of cover.
    function compensate(bytes20 session, uint128 amount) external;

    /// @notice Unlocks `refund` for the customer, whose session may use it again, and `cover` for the operator.
    function release(bytes20 session, uint128 refund, address operator, uint128 cover) external;

    /// @notice Reverts unless `key` is a session key of the same customer as `session`, for leases, and what it signed
    /// may still be redeemed.
    function checkRedeemable(bytes20 session, address key) external view;

    /// @notice The customer of a session.
    function customerOf(bytes20 session) external view returns (address);
}
