// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Tab } from "../libraries/Signed.sol";

/// @title Tabs
/// @notice A job that costs a fraction of a cent must not cost a transaction. Per customer, operator and fee one number only
/// grows: what is owed in all. The session key signs it with each job, the operator redeems the latest whenever it likes.
///
/// A tab names the fee that was in force when its jobs were agreed on, so a vote alters the next job and none that runs. For
/// 60 days after a fee was replaced its tabs pay it; from then on the higher of it and the fee in force, so that no old tab
/// evades a rise for ever and none becomes worthless.
///
/// The customer's whole balance answers for tabs, thawing money too. If it is short, what is there is paid and the rest
/// stays redeemable with the same signature once there is money again.
interface ITabs {
    /// @notice A tab was paid.
    /// @param feeBps The fee that the tab was agreed at.
    /// @param cumulative What was presented as owed in all.
    /// @param redeemed What has been redeemed in all after this; less than `cumulative` when money or cap was short.
    /// @param paid What left the customer's balance now, fee included.
    /// @param fee The treasury's part of `paid`.
    event TabRedeemed(
        address indexed customer,
        address indexed operator,
        address indexed key,
        uint16 feeBps,
        uint128 cumulative,
        uint128 redeemed,
        uint128 paid,
        uint128 fee
    );

    /// @notice Thrown when nothing beyond `redeemed` is presented.
    error TabStale(address customer, address operator, uint128 cumulative, uint128 redeemed);
    /// @notice Thrown when something is owed but the balance or the session's cap is empty.
    error TabUnfunded(address customer, address operator, uint256 balance, uint256 capLeft);
    /// @notice Thrown when a tab names a fee that was never in force; `inForce` is the one that is.
    error TabFeeUnknown(uint16 feeBps, uint16 inForce);

    /// @notice Pays the operator what it is owed beyond what it redeemed before. Anyone may send it; works under every pause.
    /// @param key The session key that signed `tab`.
    /// @return paid What left the customer's balance, fee included.
    function redeemTab(Tab calldata tab, address key, bytes calldata signature) external returns (uint128 paid);

    /// @notice What `operator` redeemed in all from `customer`'s tab at `feeBps`.
    function tabRedeemed(address customer, address operator, uint16 feeBps) external view returns (uint128);
}
