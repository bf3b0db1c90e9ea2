// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Uptime } from "../libraries/Attested.sol";
import { Close, Offer, Order } from "../libraries/Signed.sol";

/// @title Leases
/// @notice A machine for minutes or months, paid by what was used and capped by what was deposited for it.
///
/// Anyone opens a lease from two signatures: the customer's order with its ceilings and the device's offer. The lease is
/// named by the struct hash of the offer, which names the order; one order opens at most one lease. Rate, tier and
/// fee are fixed when it opens: no vote changes a running lease. Paid = min(deposit, what the best evidence shows), and
/// it never goes down.
///
/// Three kinds of evidence pay, and the highest counts, never a sum: a voucher that the customer's key signed; what the
/// verifiers attested, where down seconds are never due; or time alone, when the verifiers have been silent.
///
/// A tier above zero is an SLA. The operator covers it with its own money, locked when the lease opens: one window's fees,
/// or the whole deposit if that is less. When a window closes and the attested uptime broke the promise (`Sla`), the
/// credit goes from the cover to the customer in the same transaction that settles; nobody has to claim it. It is at most
/// what the window's up seconds cost, and it is paid in what the customer paid in.
///
/// A lease runs until it is closed by either side or its time is up. After the grace anyone finalises it: what was not
/// paid goes back to the customer, the cover to the operator. If both sides sign its end, that happens at once.
interface ILeases {
    /// @notice Where a lease stands.
    enum LeaseStatus {
        None,
        Running,
        Ended,
        Finalised
    }

    /// @notice A lease as the chain knows it. Amounts in µUSDC; `cover` is the operator's money that answers for the SLA.
    struct Lease {
        LeaseStatus status;
        address customer;
        address operator;
        uint96 ratePerHour;
        uint40 startedAt;
        uint40 endsAt;
        uint8 tier;
        uint16 feeBps;
        uint128 deposit;
        uint128 paid;
        uint128 cover;
        uint32 downSeconds;
    }

    /// @notice A lease began.
    event LeaseOpened(
        bytes32 indexed lease,
        address indexed customer,
        address indexed operator,
        bytes32 device,
        address key,
        bytes32 order,
        bytes32 specHash,
        uint96 ratePerHour,
        uint128 deposit,
        uint128 cover,
        uint40 startedAt,
        uint40 endsAt,
        uint8 tier,
        uint16 feeBps
    );
    /// @notice `from` moved `amount` of its balance into the lease, which now holds `deposit` in all.
    event LeaseToppedUp(bytes32 indexed lease, address indexed from, uint128 amount, uint128 deposit);
    /// @notice `amount` (fee included) was paid; `paid` in all. `basis` says on what evidence: "voucher", "close",
    /// "attested" or "timeout".
    event LeasePaid(
        bytes32 indexed lease, address indexed operator, uint128 amount, uint128 fee, uint128 paid, bytes32 basis
    );
    /// @notice The verifiers found the lease's device down for `downSeconds` by the end of `epoch`.
    event LeaseAttested(bytes32 indexed lease, uint32 epoch, uint32 downSeconds);
    /// @notice `window` was up for `upBps` of its time, so `credit` of the cover went to the customer; `cover` is left.
    event SlaCredited(bytes32 indexed lease, uint32 window, uint256 upBps, uint128 credit, uint128 cover);
    /// @notice The lease ended at `endedAt`, because `by` (the customer or the operator) closed it for `reason`.
    event LeaseClosed(bytes32 indexed lease, address indexed by, uint40 endedAt, bytes32 reason);
    /// @notice Nothing is owed any more: `refund` went back to the customer's balance, `cover` to the operator's.
    event LeaseFinalised(bytes32 indexed lease, uint128 refund, uint128 cover);
    /// @notice The customer will never accept a match for the order with this salt.
    event OrderCancelled(address indexed customer, uint256 salt);

    /// @notice Thrown when a salt has opened a lease or was cancelled.
    error OrderUsed(address customer, uint256 salt);
    /// @notice Thrown when the order should have started by `startBy`.
    error OrderExpired(uint40 startBy);
    /// @notice Thrown when the offer was good until `validUntil`.
    error OfferExpired(uint40 validUntil);
    /// @notice Thrown when the offer answers another order.
    error OfferForOtherOrder(bytes32 answered, bytes32 order);
    /// @notice Thrown when the device is retired or suspended.
    error DeviceInactive(bytes32 device);
    /// @notice Thrown when the offer asks more than the order allows.
    error RateAboveCeiling(uint96 rate, uint96 ceiling);
    /// @notice Thrown when the offered tier is below the order's, or above what the device is approved for.
    error TierRefused(uint8 offered, uint8 minimum, uint8 approved);
    /// @notice Thrown when the lease is not in a state for this.
    error LeaseNotIn(bytes32 lease, LeaseStatus status);
    /// @notice Thrown when the evidence shows nothing beyond what was paid.
    error NothingDue(bytes32 lease, uint256 due, uint256 paid);
    /// @notice Thrown when a leaf is not under the final root of its epoch.
    error NotAttested(bytes32 lease, uint32 epoch);
    /// @notice Thrown when the lease was not in force in that epoch.
    error EpochOutside(bytes32 lease, uint32 epoch);
    /// @notice Thrown when the verifiers are not silent: they posted a root that counts until `since`.
    error CommitteeNotSilent(uint256 since);
    /// @notice Thrown when a lease with an SLA would last longer than its windows can be counted.
    error TooLongForSla(uint32 maxSeconds, uint256 limit);
    /// @notice Thrown when the sender is neither the customer nor the operator.
    error NotParty(bytes32 lease, address sender);
    /// @notice Thrown when the grace after the end is not over.
    error GraceRunning(bytes32 lease, uint256 until);
    /// @notice Thrown when an offer does not name the lease.
    error OfferMismatch(bytes32 lease, bytes32 offer);
    /// @notice Thrown when neither side signed.
    error SignatureMissing(bytes32 lease);
    /// @notice Thrown when a top-up is zero.
    error AmountZero();

    /// @notice Seconds after the end of a lease before anyone may finalise it.
    function finaliseGrace() external view returns (uint40);

    /// @notice Seconds without a root that counts after which leases pay by time.
    function silence() external view returns (uint40);

    /// @notice Opens a lease and locks its deposit: what the whole time costs, but at most the order's ceiling; and the
    /// operator's cover, if the tier is an SLA. Anyone may send it.
    /// @param order The customer's ceilings, with the signature of the session key `key`.
    /// @param offer The device's price; signed by the device's P-256 key (64 bytes r‖s over the SHA-256 of the digest) or
    /// by its operator (ECDSA or ERC-1271 over the digest).
    /// @return lease The struct hash of the offer.
    function open(
        Order calldata order,
        address key,
        bytes calldata orderSignature,
        Offer calldata offer,
        bytes calldata offerSignature
    ) external returns (bytes32 lease);

    /// @notice Moves `amount` of the sender's free balance into a running lease. Anyone may add; what is left over goes to
    /// the customer.
    function topUp(bytes32 lease, uint128 amount) external;

    /// @notice Pays what a voucher shows beyond what was paid, capped by the deposit. Anyone may send it; works under
    /// every pause.
    /// @param key The session key of the customer that signed `Voucher(lease, cumulative)`.
    function redeem(bytes32 lease, uint128 cumulative, address key, bytes calldata signature)
        external
        returns (uint128 amount);

    /// @notice Pays what is attested beyond what was paid, and credits the customer if the epoch closes an SLA window that
    /// was broken and not credited before. Figures are since the lease began, so one leaf settles any number of epochs.
    /// Anyone may send it; works under every pause.
    /// @return amount What was paid, fee included.
    /// @return credit What the customer got back.
    function settle(uint32 epoch, Uptime calldata leaf, bytes32[] calldata proof)
        external
        returns (uint128 amount, uint128 credit);

    /// @notice Pays by time, less the down seconds that were settled before, once the verifiers have been silent. Anyone may
    /// send it; works under every pause.
    function settleByTimeout(bytes32 lease) external returns (uint128 amount);

    /// @notice Ends a running lease now; the customer or the operator only. Works under every pause.
    function close(bytes32 lease, bytes32 reason) external;

    /// @notice Ends a lease by signatures over `Close`, sent by anyone. The customer's session key acknowledges
    /// `cumulative`, which is paid; the device or its operator accepts it. Either is enough to end the lease; both
    /// together finalise it at once. Works under every pause.
    /// @param offer The offer that opened the lease: it proves the device.
    /// @param key The session key, with `keySignature`; empty when only the device signs.
    /// @param offerSignature By the device or its operator, as in `open`; empty when only the customer signs.
    function end(
        Offer calldata offer,
        Close calldata closing,
        address key,
        bytes calldata keySignature,
        bytes calldata offerSignature
    ) external;

    /// @notice Gives back what was not paid, once the grace is over. Anyone may send it; works under every pause.
    function finalise(bytes32 lease) external;

    /// @notice Marks a salt of the sender as used, so that no order with it opens a lease.
    function cancelOrder(uint256 salt) external;

    /// @notice The lease; status `None` when there is none.
    function leaseOf(bytes32 lease) external view returns (Lease memory);

    /// @notice When the lease started and when it ends or ended; zeros when there is none.
    function spanOf(bytes32 lease) external view returns (uint40 startedAt, uint40 endsAt);

    /// @notice Whether an order of `customer` with `salt` can no longer open a lease.
    function isOrderUsed(address customer, uint256 salt) external view returns (bool);

    /// @notice The name that a lease opened by `offer` has: the offer's struct hash.
    function leaseId(Offer calldata offer) external pure returns (bytes32);

    /// @notice What an offer answers to: the order's struct hash.
    function orderHash(Order calldata order) external pure returns (bytes32);
}
