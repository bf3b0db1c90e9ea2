// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Hashes } from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import { ICommittee } from "../../src/interfaces/ICommittee.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import {
    Attested,
    Benchmark,
    EpochRoot,
    Measurement,
    Observation,
    Reward,
    RewardsRoot,
    Uptime
} from "../../src/libraries/Attested.sol";
import { Offer, Order } from "../../src/libraries/Signed.sol";
import { Key } from "./Actors.sol";
import { Market } from "./Market.sol";

/// @title Attesting
/// @notice The market with verifiers at work: words to stake, to measure, to post roots and to doubt them.
abstract contract Attesting is Market {
    uint64 internal constant ALL_SLOTS = uint64((1 << 60) - 1);
    uint40 internal constant SLOT = EPOCH / 60;

    function setUp() public virtual override {
        super.setUp();
        // An epoch begins now, so that a lease that opens now fills it.
        vm.warp(_start(_epochNow() + 1));
    }

    /*                                                  STAKE                                                  */

    function _stake(address wallet, uint128 amount) internal {
        vm.prank(genesis);
        token.transfer(wallet, amount);
        vm.startPrank(wallet);
        token.approve(address(bonds), amount);
        bonds.stake(wallet, amount);
        vm.stopPrank();
    }

    function _seatVerifiers() internal {
        for (uint256 i; i < verifiers.length; ++i) {
            _stake(verifiers[i].addr, SEAT_STAKE);
            committee.lockSeat(verifiers[i].addr);
        }
    }

    function _tokens(address wallet) internal view returns (uint128) {
        return bonds.bondOf(wallet).tokens;
    }

    /*                                                  TIME                                                   */

    function _epochNow() internal view returns (uint32) {
        return uint32(block.timestamp / EPOCH);
    }

    function _start(uint256 epoch) internal pure returns (uint256) {
        return epoch * EPOCH;
    }

    /// @dev The first moment at which the root of `epoch` can be posted.
    function _warpAfter(uint32 epoch) internal {
        vm.warp(_start(uint256(epoch) + 1));
    }

    /*                                                  TREES                                                  */

    /// @dev A path of `depth` strangers, as long as that of a tree with 2^depth leaves.
    function _path(uint256 depth, uint256 seed) internal pure returns (bytes32[] memory path) {
        path = new bytes32[](depth);
        for (uint256 i; i < depth; ++i) {
            path[i] = keccak256(abi.encode(seed, i));
        }
    }

    function _rootOver(bytes32 leaf, bytes32[] memory path) internal pure returns (bytes32 root) {
        root = leaf;
        for (uint256 i; i < path.length; ++i) {
            root = Hashes.commutativeKeccak256(root, path[i]);
        }
    }

    /*                                                  ROOTS                                                  */

    function _signRoot(uint32 epoch, bytes32 root, uint32 signers) internal view returns (bytes[] memory signatures) {
        (, uint32 good) = committee.lastEpochs();
        bytes32 digest = _digest(address(committee), Attested.hash(EpochRoot(epoch, good, root, keccak256("data"))));
        uint256 count;
        for (uint256 i; i < verifiers.length; ++i) {
            count += (signers >> i) & 1;
        }
        signatures = new bytes[](count);
        for (uint256 i = verifiers.length; i > 0; --i) {
            if (signers >> (i - 1) & 1 == 1) signatures[--count] = _sign(verifiers[i - 1], digest);
        }
    }

    /// @dev Posts by seats 0 to 4, once the epoch is over.
    function _postRoot(uint32 epoch, bytes32 root) internal {
        if (block.timestamp < _start(uint256(epoch) + 1)) _warpAfter(epoch);
        committee.postRoot(epoch, root, keccak256("data"), 31, _signRoot(epoch, root, 31));
    }

    function _makeFinal() internal {
        skip(CHALLENGE_WINDOW);
    }

    /*                                                 UPTIME                                                  */

    /// @dev Every assigned verifier saw the same.
    function _agree(uint64 up) internal pure returns (Observation[] memory observations) {
        observations = new Observation[](5);
        for (uint256 i; i < 5; ++i) {
            observations[i] = Observation(up, ALL_SLOTS);
        }
    }

    /// @dev The first `slots` of the epoch were down.
    function _downFor(uint256 slots) internal pure returns (Observation[] memory) {
        return _agree(ALL_SLOTS & ~uint64((1 << slots) - 1));
    }

    /// @dev A lease's first leaf.
    function _firstLeaf(bytes32 lease, uint32 down, Observation[] memory seen) internal view returns (Uptime memory) {
        return Uptime(lease, device.id, 0, down, down, Attested.evidence(seen));
    }

    /// @dev Posts a root over one leaf, with a path of 13.
    function _attest(uint32 epoch, Uptime memory leaf) internal returns (bytes32[] memory path) {
        path = _path(13, epoch);
        _postRoot(epoch, _rootOver(Attested.leaf(leaf), path));
    }

    /// @dev Attests `down` seconds in all of `lease`, all in this window, and settles.
    function _settleDown(bytes32 lease, uint32 epoch, uint32 down) internal returns (uint128 amount, uint128 credit) {
        Uptime memory leaf = _firstLeaf(lease, down, _downFor(down / SLOT));
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        return leases.settle(epoch, leaf, path);
    }

    /// @dev Challenges a lease's first leaf.
    function _challengeFirst(Uptime memory leaf, uint32 epoch, bytes32[] memory path, Observation[] memory seen)
        internal
    {
        Uptime memory none;
        ICommittee.Proof memory nowhere;
        vm.prank(stranger);
        committee.challenge(leaf, ICommittee.Proof(epoch, path), none, nowhere, seen);
    }

    function _signMeasurement(Key memory verifier, uint32 epoch, Observation memory seen)
        internal
        view
        returns (bytes memory)
    {
        Measurement memory measurement = Measurement(device.id, epoch, seen.up, seen.seen);
        return _sign(verifier, _digest(address(committee), Attested.hash(measurement)));
    }

    function _verifier(address account) internal view returns (Key memory) {
        for (uint256 i; i < verifiers.length; ++i) {
            if (verifiers[i].addr == account) return verifiers[i];
        }
        revert("not a verifier");
    }

    /*                                                  TIERS                                                  */

    /// @dev Gives the device a tier by vote, and the operator money to cover its SLA.
    function _slaReady(uint8 tier) internal {
        _marketReady();
        vm.prank(address(timelock));
        devices.setTier(device.id, tier, "test");
        _deposit(operator.addr, 1000e6);
    }

    /// @dev An order for `tier` at a dollar an hour.
    function _slaOrder(uint256 salt, uint8 tier, uint32 maxSeconds) internal view returns (Order memory order) {
        order = _order(salt);
        order.minTier = tier;
        order.maxSeconds = maxSeconds;
        order.maxTotal = 1000e6;
    }

    function _openSla(uint8 tier, uint32 maxSeconds) internal returns (bytes32) {
        Order memory order = _slaOrder(0, tier, maxSeconds);
        return _open(order, _offer(order));
    }

    /*                                                 REWARDS                                                 */

    /// @dev Attests a rewards root over one reward, waits and activates it.
    function _postReward(address account, uint128 cumulative) internal returns (bytes32[] memory path) {
        path = _path(17, cumulative);
        bytes32 root = _rootOver(Attested.leaf(Reward(account, cumulative)), path);
        uint32 epoch = _epochNow();
        bytes32 leaf = Attested.leaf(RewardsRoot(root, cumulative));
        bytes32[] memory at = _path(13, epoch);
        _postRoot(epoch, _rootOver(leaf, at));
        _makeFinal();
        rewards.postRoot(epoch, root, cumulative, at);
        skip(ACTIVATION_DELAY);
        rewards.activate();
    }
}
