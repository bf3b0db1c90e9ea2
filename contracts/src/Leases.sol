// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Batch } from "./base/Batch.sol";
import { Upgradeable } from "./base/Upgradeable.sol";
import { IDevices } from "./interfaces/IDevices.sol";
import { IHoldings } from "./interfaces/IHoldings.sol";
import { ILeases } from "./interfaces/ILeases.sol";
import { Amounts } from "./libraries/Amounts.sol";
import { KeySignature } from "./libraries/KeySignature.sol";
import { Close, Offer, Order, Signed, Voucher } from "./libraries/Signed.sol";

/// @title Leases
/// @notice From two signatures to the last refund. It holds no money itself. See `ILeases`.
contract Leases is ILeases, EIP712, Batch, Upgradeable {
    using SafeCast for uint256;

    /// @dev Three slots. The session stands for the customer, so that the rest fits beside it; it is cleared when the
    /// lease is finalised, while the second slot stays, so that a name is never used twice.
    struct LeaseState {
        bytes20 session;
        uint96 ratePerHour;
        //
        address operator;
        uint40 startedAt;
        uint32 lastsSeconds;
        uint16 feeBps;
        uint8 tier;
        //
        uint72 deposit;
        uint72 paid;
        uint48 cover;
        uint32 downSeconds;
        uint32 creditedWindows;
    }

    /// @custom:storage-location erc7201:ambit.Leases
    struct LeasesStorage {
        mapping(bytes32 lease => LeaseState) leases;
        // One bit per salt: a customer that counts upwards pays for a new slot once in 256 orders.
        mapping(address customer => mapping(uint256 word => uint256 bits)) usedSalts;
    }

    // keccak256(abi.encode(uint256(keccak256("ambit.Leases")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant LEASES_STORAGE = 0x2c3f64043f63842d84177b544ef17866e371672e34e17e7c1b58e991457cf000;

    bytes32 private constant BY_VOUCHER = "voucher";
    bytes32 private constant BY_CLOSE = "close";

    /// @notice Whom the leases work with.
    struct Peers {
        IHoldings escrow;
        IDevices devices;
        address upgrader;
    }

    IHoldings private immutable _escrow;
    IDevices private immutable _devices;
    /// @inheritdoc ILeases
    uint40 public immutable finaliseGrace;

    constructor(Peers memory peers, uint40 finaliseGrace_) EIP712("Ambit", "1") Upgradeable(peers.upgrader) {
        _escrow = peers.escrow;
        _devices = peers.devices;
        finaliseGrace = finaliseGrace_;
    }

    /// @notice Nothing to set: everything starts at zero. It exists so that a proxy is born initialised.
    function initialize() external initializer { }

    /*                                                  OPEN                                                   */

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
        KeySignature.check(key, _hashTypedDataV4(ordered), orderSignature);
        address operator = _checkOffer(order, offer, lease, offerSignature);
        _useSalt(order.customer, order.salt);

        // Built in memory and written at once: three slots, three writes.
        LeaseState memory state;
        state.ratePerHour = offer.ratePerHour;
        state.operator = operator;
        state.startedAt = uint40(block.timestamp);
        state.lastsSeconds = order.maxSeconds;
        state.tier = offer.tier;
        state.deposit = _depositFor(order, offer).toUint72();
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

    /*                                                   PAY                                                   */

    /// @inheritdoc ILeases
    function redeem(bytes32 lease, uint128 cumulative, address key, bytes calldata signature)
        external
        returns (uint128 amount)
    {
        LeaseState storage state = _unfinalised(lease);
        KeySignature.check(key, _hashTypedDataV4(Signed.hash(Voucher(lease, cumulative))), signature);
        _escrow.checkRedeemable(state.session, key);
        amount = _payUpTo(lease, state, cumulative, BY_VOUCHER);
        if (amount == 0) revert NothingDue(lease, cumulative, state.paid);
    }

    /*                                                   END                                                   */

    /// @inheritdoc ILeases
    function close(bytes32 lease, bytes32 reason) external {
        LeaseState storage state = _running(lease);
        if (msg.sender != state.operator && msg.sender != _customerOf(state)) revert NotParty(lease, msg.sender);
        _close(lease, state, msg.sender, reason);
    }

    /// @inheritdoc ILeases
    function end(
        Offer calldata offer,
        Close calldata closing,
        address key,
        bytes calldata keySignature,
        bytes calldata offerSignature
    ) external {
        LeaseState storage state = _unfinalised(closing.lease);
        bytes32 closed = Signed.hash(closing);
        bool byCustomer = keySignature.length != 0;
        bool byDevice = offerSignature.length != 0;
        if (!byCustomer && !byDevice) revert SignatureMissing(closing.lease);
        if (byCustomer) _acknowledge(closing, state, closed, key, keySignature);
        if (byDevice) _checkDeviceCloses(closing.lease, state, offer, closed, offerSignature);

        if (_statusOf(state) == LeaseStatus.Running) {
            _close(closing.lease, state, byCustomer ? _customerOf(state) : state.operator, closing.reason);
        }
        if (byCustomer && byDevice) _finalise(closing.lease, state);
    }

    /// @inheritdoc ILeases
    function finalise(bytes32 lease) external {
        LeaseState storage state = _unfinalised(lease);
        uint256 until = _endsAt(state) + finaliseGrace;
        if (block.timestamp < until) revert GraceRunning(lease, until);
        _finalise(lease, state);
    }

    /*                                                  VIEWS                                                  */

    /// @inheritdoc ILeases
    function leaseOf(bytes32 lease) external view returns (Lease memory view_) {
        LeaseState storage state = _leases().leases[lease];
        view_.status = _statusOf(state);
        if (view_.status == LeaseStatus.None) return view_;
        view_.customer = _customerOf(state);
        view_.operator = state.operator;
        view_.ratePerHour = state.ratePerHour;
        view_.startedAt = state.startedAt;
        view_.endsAt = uint40(_endsAt(state));
        view_.tier = state.tier;
        view_.feeBps = state.feeBps;
        view_.deposit = state.deposit;
        view_.paid = state.paid;
        view_.cover = state.cover;
        view_.downSeconds = state.downSeconds;
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

    /*                                                 PRIVATE                                                 */

    function _checkTerms(Order calldata order, bytes32 ordered, Offer calldata offer) private view {
        if (offer.order != ordered) revert OfferForOtherOrder(offer.order, ordered);
        if (block.timestamp > order.startBy) revert OrderExpired(order.startBy);
        if (block.timestamp > offer.validUntil) revert OfferExpired(offer.validUntil);
        if (offer.ratePerHour > order.maxRatePerHour) revert RateAboveCeiling(offer.ratePerHour, order.maxRatePerHour);
    }

    /// @dev Who operates the device that signed the offer, if it may take this tier.
    function _checkOffer(Order calldata order, Offer calldata offer, bytes32 lease, bytes calldata signature)
        private
        view
        returns (address)
    {
        (address operator, uint8 approved, bool active) =
            _devices.verify(offer.device, _hashTypedDataV4(lease), signature);
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

    /// @dev Raises what was paid to `due`, capped by the deposit. Does nothing when that much was paid before.
    function _payUpTo(bytes32 lease, LeaseState storage state, uint256 due, bytes32 basis)
        internal
        returns (uint128 amount)
    {
        uint72 paid = state.paid;
        uint72 target = uint72(Math.min(due, state.deposit));
        if (target <= paid) return 0;
        amount = target - paid;
        state.paid = target;
        uint128 fee = _escrow.pay(state.operator, amount, state.feeBps);
        emit LeasePaid(lease, state.operator, amount, fee, target, basis);
    }

    /// @dev The customer's signature on the end is also the last voucher.
    function _acknowledge(
        Close calldata closing,
        LeaseState storage state,
        bytes32 closed,
        address key,
        bytes calldata signature
    ) private {
        KeySignature.check(key, _hashTypedDataV4(closed), signature);
        _escrow.checkRedeemable(state.session, key);
        _payUpTo(closing.lease, state, closing.cumulative, BY_CLOSE);
    }

    /// @dev The device may have moved to another operator since; then only the old operator's wallet can close.
    function _checkDeviceCloses(
        bytes32 lease,
        LeaseState storage state,
        Offer calldata offer,
        bytes32 closed,
        bytes calldata signature
    ) private view {
        bytes32 offered = Signed.hash(offer);
        if (offered != lease) revert OfferMismatch(lease, offered);
        (address operator,,) = _devices.verify(offer.device, _hashTypedDataV4(closed), signature);
        if (operator != state.operator) revert NotParty(lease, operator);
    }

    function _close(bytes32 lease, LeaseState storage state, address by, bytes32 reason) private {
        state.lastsSeconds = uint32(block.timestamp - state.startedAt);
        emit LeaseClosed(lease, by, uint40(block.timestamp), reason);
    }

    function _finalise(bytes32 lease, LeaseState storage state) private {
        bytes20 session = state.session;
        uint128 refund = state.deposit - state.paid;
        uint128 cover = state.cover;
        state.session = 0;
        state.cover = 0;
        _escrow.release(session, refund, state.operator, cover);
        emit LeaseFinalised(lease, refund, cover);
    }

    function _running(bytes32 lease) private view returns (LeaseState storage state) {
        state = _leases().leases[lease];
        LeaseStatus status = _statusOf(state);
        if (status != LeaseStatus.Running) revert LeaseNotIn(lease, status);
    }

    function _unfinalised(bytes32 lease) private view returns (LeaseState storage state) {
        state = _leases().leases[lease];
        LeaseStatus status = _statusOf(state);
        if (status == LeaseStatus.None || status == LeaseStatus.Finalised) revert LeaseNotIn(lease, status);
    }

    function _statusOf(LeaseState storage state) private view returns (LeaseStatus) {
        if (state.startedAt == 0) return LeaseStatus.None;
        if (state.session == 0) return LeaseStatus.Finalised;
        return block.timestamp < _endsAt(state) ? LeaseStatus.Running : LeaseStatus.Ended;
    }

    function _endsAt(LeaseState storage state) private view returns (uint256) {
        return uint256(state.startedAt) + state.lastsSeconds;
    }

    function _customerOf(LeaseState storage state) private view returns (address) {
        return _escrow.customerOf(state.session);
    }

    function _leases() private pure returns (LeasesStorage storage $) {
        assembly ("memory-safe") {
            $.slot := LEASES_STORAGE
        }
    }
}
