// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
import { IParams } from "../../src/interfaces/IParams.sol";
import { ICommittee } from "../../src/interfaces/ICommittee.sol";
import { ILeases } from "../../src/interfaces/ILeases.sol";
import { Attested, Observation, Uptime } from "../../src/libraries/Attested.sol";
import { Close, Enrolment, Offer, Order, Place } from "../../src/libraries/Signed.sol";
import { Attesting } from "../base/Attesting.sol";
import { Hashed } from "../base/Hashed.sol";

/// @notice What each act costs as a whole transaction (run with `--isolate`): `npm run bench:gas`. Accounts that act have
/// acted before, unless the name says "first".
contract GasTest is Attesting {
    string private constant GROUP = "gas";

    function setUp() public override {
        super.setUp();
        _seatVerifiers();
    }

    /*                                                 ESCROW                                                  */

    function test_gas_deposit() public {
        _deposit(customer.addr, 1e6);
        _fund(customer.addr, 2e6);
        vm.startPrank(customer.addr);
        usdc.approve(address(escrow), 2e6);
        escrow.deposit(customer.addr, 1e6);
        _record("deposit");
    }

    function test_gas_authorise() public {
        _authorise(_session());
        _record("authorise session");
    }

    function test_gas_tab() public {
        _customerReady();
        bytes memory signature = _signTab(key, 1e6);
        escrow.redeemTab(_tab(1e6), key.addr, signature);
        _record("tab, first between the two");
        signature = _signTab(key, 3e6);
        escrow.redeemTab(_tab(3e6), key.addr, signature);
        _record("tab");
    }

    function test_gas_withdraw() public {
        _customerReady();
        vm.startPrank(customer.addr);
        escrow.thaw(10e6);
        escrow.thaw(10e6);
        _record("thaw deposit");
        skip(WITHDRAWAL_DELAY);
        escrow.withdraw(1e6);
        escrow.withdraw(1e6);
        _record("withdraw deposit");
    }

    function test_gas_withdrawEarnings() public {
        _marketReady();
        _redeemTab(1e6);
        escrow.withdrawEarnings(operator.addr);
        _redeemTab(2e6);
        escrow.withdrawEarnings(operator.addr);
        _record("withdraw earnings");
    }

    /*                                                 LEASES                                                  */

    function test_gas_open() public {
        _marketReady();
        _open();
        Order memory order = _order(1);
        _open(order, _offer(order));
        _record("open");
    }

    function test_gas_openBySalt() public {
        _marketReady();
        _open();
        Order memory order = _order(1 << 200);
        _open(order, _offer(order));
        _record("open, random salt");
    }

    function test_gas_openSla() public {
        _slaReady(1);
        _openSla(1, 10 hours);
        Order memory order = _slaOrder(1, 1, 10 hours);
        _open(order, _offer(order));
        _record("open with SLA cover");
    }

    function test_gas_topUp() public {
        _marketReady();
        bytes32 lease = _open();
        vm.prank(customer.addr);
        leases.topUp(lease, 1e6);
        _record("top up");
    }

    function test_gas_redeem() public {
        _marketReady();
        bytes32 lease = _open();
        bytes memory signature = _signVoucher(key, lease, 1e6);
        leases.redeem(lease, 1e6, key.addr, signature);
        _record("voucher, first of operator");
        signature = _signVoucher(key, lease, 2e6);
        leases.redeem(lease, 2e6, key.addr, signature);
        _record("voucher");
    }

    function test_gas_settle() public {
        _marketReady();
        bytes32 lease = _open();
        _redeem(lease, 1);
        Uptime memory leaf = _firstLeaf(lease, 0, _agree(ALL_SLOTS));
        uint32 epoch = _epochNow();
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        leases.settle(epoch, leaf, path);
        _record("settle attested");
    }

    function test_gas_settleWithCredit() public {
        _slaReady(1);
        bytes32 lease = _openSla(1, 1 hours);
        _redeem(lease, 1);
        uint32 epoch = _epochNow();
        Uptime memory leaf = _firstLeaf(lease, 10 * 60, _downFor(10));
        bytes32[] memory path = _attest(epoch, leaf);
        _makeFinal();
        leases.settle(epoch, leaf, path);
        _record("settle with SLA credit");
    }

    function test_gas_settleBatch() public {
        _marketReady();
        uint32 epoch = _epochNow();
        Uptime[] memory leaves = new Uptime[](50);
        Observation[] memory seen = _agree(ALL_SLOTS);
        for (uint256 i; i < 50; ++i) {
            Order memory order = _order(i);
            order.maxTotal = 1e6;
            leaves[i] = _firstLeaf(_open(order, _offer(order)), 0, seen);
        }
        (bytes32 root, bytes32[][] memory paths) = _tree(leaves);
        _postRoot(epoch, root);
        _makeFinal();
        bytes[] memory calls = new bytes[](50);
        for (uint256 i; i < 50; ++i) {
            calls[i] = abi.encodeCall(ILeases.settle, (epoch, leaves[i], paths[i]));
        }
        leases.batch(calls);
        uint256 gas = vm.snapshotGasLastCall(GROUP, "settle, batch of 50");
        vm.snapshotValue(GROUP, "settle, batch of 50, each", gas / 50);
        for (uint256 i; i < 50; ++i) {
            assertEq(leases.leaseOf(leaves[i].lease).paid, 1e6);
        }
    }

    function test_gas_closeAndFinalise() public {
        _marketReady();
        bytes32 lease = _open();
        vm.prank(operator.addr);
        leases.close(lease, "done");
        _record("close");
        skip(FINALISE_GRACE);
        leases.finalise(lease);
        _record("finalise");
    }

    function test_gas_end() public {
        _marketReady();
        Order memory order = _order(0);
        Offer memory offer = _offer(order);
        bytes32 lease = _open(order, offer);
        _redeem(lease, 1);
        skip(1 hours);
        Close memory closing = Close(lease, 1e6, "done");
        bytes32 digest = _digest(address(leases), Hashed.hash(closing));
        leases.end(offer, closing, key.addr, _sign(key, digest), _sign(operator, digest));
        _record("end by both: pay, close, refund");
    }

    /*                                                  TRUST                                                  */

    function test_gas_postRoot() public {
        uint32 epoch = _epochNow();
        _postRoot(epoch, bytes32(uint256(1)));
        ++epoch;
        _warpAfter(epoch);
        bytes[] memory signatures = _signRoot(epoch, bytes32(uint256(2)), 31);
        committee.postRoot(epoch, bytes32(uint256(2)), keccak256("data"), 31, signatures);
        _record("post root, 5 of 7");
    }

    function test_gas_challenge() public {
        _marketReady();
        _stake(operator.addr, 1000e18);
        _slash(operator.addr);
        bytes32 lease = _open();
        uint32 epoch = _epochNow();
        Uptime memory first = _firstLeaf(lease, 60, _downFor(1));
        bytes32[] memory firstPath = _attest(epoch, first);
        // The second leaf forgets the minute of the first.
        Observation[] memory seen = _agree(ALL_SLOTS);
        Uptime memory wrong = Uptime(lease, device.id, epoch, 0, 60, Attested.evidence(seen));
        bytes32[] memory path = _attest(epoch + 1, wrong);
        ICommittee.Proof memory at = ICommittee.Proof(epoch + 1, path);
        ICommittee.Proof memory before = ICommittee.Proof(epoch, firstPath);
        vm.prank(stranger);
        committee.challenge(wrong, at, first, before, seen);
        _record("challenge, five signers slashed");
    }

    function test_gas_slash() public {
        _stake(operator.addr, 10_000e18);
        _stake(customer.addr, 10_000e18);
        _slash(customer.addr);
        _record("slash, first ever");
        _slash(operator.addr);
        _record("slash");
    }

    /// @dev Without the P-256 precompile, which costs 6,900: most of it is the device's signature, checked in Solidity.
    function test_gas_enrol() public {
        _enrol(_enrolment());
        device = _deviceKey("second");
        _enrol(_enrolment());
        _record("enrol");
        device = _deviceKey("third");
        Enrolment memory enrolment = _enrolment();
        Place memory place = Place(341, new bytes32[](9));
        bytes32 root = Hashed.hash(enrolment);
        for (uint256 level; level < 9; ++level) {
            bytes32 sibling = place.siblings[level] = keccak256(abi.encode(level));
            bool isRight = (place.index >> level) & 1 == 1;
            root = isRight ? keccak256(abi.encode(sibling, root)) : keccak256(abi.encode(root, sibling));
        }
        bytes memory byOperator = _sign(operator, _digest(address(devices), Hashed.hashOfMany(root, 9)));
        bytes memory byDevice = _sign(device, _digest(address(devices), Hashed.hash(enrolment)));
        devices.enrolAmongMany(enrolment, place, device.x, device.y, byOperator, byDevice);
        _record("enrol, one of 512 signed for at once");
    }

    function test_gas_stake() public {
        _stake(operator.addr, 1e18);
        skip(1);
        vm.prank(genesis);
        token.transfer(operator.addr, 10e18);
        vm.startPrank(operator.addr);
        token.approve(address(bonds), 10e18);
        bonds.stake(operator.addr, 1e18);
        _record("stake");
        bonds.thaw(1e18);
        bonds.thaw(1e17);
        _record("thaw stake");
        skip(STAKE_DELAY);
        bonds.withdraw(1e17);
        bonds.withdraw(1e17);
        _record("withdraw stake");
    }

    function test_gas_claim() public {
        _customerReady();
        _redeemTab(1000e6);
        bytes32[] memory path = _postReward(operator.addr, 10e18);
        rewards.claim(operator.addr, 10e18, path);
        _record("claim, first");
        path = _postReward(operator.addr, 20e18);
        rewards.claim(operator.addr, 20e18, path);
        _record("claim");
    }

    /*                                               GOVERNANCE                                                */

    function test_gas_governance() public {
        address whale = _voter("whale", 30_000_000e18);
        address first = _voter("first", 1_000_000e18);
        address voter = _voter("voter", 1_000_000e18);
        skip(1);
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) = _setFee(250);
        vm.prank(whale);
        uint256 id = governor.propose(targets, values, calls, "Raise the fee to 2.5 %");
        _record("propose");
        skip(1 days + 1);
        vm.prank(first);
        governor.castVote(id, 1);
        _record("vote, first on a proposal");
        vm.prank(voter);
        governor.castVote(id, 1);
        _record("vote");
        vm.prank(whale);
        governor.castVoteWithReason(id, 1, "It pays for verifiers");
        _record("vote that makes the quorum");
        skip(8 days);
        governor.queue(id);
        _record("queue");
        skip(2 days);
        governor.execute(id);
        _record("execute");
        assertEq(params.get("feeBps"), 250);
    }

    /*                                                 HELPERS                                                 */

    function _slash(address who) private {
        address[] memory operators = new address[](1);
        operators[0] = who;
        vm.prank(address(committee));
        bonds.slash(operators, 100e18, stranger, 10e18, "test");
    }

    function _record(string memory name) private {
        vm.snapshotGasLastCall(GROUP, name);
    }

    function _voter(string memory name, uint256 amount) private returns (address voter) {
        voter = makeAddr(name);
        vm.prank(genesis);
        token.transfer(voter, amount);
        vm.prank(voter);
        token.delegate(voter);
    }

    function _setFee(uint256 bps) private view returns (address[] memory, uint256[] memory, bytes[] memory) {
        address[] memory targets = new address[](1);
        bytes[] memory calls = new bytes[](1);
        (targets[0], calls[0]) = (address(params), abi.encodeCall(IParams.set, ("feeBps", bps)));
        return (targets, new uint256[](1), calls);
    }

    /// @dev A tree of 64 leaves, each path padded to 13.
    function _tree(Uptime[] memory leaves) private pure returns (bytes32 root, bytes32[][] memory paths) {
        bytes32[] memory row = new bytes32[](64);
        uint256[] memory at = new uint256[](leaves.length);
        paths = new bytes32[][](leaves.length);
        for (uint256 i; i < leaves.length; ++i) {
            row[i] = Attested.leaf(leaves[i]);
            at[i] = i;
            paths[i] = new bytes32[](13);
        }
        for (uint256 level; level < 13; ++level) {
            for (uint256 i; i < leaves.length; ++i) {
                paths[i][level] = row.length > 1 ? row[at[i] ^ 1] : bytes32(level);
                at[i] /= 2;
            }
            row = _parents(row, bytes32(level));
        }
        return (row[0], paths);
    }

    function _parents(bytes32[] memory row, bytes32 padding) private pure returns (bytes32[] memory parents) {
        parents = new bytes32[](row.length > 1 ? row.length / 2 : 1);
        for (uint256 i; i < parents.length; ++i) {
            parents[i] = row.length > 1 ? _pair(row[2 * i], row[2 * i + 1]) : _pair(row[0], padding);
        }
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }
}
