// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { ReentrancyGuardTransient } from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import { Upgradeable } from "./base/Upgradeable.sol";
import { IBonds } from "./interfaces/IBonds.sol";
import { IGuardian } from "./interfaces/IGuardian.sol";
import { IParams } from "./interfaces/IParams.sol";
import { Amounts } from "./libraries/Amounts.sol";
import { PauseBit } from "./libraries/PauseBit.sol";
import { Token } from "./Token.sol";

/// @title Bonds
/// @notice See `IBonds`.
contract Bonds is IBonds, ReentrancyGuardTransient, Upgradeable {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;
    using Checkpoints for Checkpoints.Trace208;

    /// @notice Whom the bonds work with. `devices` and `committee` may lock and slash.
    struct Peers {
        Token token;
        IParams params;
        IGuardian guardian;
        address devices;
        address committee;
        address upgrader;
    }

    /// @dev Two slots, of which a slash writes only the first. `asked` and `gone` as in the escrow's accounts. `slashedAt` is
    /// when the last slash came; `leftOfDay` is what that day's slashes have left of the bond, as a part of `WHOLE`;
    /// `votesBehind` says that the history of votes does not know of it yet.
    struct BondState {
        uint96 tokens;
        uint96 locked;
        uint40 slashedAt;
        uint16 leftOfDay;
        bool votesBehind;
        //
        uint128 asked;
        uint128 gone;
    }

    /// @custom:storage-location erc7201:ambit.Bonds
    struct BondsStorage {
        mapping(address operator => BondState) bonds;
        mapping(address operator => Checkpoints.Trace208) ready;
        mapping(address operator => Checkpoints.Trace208) votes;
        mapping(address account => uint128) owed;
        mapping(uint256 appeal => Appeal) appeals;
        uint128 forfeit;
        uint128 appealed;
        uint256 lastAppeal;
    }

    // keccak256(abi.encode(uint256(keccak256("ambit.Bonds")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BONDS_STORAGE = 0x320d0bdb345af197189e3a3a1b70c6a96ce26f2ed56926e7c2d1f65e410c0a00;

    bytes32 private constant SLASH_PER_DAY_BPS = "slashPerDayBps";
    bytes32 private constant APPEAL_THRESHOLD = "appealThreshold";
    uint256 private constant WHOLE = 60_000;

    Token private immutable _token;
    IParams private immutable _params;
    IGuardian private immutable _guardian;
    address private immutable _devices;
    address private immutable _committee;
    /// @inheritdoc IBonds
    uint40 public immutable stakeDelay;
    /// @inheritdoc IBonds
    uint40 public immutable appealDelay;

    modifier onlyKeeper() {
        if (msg.sender != _devices && msg.sender != _committee) revert NotKeeper(msg.sender);
        _;
    }

    constructor(Peers memory peers, uint40 stakeDelay_, uint40 appealDelay_) Upgradeable(peers.upgrader) {
        _token = peers.token;
        _params = peers.params;
        _guardian = peers.guardian;
        _devices = peers.devices;
        _committee = peers.committee;
        stakeDelay = stakeDelay_;
        appealDelay = appealDelay_;
    }

    /// @notice Delegates what is staked here to this contract, which never votes: so the token's count of delegated votes,
    /// and with it the quorum, includes staked tokens.
    function initialize() external initializer {
        _token.delegate(address(this));
    }

    /*                                                 STAKE                                                   */

    /// @inheritdoc IBonds
    function stake(address operator, uint128 amount) external nonReentrant {
        _stake(operator, msg.sender, amount);
    }

    /// @inheritdoc IBonds
    function stakeWithPermit(address owner, uint128 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
    {
        try _token.permit(owner, address(this), amount, deadline, v, r, s) { }
        catch {
            // Someone may have sent the permit first; then it left an allowance, and that is all we need.
            uint256 allowance = _token.allowance(owner, address(this));
            if (allowance < amount) revert PermitRefused(owner, amount, allowance);
        }
        _stake(owner, owner, amount);
    }

    /// @inheritdoc IBonds
    function thaw(uint128 amount) external {
        BondState storage bond = _bonds().bonds[msg.sender];
        if (amount == 0) revert AmountZero();
        uint256 free = _free(bond);
        if (amount > free) revert StakeTooLow(msg.sender, amount, free);

        uint128 asked = bond.asked + amount;
        uint40 readyAt = uint40(block.timestamp) + stakeDelay;
        bond.asked = asked;
        _bonds().ready[msg.sender].push(readyAt, asked);
        emit StakeThawing(msg.sender, amount, readyAt);
    }

    /// @inheritdoc IBonds
    function cancelThaw() external {
        BondState storage bond = _bonds().bonds[msg.sender];
        uint128 amount = bond.asked - bond.gone;
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        bond.gone = bond.asked;
        emit StakeThawCancelled(msg.sender, amount);
    }

    /// @inheritdoc IBonds
    function withdraw(uint128 most) external nonReentrant returns (uint128 amount) {
        BondState storage bond = _bonds().bonds[msg.sender];
        amount = uint128(Math.min(most, _withdrawable(msg.sender)));
        if (amount == 0) revert NothingToWithdraw(msg.sender);

        bond.gone += amount;
        _setTokens(msg.sender, bond, bond.tokens - uint96(amount));
        emit StakeWithdrawn(msg.sender, amount);
        _erc20().safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IBonds
    function collect(address account) external nonReentrant returns (uint128 amount) {
        amount = _bonds().owed[account];
        if (amount == 0) revert NothingToWithdraw(account);
        _bonds().owed[account] = 0;
        emit OwedCollected(account, amount);
        _erc20().safeTransfer(account, amount);
    }

    /// @inheritdoc IBonds
    function burnForfeit() external nonReentrant returns (uint128 amount) {
        amount = _bonds().forfeit;
        if (amount == 0) revert NothingToWithdraw(address(this));
        _bonds().forfeit = 0;
        emit ForfeitBurned(amount);
        _token.burn(amount);
    }

    /*                                             LOCK AND SLASH                                              */

    /// @inheritdoc IBonds
    function lock(address operator, uint128 amount) external onlyKeeper {
        BondState storage bond = _bonds().bonds[operator];
        uint256 free = _free(bond);
        if (amount > free) revert StakeTooLow(operator, amount, free);
        bond.locked += uint96(amount);
        emit StakeLocked(operator, bond.locked);
    }

    /// @inheritdoc IBonds
    function unlock(address operator, uint128 amount) external onlyKeeper {
        BondState storage bond = _bonds().bonds[operator];
        bond.locked = uint96(Math.saturatingSub(bond.locked, amount));
        emit StakeLocked(operator, bond.locked);
    }

    /// @inheritdoc IBonds
    function slash(address[] calldata operators, uint128 amount, address victim, uint128 toVictim, bytes32 reason)
        external
        onlyKeeper
        returns (uint128 taken)
    {
        uint256 leastLeft = WHOLE - _params.get(SLASH_PER_DAY_BPS) * WHOLE / Amounts.BPS;
        uint256 appealFrom = _params.get(APPEAL_THRESHOLD);
        uint128 forVictim;
        uint128 forNobody;
        for (uint256 i; i < operators.length; ++i) {
            uint128 lost = _take(operators[i], amount, leastLeft);
            uint128 share = lost < toVictim ? lost : toVictim;
            uint256 appeal = lost < appealFrom ? 0 : _openAppeal(operators[i], uint96(lost), victim, uint96(share));
            if (appeal == 0) (forVictim, forNobody) = (forVictim + share, forNobody + lost - share);
            if (lost != 0) emit Slashed(operators[i], victim, lost, share, reason, appeal);
            taken += lost;
        }
        _settle(victim, forVictim, forNobody);
    }

    /// @inheritdoc IBonds
    function releaseSlash(uint256 appeal) external {
        Appeal memory waiting = _closeAppeal(appeal);
        if (block.timestamp < waiting.releaseAt) revert AppealRunning(appeal, waiting.releaseAt);
        _settle(waiting.victim, waiting.toVictim, waiting.amount - waiting.toVictim);
        emit SlashReleased(appeal);
    }

    /// @inheritdoc IBonds
    function returnSlash(uint256 appeal) external {
        if (msg.sender != address(_guardian)) revert NotGuardian(msg.sender);
        Appeal memory waiting = _closeAppeal(appeal);
        if (block.timestamp >= waiting.releaseAt) revert AppealUnknown(appeal);
        BondState storage bond = _bonds().bonds[waiting.operator];
        _setTokens(waiting.operator, bond, bond.tokens + waiting.amount);
        emit SlashReturned(appeal, waiting.operator, waiting.amount);
    }

    /*                                                  VIEWS                                                  */

    /// @inheritdoc IBonds
    function token() external view returns (address) {
        return address(_token);
    }

    /// @inheritdoc IBonds
    function bondOf(address operator) external view returns (Bond memory) {
        BondState storage bond = _bonds().bonds[operator];
        return Bond(bond.tokens, bond.locked, bond.asked - bond.gone, uint128(_withdrawable(operator)));
    }

    /// @inheritdoc IBonds
    function owedTo(address account) external view returns (uint128) {
        return _bonds().owed[account];
    }

    /// @inheritdoc IBonds
    function forfeit() external view returns (uint128) {
        return _bonds().forfeit;
    }

    /// @inheritdoc IBonds
    function appealed() external view returns (uint128) {
        return _bonds().appealed;
    }

    /// @inheritdoc IBonds
    function appealOf(uint256 appeal) external view returns (Appeal memory) {
        return _bonds().appeals[appeal];
    }

    /// @inheritdoc IBonds
    function getVotes(address account) external view returns (uint256) {
        return _bonds().bonds[account].tokens;
    }

    /// @inheritdoc IBonds
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        uint256 then = _bonds().votes[account].upperLookupRecent(timepoint.toUint48());
        return then == 0 ? 0 : Math.min(then, _bonds().bonds[account].tokens);
    }

    /*                                                 PRIVATE                                                 */

    function _stake(address operator, address from, uint128 amount) private {
        if (_guardian.isPaused(PauseBit.STAKE)) revert PauseBit.Stopped(PauseBit.STAKE);
        if (amount == 0) revert AmountZero();
        BondState storage bond = _bonds().bonds[operator];
        _setTokens(operator, bond, (bond.tokens + uint256(amount)).toUint96());
        emit Staked(operator, amount);
        _erc20().safeTransferFrom(from, address(this), amount);
    }

    /// @dev Changes a bond and its history of votes.
    function _setTokens(address operator, BondState storage bond, uint96 tokens) private {
        _writeSlashIntoVotes(operator, bond);
        bond.tokens = tokens;
        _bonds().votes[operator].push(uint48(block.timestamp), tokens);
    }

    /// @dev A slash leaves the history of votes to the next change, because who reports a lie should not pay for it. It is
    /// written under its own time, so until then and after, the past reads the same.
    function _writeSlashIntoVotes(address operator, BondState storage bond) private {
        if (!bond.votesBehind) return;
        bond.votesBehind = false;
        _bonds().votes[operator].push(bond.slashedAt, bond.tokens);
    }

    /// @dev Takes what may be taken of `amount`: from what is free, then from what thaws, oldest first, then from what is
    /// locked.
    function _take(address operator, uint128 amount, uint256 leastLeft) private returns (uint128 lost) {
        BondState storage bond = _bonds().bonds[operator];
        BondState memory before = bond;
        uint256 left = _leftToday(before);
        lost = uint128(Math.min(amount, _slashable(before.tokens, left, leastLeft)));
        if (lost == 0) return 0;
        _writeSlashIntoVotes(operator, bond);

        uint96 tokens = before.tokens - uint96(lost);
        uint96 locked = before.locked > tokens ? tokens : before.locked;
        bond.tokens = tokens;
        bond.locked = locked;
        bond.slashedAt = uint40(block.timestamp);
        bond.leftOfDay = uint16(left * tokens / before.tokens);
        bond.votesBehind = true;
        uint96 mayThaw = tokens - locked;
        if (before.asked - before.gone > mayThaw) bond.gone = before.asked - mayThaw;
    }

    /// @dev What the day still allows. Once `a` of `tokens` is taken, `left · (tokens - a) / tokens` of the morning's bond is
    /// left, and that must not fall below `leastLeft`.
    function _slashable(uint256 tokens, uint256 left, uint256 leastLeft) private pure returns (uint256) {
        return left == 0 ? 0 : Math.saturatingSub(left, leastLeft) * tokens / left;
    }

    function _leftToday(BondState memory state) private view returns (uint256) {
        return state.slashedAt / 1 days == block.timestamp / 1 days ? state.leftOfDay : WHOLE;
    }

    function _settle(address victim, uint128 forVictim, uint128 forNobody) private {
        if (forVictim != 0) _bonds().owed[victim] += forVictim;
        if (forNobody != 0) _bonds().forfeit += forNobody;
    }

    function _openAppeal(address operator, uint96 amount, address victim, uint96 toVictim)
        private
        returns (uint256 appeal)
    {
        appeal = ++_bonds().lastAppeal;
        uint40 releaseAt = uint40(block.timestamp) + appealDelay;
        _bonds().appeals[appeal] = Appeal(operator, amount, victim, toVictim, releaseAt);
        _bonds().appealed += amount;
        emit SlashHeld(appeal, operator, victim, amount, toVictim, releaseAt);
    }

    function _closeAppeal(uint256 appeal) private returns (Appeal memory waiting) {
        waiting = _bonds().appeals[appeal];
        if (waiting.amount == 0) revert AppealUnknown(appeal);
        delete _bonds().appeals[appeal];
        _bonds().appealed -= waiting.amount;
    }

    function _free(BondState storage bond) private view returns (uint256) {
        return bond.tokens - bond.locked - (bond.asked - bond.gone);
    }

    function _withdrawable(address operator) private view returns (uint256) {
        uint256 ready = _bonds().ready[operator].upperLookupRecent(uint40(block.timestamp));
        return Math.saturatingSub(ready, _bonds().bonds[operator].gone);
    }

    function _erc20() private view returns (IERC20) {
        return IERC20(address(_token));
    }

    function _bonds() private pure returns (BondsStorage storage $) {
        assembly ("memory-safe") {
            $.slot := BONDS_STORAGE
        }
    }
}
