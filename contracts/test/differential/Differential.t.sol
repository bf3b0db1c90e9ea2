// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
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
import { Amounts } from "../../src/libraries/Amounts.sol";
import { Close, Enrolment, Offer, Order, Place, Session, Signed, Tab, Voucher } from "../../src/libraries/Signed.sol";
import { Sla } from "../../src/libraries/Sla.sol";
import { Slots } from "../../src/libraries/Slots.sol";
import { Market } from "../base/Market.sol";
import { SignedProbe } from "../base/SignedProbe.sol";

/// @notice Solidity against TypeScript, input for input: `scripts/contracts/vectors.ts` wrote the inputs and what it makes of
/// them. Every digest, every leaf, every rounding.
contract DifferentialTest is Market {
    SignedProbe private probe = new SignedProbe();
    string private vectors = vm.readFile("test/differential/vectors.json");

    /*                                               WHAT IS SIGNED                                            */

    function test_differential_session() public {
        bytes[] memory cases = _cases(".Session");
        for (uint256 i; i < cases.length; ++i) {
            (Session memory it, uint256 chain, address at, bytes32 digest) =
                abi.decode(cases[i], (Session, uint256, address, bytes32));
            _assertDigest(probe.ofSession(it), chain, at, digest);
        }
    }

    function test_differential_order() public {
        bytes[] memory cases = _cases(".Order");
        for (uint256 i; i < cases.length; ++i) {
            (Order memory it, uint256 chain, address at, bytes32 digest) =
                abi.decode(cases[i], (Order, uint256, address, bytes32));
            _assertDigest(probe.ofOrder(it), chain, at, digest);
            assertEq(leases.orderHash(it), probe.ofOrder(it));
        }
    }

    function test_differential_offer() public {
        bytes[] memory cases = _cases(".Offer");
        for (uint256 i; i < cases.length; ++i) {
            (Offer memory it, uint256 chain, address at, bytes32 digest) =
                abi.decode(cases[i], (Offer, uint256, address, bytes32));
            _assertDigest(probe.ofOffer(it), chain, at, digest);
            assertEq(leases.leaseId(it), probe.ofOffer(it));
        }
    }

    function test_differential_voucher() public {
        bytes[] memory cases = _cases(".Voucher");
        for (uint256 i; i < cases.length; ++i) {
            (Voucher memory it, uint256 chain, address at, bytes32 digest) =
                abi.decode(cases[i], (Voucher, uint256, address, bytes32));
            _assertDigest(Signed.hash(it), chain, at, digest);
        }
    }

    function test_differential_tab() public {
        bytes[] memory cases = _cases(".Tab");
        for (uint256 i; i < cases.length; ++i) {
            (Tab memory it, uint256 chain, address at, bytes32 digest) =
                abi.decode(cases[i], (Tab, uint256, address, bytes32));
            _assertDigest(probe.ofTab(it), chain, at, digest);
        }
    }

    function test_differential_close() public {
        bytes[] memory cases = _cases(".Close");
        for (uint256 i; i < cases.length; ++i) {
            (Close memory it, uint256 chain, address at, bytes32 digest) =
                abi.decode(cases[i], (Close, uint256, address, bytes32));
            _assertDigest(probe.ofClose(it), chain, at, digest);
        }
    }

    function test_differential_enrolment() public {
        bytes[] memory cases = _cases(".Enrolment");
        for (uint256 i; i < cases.length; ++i) {
            (Enrolment memory it, uint256 chain, address at, bytes32 digest) =
                abi.decode(cases[i], (Enrolment, uint256, address, bytes32));
            _assertDigest(probe.ofEnrolment(it), chain, at, digest);
        }
    }

    function test_differential_manyEnrolments() public {
        bytes[] memory cases = _cases(".Enrolments");
        for (uint256 i; i < cases.length; ++i) {
            (Enrolment memory it, Place memory place, uint256 chain, address at, bytes32 digest) =
                abi.decode(cases[i], (Enrolment, Place, uint256, address, bytes32));
            _assertDigest(probe.ofMany(it, place), chain, at, digest);
        }
    }

    function test_differential_measurement() public {
        bytes[] memory cases = _cases(".Measurement");
        for (uint256 i; i < cases.length; ++i) {
            (Measurement memory it, uint256 chain, address at, bytes32 digest) =
                abi.decode(cases[i], (Measurement, uint256, address, bytes32));
            _assertDigest(Attested.hash(it), chain, at, digest);
        }
    }

    function test_differential_epochRoot() public {
        bytes[] memory cases = _cases(".EpochRoot");
        for (uint256 i; i < cases.length; ++i) {
            (EpochRoot memory it, uint256 chain, address at, bytes32 digest) =
                abi.decode(cases[i], (EpochRoot, uint256, address, bytes32));
            _assertDigest(Attested.hash(it), chain, at, digest);
        }
    }

    /*                                             LEAVES AND TREES                                            */

    function test_differential_uptimeLeaf() public view {
        bytes[] memory cases = _cases(".Uptime");
        for (uint256 i; i < cases.length; ++i) {
            (Uptime memory it, bytes32 leaf) = abi.decode(cases[i], (Uptime, bytes32));
            assertEq(Attested.leaf(it), leaf);
        }
    }

    function test_differential_benchmarkLeaf() public view {
        bytes[] memory cases = _cases(".Benchmark");
        for (uint256 i; i < cases.length; ++i) {
            (Benchmark memory it, bytes32 leaf) = abi.decode(cases[i], (Benchmark, bytes32));
            assertEq(Attested.leaf(it), leaf);
        }
    }

    function test_differential_rewardsRootLeaf() public view {
        bytes[] memory cases = _cases(".RewardsRoot");
        for (uint256 i; i < cases.length; ++i) {
            (RewardsRoot memory it, bytes32 leaf) = abi.decode(cases[i], (RewardsRoot, bytes32));
            assertEq(Attested.leaf(it), leaf);
        }
    }

    function test_differential_rewardLeaf() public view {
        bytes[] memory cases = _cases(".Reward");
        for (uint256 i; i < cases.length; ++i) {
            (Reward memory it, bytes32 leaf) = abi.decode(cases[i], (Reward, bytes32));
            assertEq(Attested.leaf(it), leaf);
        }
    }

    function test_differential_path() public view {
        bytes[] memory cases = _cases(".Path");
        for (uint256 i; i < cases.length; ++i) {
            (bytes32 root, bytes32 leaf, bytes32[] memory path) = abi.decode(cases[i], (bytes32, bytes32, bytes32[]));
            assertTrue(MerkleProof.verify(path, root, leaf));
        }
    }

    /*                                               ARITHMETIC                                                */

    function test_differential_observations() public view {
        bytes[] memory cases = _cases(".Observations");
        for (uint256 i; i < cases.length; ++i) {
            (Observation[] memory seen, uint256 needed, uint64 down, uint256 count, bytes32 evidence) =
                abi.decode(cases[i], (Observation[], uint256, uint64, uint256, bytes32));
            assertEq(Slots.down(seen, needed), down);
            assertEq(Slots.count(down), count);
            assertEq(Attested.evidence(seen), evidence);
        }
    }

    function test_differential_within() public view {
        bytes[] memory cases = _cases(".Within");
        for (uint256 i; i < cases.length; ++i) {
            (uint256 start, uint256 slotSeconds, uint256 from, uint256 to, uint64 inside) =
                abi.decode(cases[i], (uint256, uint256, uint256, uint256, uint64));
            assertEq(Slots.within(start, slotSeconds, from, to), inside);
        }
    }

    function test_differential_roundings() public view {
        bytes[] memory cases = _cases(".Amount");
        for (uint256 i; i < cases.length; ++i) {
            (uint256 rate, uint256 secs, uint256 costs, uint256 amount, uint256 bps, uint256 share) =
                abi.decode(cases[i], (uint256, uint256, uint256, uint256, uint256, uint256));
            assertEq(Amounts.amountDown(rate, secs), costs);
            assertEq(Amounts.shareDown(amount, bps), share);
        }
    }

    function test_differential_credit() public view {
        bytes[] memory cases = _cases(".Credit");
        for (uint256 i; i < cases.length; ++i) {
            (uint8 tier, uint256 elapsed, uint256 down, uint256 fees, uint256 upBps, uint256 bps, uint256 credit) =
                abi.decode(cases[i], (uint8, uint256, uint256, uint256, uint256, uint256, uint256));
            assertEq(Sla.upBpsDown(elapsed, down), upBps);
            assertEq(Sla.creditBps(tier, upBps), bps);
            assertEq(Sla.creditDown(tier, upBps, fees), credit);
        }
    }

    function test_differential_creditTable() public view {
        bytes[] memory cases = _cases(".CreditTable");
        for (uint256 i; i < cases.length; ++i) {
            (uint8 tier, bytes32 hashed) = abi.decode(cases[i], (uint8, bytes32));
            bytes memory table = new bytes(2 * 10_001);
            for (uint256 upBps; upBps <= 10_000; ++upBps) {
                uint256 credit = Sla.creditBps(tier, upBps);
                (table[2 * upBps], table[2 * upBps + 1]) = (bytes1(uint8(credit >> 8)), bytes1(uint8(credit)));
            }
            assertEq(keccak256(table), hashed);
        }
    }

    /*                                                 DEVICES                                                 */

    function test_differential_deviceSignature() public view {
        bytes[] memory cases = _cases(".Device");
        for (uint256 i; i < cases.length; ++i) {
            (bytes32 x, bytes32 y, bytes32 id, bytes32 digest, bytes memory signature) =
                abi.decode(cases[i], (bytes32, bytes32, bytes32, bytes32, bytes));
            assertEq(keccak256(abi.encode(x, y)), id);
            assertTrue(devices.isDeviceSignature(digest, x, y, signature));
            assertFalse(devices.isDeviceSignature(~digest, x, y, signature));
        }
    }

    /*                                                 HELPERS                                                 */

    /// @dev No list is empty, or a kind of case could vanish without a test that fails.
    function _cases(string memory kind) private view returns (bytes[] memory cases) {
        cases = vm.parseJsonBytesArray(vectors, kind);
        assertGt(cases.length, 0);
    }

    /// @dev The domain of `Market` is what the contracts use: every other test signs with it.
    function _assertDigest(bytes32 structHash, uint256 chain, address at, bytes32 digest) private {
        vm.chainId(chain);
        assertEq(_digest(at, structHash), digest);
    }
}
