// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Observation } from "./Attested.sol";

/// @title Slots
/// @notice An epoch is sixty slots, one bit each. All of this is arithmetic on 64-bit words, so that anyone can redo a
/// root's arithmetic in one transaction. `lib/chain/slots.ts` is the same in TypeScript.
library Slots {
    uint256 internal constant PER_EPOCH = 60;
    uint256 internal constant MOST_VERIFIERS = 7;

    /// @notice The slots in which at least `needed` of the observers saw the device down. An observer that could not judge
    /// a slot says neither; a slot on which too few agree counts as up, because what is unknown is paid.
    /// @dev Three words hold a three-bit counter for each slot; each observation is added to all of them at once.
    function down(Observation[] memory observations, uint256 needed) internal pure returns (uint64) {
        uint64 ones;
        uint64 twos;
        uint64 fours;
        for (uint256 i; i < observations.length; ++i) {
            uint64 carry = observations[i].seen & ~observations[i].up;
            (ones, carry) = (ones ^ carry, ones & carry);
            (twos, carry) = (twos ^ carry, twos & carry);
            fours ^= carry;
        }
        return _atLeast(ones, twos, fours, needed);
    }

    /// @notice The slots of the epoch `[epochStart, epochStart + 60 · slotSeconds)` that lie wholly within `[from, to)`.
    function within(uint256 epochStart, uint256 slotSeconds, uint256 from, uint256 to) internal pure returns (uint64) {
        uint256 first = from <= epochStart ? 0 : (from - epochStart + slotSeconds - 1) / slotSeconds;
        uint256 end = to <= epochStart ? 0 : (to - epochStart) / slotSeconds;
        if (end > PER_EPOCH) end = PER_EPOCH;
        return first >= end ? 0 : uint64((1 << end) - (1 << first));
    }

    /// @notice How many bits are set.
    function count(uint64 bits) internal pure returns (uint256 set) {
        for (uint256 rest = bits; rest != 0; rest &= rest - 1) {
            ++set;
        }
    }

    /// @dev Compares the three-bit counter of every slot with `needed`, from the highest bit down.
    function _atLeast(uint64 ones, uint64 twos, uint64 fours, uint256 needed) private pure returns (uint64 result) {
        uint64 equal = type(uint64).max;
        (result, equal) = _compareBit(result, equal, fours, needed & 4 != 0);
        (result, equal) = _compareBit(result, equal, twos, needed & 2 != 0);
        (result, equal) = _compareBit(result, equal, ones, needed & 1 != 0);
        result |= equal;
    }

    function _compareBit(uint64 greater, uint64 equal, uint64 bits, bool wanted) private pure returns (uint64, uint64) {
        return wanted ? (greater, equal & bits) : (greater | (equal & bits), equal & ~bits);
    }
}
