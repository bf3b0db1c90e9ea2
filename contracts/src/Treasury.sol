// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { RateLimiter } from "@openzeppelin/contracts/utils/RateLimiter.sol";
import { ITreasury } from "./interfaces/ITreasury.sol";
import { Amounts } from "./libraries/Amounts.sol";

/// @title Treasury
/// @notice See `ITreasury`.
contract Treasury is ITreasury {
    using SafeERC20 for IERC20;
    using RateLimiter for RateLimiter.SlidingWindow;

    address private immutable _governance;
    address private immutable _upgrader;
    /// @inheritdoc ITreasury
    uint48 public immutable window;
    /// @inheritdoc ITreasury
    uint256 public outflowBps;

    // One counter for each token. The limit depends on the balance, so it is set anew before each use.
    RateLimiter.SlidingWindow private _outflows;

    constructor(address governance_, address upgrader_, uint48 window_, uint256 outflowBps_) {
        _governance = governance_;
        _upgrader = upgrader_;
        window = window_;
        _setOutflow(outflowBps_);
        _outflows.updateSettings(window_, 0);
    }

    /// @inheritdoc ITreasury
    function pay(address token, address to, uint256 amount, bytes32 purpose) external {
        if (msg.sender != _governance) revert NotGovernance(msg.sender, _governance);
        uint256 left = available(token);
        if (amount > left) revert OutflowExceeded(token, amount, left);
        _outflows.updateSettings(window, SafeCast.toUint208(_limit(token)));
        _outflows.consume(_keyOf(token), amount);
        emit Paid(token, to, amount, purpose);
        IERC20(token).safeTransfer(to, amount);
    }

    /// @inheritdoc ITreasury
    function setOutflow(uint256 bps) external {
        if (msg.sender != _upgrader) revert NotUpgrader(msg.sender, _upgrader);
        _setOutflow(bps);
    }

    /// @inheritdoc ITreasury
    function available(address token) public view returns (uint256) {
        return Math.saturatingSub(_limit(token), _outflows.used(_keyOf(token)));
    }

    /// @dev A share of what there would be had nothing left within the window.
    function _limit(address token) private view returns (uint256) {
        uint256 before = IERC20(token).balanceOf(address(this)) + _outflows.used(_keyOf(token));
        return Amounts.shareDown(before, outflowBps);
    }

    function _setOutflow(uint256 bps) private {
        if (bps > Amounts.BPS) revert ShareTooLarge(bps);
        outflowBps = bps;
        emit OutflowSet(bps);
    }

    function _keyOf(address token) private pure returns (bytes32) {
        return bytes32(uint256(uint160(token)));
    }
}
