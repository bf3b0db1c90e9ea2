// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { MessageHashUtils } from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Amounts } from "../libraries/Amounts.sol";
import { KeySignature } from "../libraries/KeySignature.sol";
import { Offer, Order, Signed } from "../libraries/Signed.sol";
import { ILeases } from "../interfaces/ILeases.sol";
import { LeaseStore } from "./LeaseStore.sol";

/// @title Opening
/// @notice From two signatures to a lease. See `ILeases`.
abstract contract Opening is LeaseStore {
    using SafeCast for uint256;
    using MessageHashUtils for bytes32;

    /// @dev How many SLA windows a lease can remember.
    uint256 private constant MOST_WINDOWS = 32;

    uint256 private immutable _windowSeconds;

    constructor(uint256 windowSeconds) {
        _windowSeconds = windowSeconds;
    }

    /// @inheritdoc ILeases
    function open(
        Order calldata order,
        address key,
        bytes calldata orderSignature,
        Offer calldata offer,
        bytes calldata offerSignature
    ) external returns (bytes32 lease) {
        bytes32 ordered = Signed.hash(order);
        lease = Signed.hash(offer);
        _checkTerms(order, ordered, offer);
        // Behind a proxy the domain is hashed anew each time, so once for both signatures.
        bytes32 domain = _domainSeparatorV4();
        KeySignature.check(key, domain.toTypedDataHash(ordered), orderSignature);
        address operator = _checkOffer(order, offer, domain.toTypedDataHash(lease), offerSignature);
        _useSalt(order.customer, order.salt);

        // Built in memory and written at once: three slots, three writes.
        LeaseState memory state;
        state.ratePerHour = offer.ratePerHour;
        state.operator = operator;
        state.startedAt = uint40(block.timestamp);
        state.lastsSeconds = order.maxSeconds;
        state.tier = offer.tier;
        state.deposit = _depositFor(order, offer).toUint72();
        state.cover = _coverFor(order, offer, state.deposit);
        // The escrow checks that the session is live, for leases, and within its cap.
        (state.session, state.feeBps) = _escrow.hold(order.customer, key, state.deposit, operator, state.cover);
        _leases().leases[lease] = state;
        _emitOpened(lease, key, order, offer, state);
    }

    /// @inheritdoc ILeases
    function topUp(bytes32 lease, uint128 amount) external {
        LeaseState storage state = _running(lease);
        if (amount == 0) revert AmountZero();
        _escrow.holdMore(msg.sender, amount);
        state.deposit = (state.deposit + uint256(amount)).toUint72();
        emit LeaseToppedUp(lease, msg.sender, amount, state.deposit);
    }

    /// @inheritdoc ILeases
    function cancelOrder(uint256 salt) external {
        _useSalt(msg.sender, salt);
        emit OrderCancelled(msg.sender, salt);
    }

    /// @inheritdoc ILeases
    function isOrderUsed(address customer, uint256 salt) external view returns (bool) {
        return _leases().usedSalts[customer][salt >> 8] & (1 << (salt & 0xff)) != 0;
    }

    /// @inheritdoc ILeases
    function leaseId(Offer calldata offer) external pure returns (bytes32) {
        return Signed.hash(offer);
    }

    /// @inheritdoc ILeases
    function orderHash(Order calldata order) external pure returns (bytes32) {
        return Signed.hash(order);
    }

    function _checkTerms(Order calldata order, bytes32 ordered, Offer calldata offer) private view {
        if (offer.order != ordered) revert OfferForOtherOrder(offer.order, ordered);
        if (block.timestamp > order.startBy) revert OrderExpired(order.startBy);
        if (block.timestamp > offer.validUntil) revert OfferExpired(offer.validUntil);
        if (offer.ratePerHour > order.maxRatePerHour) revert RateAboveCeiling(offer.ratePerHour, order.maxRatePerHour);
    }

    /// @dev Who operates the device that signed the offer, if it may take this tier.
    function _checkOffer(Order calldata order, Offer calldata offer, bytes32 digest, bytes calldata signature)
        private
        view
        returns (address)
    {
        (address operator, uint8 approved, bool active) = _devices.verify(offer.device, digest, signature);
        if (!active) revert DeviceInactive(offer.device);
        if (offer.tier < order.minTier || offer.tier > approved) {
            revert TierRefused(offer.tier, order.minTier, approved);
        }
        return operator;
    }

    function _useSalt(address customer, uint256 salt) private {
        mapping(uint256 => uint256) storage words = _leases().usedSalts[customer];
        uint256 bit = 1 << (salt & 0xff);
        uint256 bits = words[salt >> 8];
        if (bits & bit != 0) revert OrderUsed(customer, salt);
        words[salt >> 8] = bits | bit;
    }

    /// @dev No more than the whole time can cost, so that money is not held for nothing.
    function _depositFor(Order calldata order, Offer calldata offer) private pure returns (uint256) {
        return Math.min(order.maxTotal, Amounts.amountDown(offer.ratePerHour, order.maxSeconds));
    }

    /// @dev One window's fees, because that is the most that one broken window can cost.
    function _coverFor(Order calldata order, Offer calldata offer, uint72 deposit) private view returns (uint48) {
        if (offer.tier == 0) return 0;
        // One window is kept back, because a lease rarely starts where a window does.
        uint256 limit = (MOST_WINDOWS - 1) * _windowSeconds;
        if (order.maxSeconds > limit) revert TooLongForSla(order.maxSeconds, limit);
        return Math.min(deposit, Amounts.amountDown(offer.ratePerHour, _windowSeconds)).toUint48();
    }

    function _emitOpened(
        bytes32 lease,
        address key,
        Order calldata order,
        Offer calldata offer,
        LeaseState memory state
    ) private {
        emit LeaseOpened({
            lease: lease,
            customer: order.customer,
            operator: state.operator,
            device: offer.device,
            key: key,
            order: offer.order,
            specHash: order.specHash,
            ratePerHour: offer.ratePerHour,
            deposit: state.deposit,
            cover: state.cover,
            startedAt: state.startedAt,
            endsAt: state.startedAt + state.lastsSeconds,
            tier: offer.tier,
            feeBps: state.feeBps
        });
    }
}
