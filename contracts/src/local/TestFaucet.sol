// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Token } from "../Token.sol";

/// @title TestFaucet
/// @notice Gives AMB to anyone, on chains where nothing is at stake. Never deployed by a profile for a public chain.
contract TestFaucet {
    /// @notice What it gives per call: 10,000 AMB.
    uint256 public constant AMOUNT = 10_000e18;

    Token private immutable _token;

    constructor(Token token) {
        _token = token;
    }

    /// @notice Sends `AMOUNT` to `to`. Anyone, as often as they like, while there is any.
    function faucet(address to) external {
        _token.transfer(to, AMOUNT);
    }
}
