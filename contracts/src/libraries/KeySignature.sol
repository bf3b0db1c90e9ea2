// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title KeySignature
/// @notice Signatures of session keys: plain ECDSA, 65 bytes. A key lives in a browser and is never a contract.
library KeySignature {
    /// @notice Thrown when `signature` is not by `key`.
    error KeySignatureInvalid(address key);

    /// @notice Reverts unless `key` signed `digest`. What cannot be parsed recovers the zero address, which is no key.
    function check(address key, bytes32 digest, bytes calldata signature) internal pure {
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (signer == address(0) || signer != key) revert KeySignatureInvalid(key);
    }
}
