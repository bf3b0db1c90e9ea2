// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title TestUSDC
/// @notice A dollar for chains where nothing is at stake: six decimals and permit like the real one, and a faucet that
/// gives to anyone. Never deployed by a profile for a public chain.
contract TestUSDC is ERC20, ERC20Permit {
    /// @notice What the faucet gives per call: 1,000 dollars.
    uint256 public constant FAUCET_AMOUNT = 1000e6;

    constructor() ERC20("Test USD Coin", "USDC") ERC20Permit("Test USD Coin") { }

    /// @notice Mints `FAUCET_AMOUNT` to `to`. Anyone, as often as they like.
    function faucet(address to) external {
        _mint(to, FAUCET_AMOUNT);
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
