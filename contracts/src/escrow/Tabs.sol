// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { ITabs } from "../interfaces/ITabs.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { Signed, Tab } from "../libraries/Signed.sol";
import { Deposits } from "./Deposits.sol";
import { Sessions } from "./Sessions.sol";

/// @title Tabs
/// @notice The third chapter of the escrow: one growing number per customer, operator and fee. See `ITabs`.
abstract contract Tabs is Deposits, Sessions, ITabs {
    // The 30 days that the longest lease on a tab lasts, and as many again to sign and redeem it.
    uint256 private constant FEE_HOLDS = 60 days;

    /// @inheritdoc ITabs
    mapping(address customer => mapping(address operator => mapping(uint16 feeBps => uint128))) public tabRedeemed;

    /// @inheritdoc ITabs
    function redeemTab(Tab calldata tab, address key, bytes calldata signature) external returns (uint128 paid) {
        (address customer, address operator) = (tab.customer, tab.operator);
        KeySignature.check(key, _hashTypedDataV4(Signed.hash(tab)), signature);
        (, Stored storage session) = _redeemableSession(customer, key, SCOPE_TABS);
        uint16 bps = _feeOf(tab);
        uint128 redeemed = tabRedeemed[customer][operator][tab.feeBps];
        if (tab.cumulative <= redeemed) revert TabStale(customer, operator, tab.cumulative, redeemed);
        paid = _payable(session, customer, operator, tab.cumulative - redeemed);

        redeemed += paid;
        tabRedeemed[customer][operator][tab.feeBps] = redeemed;
        _charge(session, customer, key, paid);
        _debitAny(customer, paid);
        uint128 fee = _earn(operator, paid, bps);
        emit TabRedeemed(customer, operator, key, tab.feeBps, tab.cumulative, redeemed, paid, fee);
    }

    /// @dev What a payment of this tab carries now, in basis points.
    function _feeOf(Tab calldata tab) private view returns (uint16) {
        (uint16 agreed, uint16 inForce) = (tab.feeBps, _purse.feeBps);
        if (agreed == inForce) return agreed;
        uint256 replacedAt = feeReplacedAt[agreed];
        if (replacedAt == 0) revert TabFeeUnknown(agreed, inForce);
        return agreed > inForce || block.timestamp < replacedAt + FEE_HOLDS ? agreed : inForce;
    }

    /// @dev What of `owed` the balance and the cap can bear.
    function _payable(Stored storage session, address customer, address operator, uint128 owed)
        private
        view
        returns (uint128 amount)
    {
        uint256 balance = _balance(customer);
        uint256 capLeft = session.cap - session.spent;
        amount = uint128(Math.min(owed, Math.min(balance, capLeft)));
        if (amount == 0) revert TabUnfunded(customer, operator, balance, capLeft);
    }
}
