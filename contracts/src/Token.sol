// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import { ERC20Votes } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import { Votes } from "@openzeppelin/contracts/governance/utils/Votes.sol";
import { Nonces } from "@openzeppelin/contracts/utils/Nonces.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Checkpoints } from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import { IToken } from "./interfaces/IToken.sol";

/// @title Token
/// @notice See `IToken`.
contract Token is IToken, ERC20, ERC20Permit, ERC20Votes {
    using Checkpoints for Checkpoints.Trace208;

    /// @inheritdoc IToken
    uint256 public immutable cap;
    /// @inheritdoc IToken
    address public immutable minter;

    Checkpoints.Trace208 private _totalDelegated;

    constructor(uint256 cap_, address minter_, Allocation[] memory allocations)
        ERC20("Ambit", "AMB")
        ERC20Permit("Ambit")
    {
        cap = cap_;
        minter = minter_;
        for (uint256 i; i < allocations.length; ++i) {
            _mint(allocations[i].to, allocations[i].amount);
        }
    }

    /// @inheritdoc IToken
    function mint(address to, uint256 amount) external {
        if (msg.sender != minter) revert NotMinter(msg.sender, minter);
        _mint(to, amount);
    }

    /// @inheritdoc IToken
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    /// @inheritdoc IToken
    function getPastTotalDelegated(uint256 timepoint) external view returns (uint256) {
        return _totalDelegated.upperLookupRecent(_validateTimepoint(timepoint));
    }

    /// @notice Seconds, because block times differ between chains.
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @notice The clock in words, as ERC-6372 wants it.
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc ERC20Permit
    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    /// @notice Whom `account` delegated its votes to. The minter cannot vote, so nothing is looked up for it: rewards are
    /// paid out often.
    function delegates(address account) public view override(Votes) returns (address) {
        return account == minter ? address(0) : super.delegates(account);
    }

    /// @dev The sum changes only where votes come from nobody or go to nobody; between two delegates it stays.
    function _moveDelegateVotes(address from, address to, uint256 amount) internal override(Votes) {
        super._moveDelegateVotes(from, to, amount);
        if (amount == 0 || from == to) return;
        uint208 total = _totalDelegated.latest();
        uint208 votes = SafeCast.toUint208(amount);
        if (from == address(0)) _totalDelegated.push(clock(), total + votes);
        else if (to == address(0)) _totalDelegated.push(clock(), total - votes);
    }

    function _update(address from, address to, uint256 amount) internal override(ERC20, ERC20Votes) {
        super._update(from, to, amount);
        if (from == address(0) && totalSupply() > cap) revert CapExceeded(totalSupply(), cap);
    }
}
