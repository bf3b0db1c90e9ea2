// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Bonds
/// @notice What operators and verifiers stake so that a lie costs them. Staked tokens keep their vote.
///
/// A part of a bond is locked while it answers for a device or a seat in the committee. The rest can be thawed, several
/// thaws beside each other, each with its own clock; until it is withdrawn, thawing stake can still be slashed, so nobody
/// leaves before the evidence arrives. What is slashed in a day is bounded. A large slash waits `appealDelay`, during
/// which the guardian can do one thing with it: give it back. Nothing slashed ever goes to who slashed, and a reporter is
/// paid a flat bounty, never a share.
///
/// Amounts are in AMB wei. The token is `Token`: no fee, no hooks.
interface IBonds {
    /// @notice A bond. `locked + thawing <= tokens` at all times.
    struct Bond {
        uint128 tokens;
        uint128 locked;
        uint128 thawing;
        uint128 withdrawable;
    }

    /// @notice A large slash that waits. `toVictim` of it goes to `victim`, the rest is burned.
    struct Appeal {
        address operator;
        uint96 amount;
        address victim;
        uint96 toVictim;
        uint40 releaseAt;
    }

    /// @notice `amount` was staked for `operator`.
    event Staked(address indexed operator, uint128 amount);
    /// @notice `amount` may be withdrawn from `readyAt` on.
    event StakeThawing(address indexed operator, uint128 amount, uint40 readyAt);
    /// @notice Nothing of `operator` thaws any more; `amount` was still thawing.
    event StakeThawCancelled(address indexed operator, uint128 amount);
    /// @notice `amount` left the bond of `operator` for its wallet.
    event StakeWithdrawn(address indexed operator, uint128 amount);
    /// @notice `locked` of the bond now answers for devices and seats.
    event StakeLocked(address indexed operator, uint128 locked);
    /// @notice `amount` was taken from `operator` for `reason`: `toVictim` for `victim`, the rest to burn. With an `appeal`
    /// other than zero it waits first.
    event Slashed(
        address indexed operator,
        address indexed victim,
        uint128 amount,
        uint128 toVictim,
        bytes32 reason,
        uint256 appeal
    );
    /// @notice A large slash waits until `releaseAt`; it is also told as `Slashed`.
    event SlashHeld(
        uint256 indexed appeal,
        address indexed operator,
        address indexed victim,
        uint128 amount,
        uint128 toVictim,
        uint40 releaseAt
    );
    /// @notice A large slash took effect.
    event SlashReleased(uint256 indexed appeal);
    /// @notice The guardian gave a large slash back to the operator.
    event SlashReturned(uint256 indexed appeal, address indexed operator, uint128 amount);
    /// @notice `account` took the `amount` that it was owed from slashes.
    event OwedCollected(address indexed account, uint128 amount);
    /// @notice `amount` of slashed stake was burned.
    event ForfeitBurned(uint128 amount);

    /// @notice Thrown when an amount is zero where something must move.
    error AmountZero();
    /// @notice Thrown when the permit was refused and there is no allowance either.
    error PermitRefused(address owner, uint256 amount, uint256 allowance);
    /// @notice Thrown when more is asked than is neither locked nor thawing.
    error StakeTooLow(address operator, uint256 asked, uint256 free);
    /// @notice Thrown when nothing has thawed, is owed, or waits to be burned.
    error NothingToWithdraw(address account);
    /// @notice Thrown when the sender may not lock or slash.
    error NotKeeper(address sender);
    /// @notice Thrown when an appeal does not exist or is over.
    error AppealUnknown(uint256 appeal);
    /// @notice Thrown when an appeal can still be heard.
    error AppealRunning(uint256 appeal, uint40 releaseAt);
    /// @notice Thrown when anyone but the guardian returns a slash.
    error NotGuardian(address sender);

    /// @notice The token that is staked.
    function token() external view returns (address);
    /// @notice Seconds between `thaw` and `withdraw`.
    function stakeDelay() external view returns (uint40);
    /// @notice Seconds for which a large slash waits.
    function appealDelay() external view returns (uint40);

    /// @notice Stakes `amount` of the sender's tokens for `operator`. Needs an allowance.
    function stake(address operator, uint128 amount) external;

    /// @notice Stakes `amount` of `owner`'s tokens for `owner` with its permit. Anyone may send it and pay the gas.
    function stakeWithPermit(address owner, uint128 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Starts the clock for `amount` of the sender's free stake.
    function thaw(uint128 amount) external;

    /// @notice Stops every thaw of the sender.
    function cancelThaw() external;

    /// @notice Pays out what has thawed, at most `most`. Works under every pause.
    function withdraw(uint128 most) external returns (uint128 amount);

    /// @notice Pays `account` what slashes owe it. Anyone may send it; works under every pause.
    function collect(address account) external returns (uint128 amount);

    /// @notice Burns what was slashed and is owed to nobody. Anyone may send it.
    function burnForfeit() external returns (uint128 amount);

    /// @notice Locks `amount` of the free stake of `operator`; `Devices` and `Committee` only.
    function lock(address operator, uint128 amount) external;

    /// @notice Unlocks `amount`, or what slashes have left of it; `Devices` and `Committee` only.
    function unlock(address operator, uint128 amount) external;

    /// @notice Takes up to `amount` from each of `operators`, at most what the day still allows; `Devices` and `Committee` only.
    /// @param toVictim How much of each is for `victim`, at most what is taken.
    /// @return taken What was taken from all of them.
    function slash(address[] calldata operators, uint128 amount, address victim, uint128 toVictim, bytes32 reason)
        external
        returns (uint128 taken);

    /// @notice Lets a large slash take effect once it can no longer be returned. Anyone may send it.
    function releaseSlash(uint256 appeal) external;

    /// @notice Gives a large slash back to its operator; the guardian only, within `appealDelay`.
    function returnSlash(uint256 appeal) external;

    /// @notice The bond of `operator`.
    function bondOf(address operator) external view returns (Bond memory);

    /// @notice What slashes owe `account`.
    function owedTo(address account) external view returns (uint128);

    /// @notice What waits to be burned.
    function forfeit() external view returns (uint128);

    /// @notice What waits in appeals.
    function appealed() external view returns (uint128);

    /// @notice A large slash; all zero when it does not exist or is over.
    function appealOf(uint256 appeal) external view returns (Appeal memory);

    /// @notice The votes of `account`'s stake now: all of it, locked and thawing too.
    function getVotes(address account) external view returns (uint256);

    /// @notice The votes of `account`'s stake at `timepoint`: the lower of what was staked then and what is staked now.
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256);
}
