// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { ITabs } from "../interfaces/ITabs.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { Signed, Tab } from "../libraries/Signed.sol";
import { Deposits } from "./Deposits.sol";
import { Sessions } from "./Sessions.sol";

/// @title Tabs
/// @notice The third chapter of the escrow: one growing number per customer and operator. See `ITabs`.
abstract contract Tabs is Deposits, Sessions, ITabs {
    /// @inheritdoc ITabs
    mapping(address customer => mapping(address operator => uint128)) public tabRedeemed;

    /// @inheritdoc ITabs
    function redeemTab(address customer, address operator, uint128 cumulative, address key, bytes calldata signature)
        external
        returns (uint128 paid)
    {
        bytes32 digest = _hashTypedDataV4(Signed.hash(Tab(customer, operator, cumulative)));
        KeySignature.check(key, digest, signature);
        (, Stored storage session) = _redeemableSession(customer, key, SCOPE_TABS);
        uint128 redeemed = tabRedeemed[customer][operator];
        if (cumulative <= redeemed) revert TabStale(customer, operator, cumulative, redeemed);
        paid = _payable(session, customer, operator, cumulative - redeemed);

        redeemed += paid;
        tabRedeemed[customer][operator] = redeemed;
        _charge(session, customer, key, paid);
        _debitAny(customer, paid);
        uint128 fee = _earn(operator, paid, _purse.feeBps);
        emit TabRedeemed(customer, operator, key, cumulative, redeemed, paid, fee);
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
