// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { IERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import { IDeposits } from "../interfaces/IDeposits.sol";
import { IDevices } from "../interfaces/IDevices.sol";
import { IParams } from "../interfaces/IParams.sol";
import { Amounts } from "../libraries/Amounts.sol";

/// @title Deposits
/// @notice The first chapter of the escrow: balances, thaws, earnings and fees. See `IDeposits`.
abstract contract Deposits is IDeposits, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;
    using Checkpoints for Checkpoints.Trace208;

    /// @dev One slot. `asked` is all that was ever thawed, `gone` all of it that was withdrawn, cancelled or paid away;
    /// what lies between them is thawing. `asked - gone <= balance` at all times.
    struct Account {
        uint96 balance;
        uint80 asked;
        uint80 gone;
    }

    bytes32 private constant FEE_BPS = "feeBps";

    IERC20 private immutable _usdc;
    IDevices private immutable _devices;
    IParams private immutable _params;
    /// @inheritdoc IDeposits
    address public immutable treasury;
    /// @inheritdoc IDeposits
    uint40 public immutable withdrawalDelay;

    /// @dev What an operator's work brought: what it may take out, and what the treasury ever got from it.
    struct Income {
        uint128 earned;
        uint128 fees;
    }

    /// @dev One slot that every payment touches anyway, so the fee and the pause cost nothing to read. `fees` only grows.
    struct Purse {
        uint104 held;
        uint104 fees;
        uint16 feeBps;
        uint32 pausedUntil;
    }

    Purse internal _purse;
    mapping(address wallet => Account) private _accounts;
    // For each wallet, at which time how much of `asked` is ready. One look-up, however many thaws there were.
    mapping(address wallet => Checkpoints.Trace208) private _ready;
    mapping(address operator => Income) private _incomes;
    uint128 private _swept;
    /// @inheritdoc IDeposits
    mapping(uint16 feeBps => uint40) public feeReplacedAt;

    constructor(IERC20 usdc_, IDevices devices_, IParams params_, address treasury_, uint40 withdrawalDelay_) {
        _usdc = usdc_;
        _devices = devices_;
        _params = params_;
        treasury = treasury_;
        withdrawalDelay = withdrawalDelay_;
        _takeFee();
    }

    /*                                        INTO AND OUT OF A BALANCE                                        */

    /// @inheritdoc IDeposits
    function deposit(address customer, uint128 amount) external nonReentrant {
        _deposit(customer, msg.sender, amount);
    }

    /// @inheritdoc IDeposits
    function depositWithPermit(address owner, uint128 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
    {
        try IERC20Permit(address(_usdc)).permit(owner, address(this), amount, deadline, v, r, s) { }
        catch {
            // Someone may have sent the permit first; then it left an allowance, and that is all we need.
            uint256 allowance = _usdc.allowance(owner, address(this));
            if (allowance < amount) revert PermitRefused(owner, amount, allowance);
        }
        _deposit(owner, owner, amount);
    }

    /// @inheritdoc IDeposits
    function thaw(uint128 amount) external {
        Account storage account = _accounts[msg.sender];
        if (amount == 0) revert AmountZero();
        uint256 free = _free(account);
        if (amount > free) revert BalanceTooLow(msg.sender, amount, free);

        uint80 asked = (account.asked + uint256(amount)).toUint80();
        uint40 readyAt = uint40(block.timestamp) + withdrawalDelay;
        account.asked = asked;
        _ready[msg.sender].push(readyAt, asked);
        emit Thawing(msg.sender, amount, readyAt);
    }

    /// @inheritdoc IDeposits
    function cancelThaw() external {
        Account storage account = _accounts[msg.sender];
        uint80 amount = account.asked - account.gone;
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        account.gone = account.asked;
        emit ThawCancelled(msg.sender, amount);
    }

    /// @inheritdoc IDeposits
    function withdraw(uint128 most) external nonReentrant returns (uint128 amount) {
        Account storage account = _accounts[msg.sender];
        amount = uint128(Math.min(most, _withdrawable(msg.sender)));
        if (amount == 0) revert NothingToWithdraw(msg.sender);

        // What is withdrawable has been asked for and is in the balance, so neither can underflow or overflow.
        account.balance -= uint96(amount);
        account.gone += uint80(amount);
        emit Withdrawn(msg.sender, amount);
        _usdc.safeTransfer(msg.sender, amount);
    }

    /*                                             EARNINGS AND FEES                                           */

    /// @inheritdoc IDeposits
    function withdrawEarnings(address operator) external nonReentrant returns (uint128 amount) {
        amount = _incomes[operator].earned;
        if (amount == 0) revert NothingToWithdraw(operator);
        address payout = _devices.payoutOf(operator);
        _incomes[operator].earned = 0;
        emit EarningsWithdrawn(operator, payout, amount);
        _usdc.safeTransfer(payout, amount);
    }

    /// @inheritdoc IDeposits
    function keepEarnings(uint128 amount) external {
        if (amount == 0) revert AmountZero();
        uint128 earned = _incomes[msg.sender].earned;
        if (amount > earned) revert BalanceTooLow(msg.sender, amount, earned);
        _incomes[msg.sender].earned = earned - amount;
        _credit(msg.sender, amount);
        emit EarningsKept(msg.sender, amount);
    }

    /// @inheritdoc IDeposits
    function adoptFee() external {
        feeReplacedAt[_purse.feeBps] = uint40(block.timestamp);
        _takeFee();
    }

    /// @inheritdoc IDeposits
    function sweepFees() external nonReentrant returns (uint128 amount) {
        amount = _purse.fees - _swept;
        if (amount == 0) revert NothingToWithdraw(treasury);
        _swept += amount;
        emit FeesSwept(treasury, amount);
        _usdc.safeTransfer(treasury, amount);
    }

    /*                                                  VIEWS                                                  */

    /// @inheritdoc IDeposits
    function usdc() external view returns (address) {
        return address(_usdc);
    }

    /// @inheritdoc IDeposits
    function balanceOf(address customer)
        external
        view
        returns (uint128 balance, uint128 thawing, uint128 withdrawable)
    {
        Account storage account = _accounts[customer];
        return (account.balance, account.asked - account.gone, uint128(_withdrawable(customer)));
    }

    /// @inheritdoc IDeposits
    function fees() external view returns (uint128) {
        return _purse.fees - _swept;
    }

    /// @inheritdoc IDeposits
    function feesBooked() external view returns (uint256) {
        return _purse.fees;
    }

    /// @inheritdoc IDeposits
    function feesBookedBy(address operator) external view returns (uint256) {
        return _incomes[operator].fees;
    }

    /// @inheritdoc IDeposits
    function earnedBy(address operator) external view returns (uint128) {
        return _incomes[operator].earned;
    }

    /// @inheritdoc IDeposits
    function feeBps() external view returns (uint16) {
        return _purse.feeBps;
    }

    /*                                        FOR THE OTHER CHAPTERS                                           */

    /// @dev Adds to a balance what the escrow already holds.
    function _credit(address wallet, uint256 amount) internal {
        Account storage account = _accounts[wallet];
        account.balance = (account.balance + amount).toUint96();
    }

    /// @dev Takes from the free part of a balance: what thaws is promised to the way out.
    function _debitFree(address wallet, uint256 amount) internal {
        Account memory account = _accounts[wallet];
        uint256 free = _free(account);
        if (amount > free) revert BalanceTooLow(wallet, amount, free);
        _accounts[wallet].balance = account.balance - uint96(amount);
    }

    /// @dev Takes from the whole balance, thawing money last; `amount` must be in it. Eaten thaws go oldest first,
    /// because then nothing that is deposited later slips out on an old thaw's clock.
    function _debitAny(address wallet, uint256 amount) internal {
        Account memory account = _accounts[wallet];
        uint96 left = account.balance - uint96(amount);
        _accounts[wallet].balance = left;
        if (account.asked - account.gone > left) _accounts[wallet].gone = account.asked - uint80(left);
    }

    function _balance(address wallet) internal view returns (uint256) {
        return _accounts[wallet].balance;
    }

    /// @dev Books `amount` as earned by `operator`, less the treasury's part. No token moves: a payout address that
    /// cannot receive must never stop a settlement.
    function _earn(address operator, uint256 amount, uint256 bps) internal returns (uint128 fee) {
        fee = Amounts.shareDown(amount, bps).toUint128();
        Income storage income = _incomes[operator];
        income.earned += (amount - fee).toUint128();
        income.fees += fee;
        _purse.fees += uint104(fee);
    }

    /*                                                 PRIVATE                                                 */

    function _deposit(address customer, address from, uint128 amount) private {
        if (amount == 0) revert AmountZero();
        _credit(customer, amount);
        emit Deposited(customer, from, amount);

        uint256 before = _usdc.balanceOf(address(this));
        _usdc.safeTransferFrom(from, address(this), amount);
        uint256 received = _usdc.balanceOf(address(this)) - before;
        if (received != amount) revert TransferShort(amount, received);
    }

    function _takeFee() private {
        uint16 bps = _params.get(FEE_BPS).toUint16();
        _purse.feeBps = bps;
        emit FeeAdopted(bps);
    }

    function _free(Account memory account) private pure returns (uint256) {
        return account.balance - (account.asked - account.gone);
    }

    function _withdrawable(address wallet) private view returns (uint256) {
        uint256 ready = _ready[wallet].upperLookupRecent(uint40(block.timestamp));
        return Math.saturatingSub(ready, _accounts[wallet].gone);
    }
}
