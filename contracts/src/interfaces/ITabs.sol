// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Tabs
/// @notice A job that costs a fraction of a cent must not cost a transaction. Per customer and operator one number only
/// grows: what is owed in all. The session key signs it with each job, the operator redeems the latest whenever it likes.
///
/// The customer's whole balance answers for tabs, thawing money too. If it is short, what is there is paid and the rest
/// stays redeemable with the same signature once there is money again.
interface ITabs {
    /// @notice A tab was paid.
    /// @param cumulative What was presented as owed in all.
    /// @param redeemed What has been redeemed in all after this; less than `cumulative` when money or cap was short.
    /// @param paid What left the customer's balance now, fee included.
    /// @param fee The treasury's part of `paid`.
    event TabRedeemed(
        address indexed customer,
        address indexed operator,
        address indexed key,
        uint128 cumulative,
        uint128 redeemed,
        uint128 paid,
        uint128 fee
    );

    /// @notice Thrown when nothing beyond `redeemed` is presented.
    error TabStale(address customer, address operator, uint128 cumulative, uint128 redeemed);
    /// @notice Thrown when something is owed but the balance or the session's cap is empty.
    error TabUnfunded(address customer, address operator, uint256 balance, uint256 capLeft);

    /// @notice Pays `operator` what it is owed beyond what it redeemed before. Anyone may send it; works under every pause.
    /// @param key The session key that signed `Tab(customer, operator, cumulative)`.
    /// @return paid What left the customer's balance, fee included.
    function redeemTab(address customer, address operator, uint128 cumulative, address key, bytes calldata signature)
        external
        returns (uint128 paid);

    /// @notice What `operator` redeemed from `customer`'s tab in all.
    function tabRedeemed(address customer, address operator) external view returns (uint128);
}
