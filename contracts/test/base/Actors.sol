// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Test } from "forge-std/Test.sol";

/// @notice A wallet or session key of a test.
struct Key {
    address addr;
    uint256 secret;
}

/// @notice A device of a test.
struct DeviceKey {
    bytes32 id;
    bytes32 x;
    bytes32 y;
    uint256 secret;
}

/// @title Actors
/// @notice People and machines that can sign.
abstract contract Actors is Test {
    uint256 private constant P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;

    function _key(string memory name) internal returns (Key memory key) {
        (key.addr, key.secret) = makeAddrAndKey(name);
    }

    function _deviceKey(string memory name) internal pure returns (DeviceKey memory device) {
        device.secret = uint256(keccak256(bytes(name))) % (P256_ORDER - 1) + 1;
        (uint256 x, uint256 y) = vm.publicKeyP256(device.secret);
        device.x = bytes32(x);
        device.y = bytes32(y);
        device.id = keccak256(abi.encode(x, y));
    }

    function _sign(Key memory key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key.secret, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev A device hashes the digest with SHA-256 and signs that; `s` must be in the lower half.
    function _sign(DeviceKey memory device, bytes32 digest) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = vm.signP256(device.secret, sha256(abi.encode(digest)));
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
        return abi.encodePacked(r, s);
    }

    /// @dev The same signature with `s` in the upper half: valid mathematics, refused by us.
    function _signHigh(DeviceKey memory device, bytes32 digest) internal pure returns (bytes memory) {
        bytes memory low = _sign(device, digest);
        (bytes32 r, bytes32 s) = abi.decode(low, (bytes32, bytes32));
        return abi.encodePacked(r, bytes32(P256_ORDER - uint256(s)));
    }
}
