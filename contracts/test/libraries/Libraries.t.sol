// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Test } from "forge-std/Test.sol";
import { Amounts } from "../../src/libraries/Amounts.sol";
import { Attested, Benchmark, Observation, Reward, RewardsRoot, Uptime } from "../../src/libraries/Attested.sol";
import { Close, Enrolment, Offer, Order, Session } from "../../src/libraries/Signed.sol";
import { Sla } from "../../src/libraries/Sla.sol";
import { Slots } from "../../src/libraries/Slots.sol";
import { Hashed } from "../base/Hashed.sol";
import { SignedProbe } from "../base/SignedProbe.sol";

contract LibrariesTest is Test {
    SignedProbe private probe = new SignedProbe();

    /*                                                AMOUNTS                                                  */

    function test_amountDown_cutsWhatIsLessThanAUnit() public pure {
        assertEq(Amounts.amountDown(1e6, 1), 277);
        assertEq(Amounts.amountDown(1e6, 3599), 999_722);
        assertEq(Amounts.amountDown(1e6, 3600), 1e6);
        assertEq(Amounts.amountDown(0, 3600), 0);
    }

    function testFuzz_amountDown_partsNeverCostMoreThanTheWhole(uint96 rate, uint32 a, uint32 b) public pure {
        uint256 parts = Amounts.amountDown(rate, a) + Amounts.amountDown(rate, b);
        uint256 whole = Amounts.amountDown(rate, uint256(a) + b);
        assertLe(parts, whole);
        assertLe(whole - parts, 1);
    }

    function testFuzz_shareDown_isNeverMoreThanTheShare(uint128 amount, uint256 bps) public pure {
        bps = bound(bps, 0, 10_000);
        uint256 share = Amounts.shareDown(amount, bps);
        assertLe(share * 10_000, amount * bps);
        assertGt((share + 1) * 10_000, amount * bps);
    }

    /*                                                  SLOTS                                                  */

    /// @dev The words against counting, for every number of observers and every majority.
    function testFuzz_down_isCounting(uint64[7] memory up, uint64[7] memory seen, uint256 observers, uint256 needed)
        public
        pure
    {
        observers = bound(observers, 1, 7);
        needed = bound(needed, 1, observers);
        Observation[] memory observations = new Observation[](observers);
        for (uint256 i; i < observers; ++i) {
            observations[i] = Observation(up[i], seen[i]);
        }
        uint64 down = Slots.down(observations, needed);
        for (uint256 slot; slot < 64; ++slot) {
            uint256 votes;
            for (uint256 i; i < observers; ++i) {
                if (seen[i] >> slot & 1 == 1 && up[i] >> slot & 1 == 0) ++votes;
            }
            assertEq(down >> slot & 1 == 1, votes >= needed);
        }
    }

    function test_down_whatNobodySawIsNotDown() public pure {
        assertEq(Slots.down(new Observation[](5), 3), 0);
    }

    function testFuzz_within_isWhollyInside(uint256 start, uint256 from, uint256 length, uint256 slot) public pure {
        uint256 slotSeconds = 60;
        start = bound(start, 1e9, 2e9) / 3600 * 3600;
        from = bound(from, start - 7200, start + 7200);
        uint256 to = from + bound(length, 0, 14_400);
        slot = bound(slot, 0, 63);
        uint64 inside = Slots.within(start, slotSeconds, from, to);
        bool whole = slot < 60 && start + slot * slotSeconds >= from && start + (slot + 1) * slotSeconds <= to;
        assertEq(inside >> slot & 1 == 1, whole);
    }

    function testFuzz_count_isCounting(uint64 bits) public pure {
        uint256 set;
        for (uint256 i; i < 64; ++i) {
            set += bits >> i & 1;
        }
        assertEq(Slots.count(bits), set);
    }

    /*                                                   SLA                                                   */

    function test_creditBps_isTheTableAtEveryEdge() public pure {
        assertEq(Sla.creditBps(0, 0), 0);
        uint16[12] memory edges = [9950, 9949, 9900, 9899, 9500, 9499, 10_000, 0, 9951, 9901, 9501, 1];
        uint16[12] memory first = [0, 1000, 1000, 2500, 2500, 10_000, 0, 10_000, 0, 1000, 2500, 10_000];
        for (uint256 i; i < 12; ++i) {
            assertEq(Sla.creditBps(1, edges[i]), first[i]);
        }
        assertEq(Sla.creditBps(2, 9990), 0);
        assertEq(Sla.creditBps(2, 9989), 1000);
        assertEq(Sla.creditBps(2, 9949), 2500);
        assertEq(Sla.creditBps(2, 9699), 10_000);
        assertEq(Sla.creditBps(3, 9995), 0);
        assertEq(Sla.creditBps(3, 9994), 2500);
        assertEq(Sla.creditBps(3, 9989), 5000);
        assertEq(Sla.creditBps(3, 9899), 10_000);
    }

    function testFuzz_creditBps_worseIsNeverCheaper(uint8 tier, uint256 up, uint256 less) public pure {
        up = bound(up, 0, 10_000);
        less = bound(less, 0, up);
        assertGe(Sla.creditBps(tier, less), Sla.creditBps(tier, up));
    }

    function testFuzz_creditBps_higherTiersPromiseMore(uint256 up) public pure {
        up = bound(up, 0, 10_000);
        for (uint8 tier; tier < 3; ++tier) {
            assertGe(Sla.creditBps(tier + 1, up), Sla.creditBps(tier, up));
        }
    }

    function testFuzz_creditDown_isWithinTheFees(uint8 tier, uint256 up, uint128 fees) public pure {
        assertLe(Sla.creditDown(tier, bound(up, 0, 10_000), fees), fees);
    }

    function test_upBpsDown_roundsAgainstThePromise() public pure {
        assertEq(Sla.upBpsDown(3, 1), 6666);
        assertEq(Sla.upBpsDown(720 hours, 0), 10_000);
        assertEq(Sla.upBpsDown(720 hours, 1), 9999);
        assertEq(Sla.upBpsDown(1, 1), 0);
    }

    /*                                                 HASHES                                                  */

    /// @dev Hashing in place against Solidity's own encoder.
    function testFuzz_signed_isEip712(
        Session calldata session,
        Order calldata order,
        Offer calldata offer,
        Close calldata closing,
        Enrolment calldata enrolment
    ) public view {
        assertEq(probe.ofSession(session), Hashed.hash(session));
        assertEq(probe.ofOrder(order), Hashed.hash(order));
        assertEq(probe.ofOffer(offer), Hashed.hash(offer));
        assertEq(probe.ofClose(closing), Hashed.hash(closing));
        assertEq(probe.ofEnrolment(enrolment), Hashed.hash(enrolment));
    }

    /// @dev Bits outside a field's type: such an order has a hash, but nobody's signature.
    function test_signed_dirtyBitsAreAnotherHash() public {
        Order memory order;
        order.maxSeconds = 60;
        bytes memory call = abi.encodeCall(SignedProbe.ofOrder, (order));
        (, bytes memory clean) = address(probe).call(call);
        call[4 + 5 * 32] = 0x80;
        (, bytes memory dirty) = address(probe).call(call);
        assertTrue(keccak256(clean) != keccak256(dirty));
    }

    /// @dev One kind of leaf never passes for another, nor for an inner node.
    function testFuzz_leaves_ofDifferentKindsDiffer(bytes32 a, uint8 b, uint128 c) public pure {
        bytes32 uptime = Attested.leaf(Uptime(a, a, b, b, b, a));
        bytes32 benchmark = Attested.leaf(Benchmark(a, b, b, a));
        bytes32 rewards = Attested.leaf(RewardsRoot(a, c));
        bytes32 reward = Attested.leaf(Reward(address(bytes20(a)), c));
        assertTrue(uptime != benchmark && uptime != rewards && uptime != reward);
        assertTrue(benchmark != rewards && benchmark != reward && rewards != reward);
    }
}
