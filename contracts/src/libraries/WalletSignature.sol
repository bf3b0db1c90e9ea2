// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { SignatureChecker } from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title WalletSignature
/// @notice Signatures of wallets: ECDSA for those with a key, ERC-1271 for contracts. The key is tried first, because it
/// spares a look at a cold account; what it recovers can only be an address whose key signed.
library WalletSignature {
    function isValid(address wallet, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (signer != address(0) && signer == wallet) return true;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(wallet, digest, signature);
    }
}
