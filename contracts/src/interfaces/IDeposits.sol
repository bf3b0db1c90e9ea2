// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Deposits
/// @notice One balance per wallet. A customer spends it, an operator sets it aside as cover for the SLA of its leases.
/// What a wallet has earned is kept apart, because it owes nothing to anyone.
///
/// Money leaves a balance in two steps: `thaw`, then `withdraw` once the withdrawal delay is over, so that work already
/// done can still be paid. Thawing money pays for tabs but opens no lease. Several thaws run beside each other, each
/// with its own clock; a payment that eats into thawing money takes the oldest first.
///
/// Assumptions about the token: a fixed 6-decimals ERC-20 with permit that takes no fee and calls nobody back. A
/// transfer that brings less than it says is refused. Amounts are µUSDC.
interface IDeposits {
    /// @notice `from` paid `amount` into the balance of `customer`.
    event Deposited(address indexed customer, address indexed from, uint128 amount);
    /// @notice `amount` may be withdrawn from `readyAt` on.
    event Thawing(address indexed customer, uint128 amount, uint40 readyAt);
    /// @notice Nothing of `customer` thaws any more; `amount` was still thawing.
    event ThawCancelled(address indexed customer, uint128 amount);
    /// @notice `amount` left the balance of `customer` for its wallet.
    event Withdrawn(address indexed customer, uint128 amount);
    /// @notice `amount` of what `operator` earned went to `payout`.
    event EarningsWithdrawn(address indexed operator, address indexed payout, uint128 amount);
    /// @notice `operator` moved `amount` of what it earned into its balance.
    event EarningsKept(address indexed operator, uint128 amount);
    /// @notice What is agreed from now on carries this fee; leases that are open and tabs that were agreed before keep theirs.
    event FeeAdopted(uint16 feeBps);
    /// @notice The protocol's fees went to the treasury.
    event FeesSwept(address indexed treasury, uint128 amount);

    /// @notice Thrown when the permit was refused and there is no allowance either.
    error PermitRefused(address owner, uint256 amount, uint256 allowance);
    /// @notice Thrown when the token brought less than it was asked for.
    error TransferShort(uint256 asked, uint256 received);
    /// @notice Thrown when more is asked of a balance than is free, that is neither thawing nor locked in a lease.
    error BalanceTooLow(address customer, uint256 asked, uint256 free);
    /// @notice Thrown when a withdrawal finds nothing thawed, or a sweep nothing earned.
    error NothingToWithdraw(address account);
    /// @notice Thrown when an amount is zero where something must move.
    error AmountZero();

    /// @notice The token that everything is paid in.
    function usdc() external view returns (address);
    /// @notice Where the protocol's fees go.
    function treasury() external view returns (address);
    /// @notice Seconds between `thaw` and `withdraw`.
    function withdrawalDelay() external view returns (uint40);

    /// @notice Pays `amount` from the sender's wallet into the balance of `customer`. Needs an allowance.
    function deposit(address customer, uint128 amount) external;

    /// @notice Pays `amount` from the wallet of `owner` into the balance of `owner`, with `owner`'s permit to this
    /// contract. Anyone may send it and pay the gas. Someone who sends the permit first does not stop it: then the
    /// allowance that the permit made is used. An allowance to this contract therefore means "may be deposited for me".
    function depositWithPermit(address owner, uint128 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Starts the clock for `amount` of the sender's free balance.
    function thaw(uint128 amount) external;

    /// @notice Stops every thaw of the sender; the money is free again.
    function cancelThaw() external;

    /// @notice Pays out what has thawed, at most `most`, to the sender. Works under every pause.
    function withdraw(uint128 most) external returns (uint128 amount);

    /// @notice Pays out everything that `operator` earned to its payout address. Anyone may send it; works under every pause.
    function withdrawEarnings(address operator) external returns (uint128 amount);

    /// @notice Moves `amount` of what the sender earned into its balance.
    function keepEarnings(uint128 amount) external;

    /// @notice Pays the fees collected so far to the treasury. Anyone may send it.
    function sweepFees() external returns (uint128 amount);

    /// @notice The balance of `customer`.
    /// @return balance Everything that is not locked in a lease, thawing money included.
    /// @return thawing The part of it that thaws or has thawed.
    /// @return withdrawable The part of it that has thawed.
    function balanceOf(address customer) external view returns (uint128 balance, uint128 thawing, uint128 withdrawable);

    /// @notice What `operator` earned and has not taken out.
    function earnedBy(address operator) external view returns (uint128);

    /// @notice Takes over the fee that members voted for in `Params`. Anyone may send it; until then the old fee stands.
    function adoptFee() external;

    /// @notice Fees collected and not yet swept.
    function fees() external view returns (uint128);

    /// @notice Fees ever booked, swept or not.
    function feesBooked() external view returns (uint256);

    /// @notice Fees ever booked for work of `operator`.
    function feesBookedBy(address operator) external view returns (uint256);

    /// @notice The protocol's part of each payment of a lease that opens now, in basis points, whether it is paid by tab or
    /// holds a deposit.
    function feeBps() external view returns (uint16);

    /// @notice When `adoptFee` last found this fee in force; 0 if it never did.
    function feeReplacedAt(uint16 bps) external view returns (uint40);
}
