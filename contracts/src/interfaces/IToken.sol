// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Token
/// @notice AMB, the network's token: stake, rewards and votes. An ERC-20 with permit and delegated votes on a timestamp
/// clock. Votes are counted at past moments only, so borrowed tokens vote for nothing. No hooks, no fee, no block list.
interface IToken {
    /// @notice Thrown when minting would pass the cap.
    error CapExceeded(uint256 supply, uint256 cap);
    /// @notice Thrown when anyone but the minter mints.
    error NotMinter(address sender, address minter);

    /// @notice What a holder has at the birth of the token.
    struct Allocation {
        address to;
        uint256 amount;
    }

    /// @notice The most there can ever be.
    function cap() external view returns (uint256);

    /// @notice The only contract that may mint.
    function minter() external view returns (address);

    /// @notice Mints `amount` to `to`; the minter only.
    function mint(address to, uint256 amount) external;

    /// @notice Burns `amount` of the sender's tokens.
    function burn(uint256 amount) external;

    /// @notice All votes that were delegated to anyone at `timepoint`: what a quorum is measured against.
    function getPastTotalDelegated(uint256 timepoint) external view returns (uint256);
}
