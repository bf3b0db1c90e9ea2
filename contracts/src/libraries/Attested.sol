// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What one verifier saw of one device in one epoch, a bit per slot: `seen` where it asked and could judge, `up`
/// where the device answered with its own signature. Signed by the verifier.
struct Measurement {
    bytes32 device;
    uint32 epoch;
    uint64 up;
    uint64 seen;
}

/// @notice The root over everything that an epoch attests, and the hash of the bundle of measurements behind it. `previous`
/// is the last epoch with a good root: what a root builds on is part of what is signed. Signed by a quorum of the verifiers.
struct EpochRoot {
    uint32 epoch;
    uint32 previous;
    bytes32 root;
    bytes32 dataHash;
}

/// @notice Leaf: how long a lease's device was down, since the lease began and in the SLA window of this epoch.
/// `previous` is the epoch of the lease's leaf before this one, 0 if there is none. `evidence` is the hash of what the
/// assigned verifiers saw in this epoch (`Attested.evidence`).
struct Uptime {
    bytes32 lease;
    bytes32 device;
    uint32 previous;
    uint32 downSeconds;
    uint32 windowDownSeconds;
    bytes32 evidence;
}

/// @notice Leaf: a device was measured and belongs in `tier` of its class.
struct Benchmark {
    bytes32 device;
    uint8 class;
    uint8 tier;
    bytes32 evidence;
}

/// @notice Leaf: the root over what every account has earned in rewards since the beginning, and their sum.
struct RewardsRoot {
    bytes32 root;
    uint128 total;
}

/// @notice Leaf of the rewards' own tree: what an account has earned since the beginning.
struct Reward {
    address account;
    uint128 cumulative;
}

/// @notice What one verifier saw, without its signature: `Measurement` less what all share.
struct Observation {
    uint64 up;
    uint64 seen;
}

/// @title Attested
/// @notice Hashes of what verifiers sign and of the leaves under their roots. `lib/chain/attested.ts` builds the same.
/// A leaf is the hash of a typed struct hash: the type keeps one kind of leaf from passing for another, the second hash
/// keeps an inner node of a tree from passing for a leaf.
library Attested {
    bytes32 internal constant MEASUREMENT_TYPEHASH =
        keccak256("Measurement(bytes32 device,uint32 epoch,uint64 up,uint64 seen)");
    bytes32 internal constant EPOCH_ROOT_TYPEHASH =
        keccak256("EpochRoot(uint32 epoch,uint32 previous,bytes32 root,bytes32 dataHash)");
    bytes32 internal constant UPTIME_TYPEHASH = keccak256(
        "Uptime(bytes32 lease,bytes32 device,uint32 previous,uint32 downSeconds,uint32 windowDownSeconds,bytes32 evidence)"
    );
    bytes32 internal constant BENCHMARK_TYPEHASH =
        keccak256("Benchmark(bytes32 device,uint8 class,uint8 tier,bytes32 evidence)");
    bytes32 internal constant REWARDS_ROOT_TYPEHASH = keccak256("RewardsRoot(bytes32 root,uint128 total)");
    bytes32 internal constant REWARD_TYPEHASH = keccak256("Reward(address account,uint128 cumulative)");

    function hash(Measurement memory measurement) internal pure returns (bytes32) {
        return keccak256(abi.encode(MEASUREMENT_TYPEHASH, measurement));
    }

    function hash(EpochRoot memory root) internal pure returns (bytes32) {
        return keccak256(abi.encode(EPOCH_ROOT_TYPEHASH, root));
    }

    function leaf(Uptime memory uptime) internal pure returns (bytes32) {
        return _again(keccak256(abi.encode(UPTIME_TYPEHASH, uptime)));
    }

    function leaf(Benchmark memory benchmark) internal pure returns (bytes32) {
        return _again(keccak256(abi.encode(BENCHMARK_TYPEHASH, benchmark)));
    }

    function leaf(RewardsRoot memory root) internal pure returns (bytes32) {
        return _again(keccak256(abi.encode(REWARDS_ROOT_TYPEHASH, root)));
    }

    function leaf(Reward memory reward) internal pure returns (bytes32) {
        return _again(keccak256(abi.encode(REWARD_TYPEHASH, reward)));
    }

    /// @notice The hash of what the assigned verifiers saw, in the order in which they are assigned. A verifier that sent
    /// nothing saw nothing.
    function evidence(Observation[] memory observations) internal pure returns (bytes32) {
        return keccak256(abi.encode(observations));
    }

    function _again(bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encode(structHash));
    }
}
