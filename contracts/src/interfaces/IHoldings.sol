// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Holdings
/// @notice What leases hold of the escrow's money, and the only door through which it moves. The `Leases` contract alone
/// may use it, and not even that contract, with any code whatsoever, can touch a balance without a live session that
/// covers it, pay more than leases hold, or reach tabs, earnings and withdrawals.
///
/// A session is named by twenty bytes of `keccak256(customer, key)`.
interface IHoldings {
    /// @notice Thrown when anyone but `Leases` calls.
    error NotLeases(address sender, address leases);
    /// @notice Thrown when a lease would pay or return more than leases hold.
    error HoldingsExceeded(uint256 asked, uint256 held);

    /// @notice The contract that runs leases.
    function leases() external view returns (address);

    /// @notice Locks `deposit` of the customer's free balance, charged to the live session with `key`, and `cover` of the
    /// operator's free balance.
    function hold(address customer, address key, uint128 deposit, address operator, uint128 cover)
        external
        returns (bytes20 session);

    /// @notice Locks `amount` more, out of the free balance of `from`; charged to no session.
    function holdMore(address from, uint128 amount) external;

    /// @notice Books `amount` of what is held as earned by `operator`, less `feeBps` for the treasury.
    function pay(address operator, uint128 amount, uint16 feeBps) external returns (uint128 fee);

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
