// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IBonds } from "../../src/interfaces/IBonds.sol";
import { ICommittee } from "../../src/interfaces/ICommittee.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import { Attested, Observation, Uptime } from "../../src/libraries/Attested.sol";
import { Offer, Order } from "../../src/libraries/Signed.sol";
import { Slots } from "../../src/libraries/Slots.sol";
import { DeviceKey, Key } from "../base/Actors.sol";
import { Attesting } from "../base/Attesting.sol";

/// @title TrustHandler
/// @notice Stakes, seats, devices, roots, lies and slashes in any order. Verifiers are honest in some acts and lie in
/// others; the handler knows which is which and what must follow.
contract TrustHandler is Attesting {
    bytes32 internal lease;
    Offer internal offer;
    Key[2] internal operators;
    DeviceKey[2] internal machines;
    uint32 public appealsOpened;
    uint32 internal appealsSeen;
    uint32[] internal honest;
    uint32[] internal lies;
    /// @dev The lease's last good leaf.
    Uptime internal last;
    uint32 internal lastAt;

    mapping(address wallet => uint256[]) internal thawedAt;
    mapping(address wallet => uint256[]) internal thawedAmount;
    mapping(address wallet => uint256) public withdrawn;
    mapping(address wallet => bool) public slashedOnce;
    mapping(address wallet => mapping(uint256 day => uint256)) internal morning;
    mapping(address wallet => mapping(uint256 day => uint256)) internal taken;
    bool public brokeDayLimit;
    bool public brokeHonesty;
    bool public brokeVotes;
    /// @dev How often each thing worth reaching was reached.
    mapping(bytes32 what => uint256 times) public reached;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 2; ++i) {
            operators[i] = _key(string.concat("operator ", vm.toString(i)));
            machines[i] = _deviceKey(string.concat("machine ", vm.toString(i)));
            _enrolMachine(i);
            _stake(operators[i].addr, 5000e18);
        }
        _seatVerifiers();
        // More than a seat takes, or the first slash would unseat them for good.
        for (uint256 i; i < verifiers.length; ++i) {
            _stake(verifiers[i].addr, 100_000e18);
        }
        _customerReady();
        (operator, device) = (operators[0], machines[0]);
        Order memory order = _order(0);
        order.maxSeconds = 100 days;
        order.maxTotal = 1000e6;
        offer = _offer(order);
        lease = _open(order, offer);
        vm.startPrank(address(timelock));
        for (uint256 i; i < 3; ++i) {
            params.set("appealThreshold", params.get("appealThreshold") / 2);
        }
        vm.stopPrank();
        vm.prank(genesis);
        token.transfer(stranger, 1_000_000e18);
        vm.prank(stranger);
        token.approve(address(committee), type(uint256).max);
    }

    function actions() external pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](18);
        selectors[0] = this.stake.selector;
        selectors[1] = this.thaw.selector;
        selectors[2] = this.cancelThaw.selector;
        selectors[3] = this.withdraw.selector;
        selectors[4] = this.setClass.selector;
        selectors[5] = this.moveDevice.selector;
        selectors[6] = this.judge.selector;
        selectors[7] = this.seat.selector;
        selectors[8] = this.tellTheTruth.selector;
        selectors[9] = this.tellTheTruth.selector;
        selectors[10] = this.lie.selector;
        selectors[11] = this.doubtTheTruth.selector;
        selectors[12] = this.withholdEvidence.selector;
        selectors[13] = this.contradict.selector;
        selectors[14] = this.settleAppeals.selector;
        selectors[15] = this.collect.selector;
        selectors[16] = this.slashHard.selector;
        selectors[17] = this.passTime.selector;
    }

    /*                                                  STAKE                                                  */

    function stake(uint256 who, uint256 amount) external {
        _stake(_wallet(who), uint128(bound(amount, 1, 20_000e18)));
    }

    function thaw(uint256 who, uint256 amount) external {
        address wallet = _wallet(who);
        IBonds.Bond memory bond = bonds.bondOf(wallet);
        uint128 free = bond.tokens - bond.locked - bond.thawing;
        if (free == 0) return;
        amount = bound(amount, 1, free);
        vm.prank(wallet);
        bonds.thaw(uint128(amount));
        thawedAt[wallet].push(block.timestamp);
        thawedAmount[wallet].push(amount);
    }

    function cancelThaw(uint256 who) external {
        address wallet = _wallet(who);
        if (bonds.bondOf(wallet).thawing == 0) return;
        vm.prank(wallet);
        bonds.cancelThaw();
    }

    function withdraw(uint256 who, uint256 most) external {
        address wallet = _wallet(who);
        if (bonds.bondOf(wallet).withdrawable == 0) return;
        vm.prank(wallet);
        withdrawn[wallet] += bonds.withdraw(uint128(bound(most, 1, type(uint128).max)));
        ++reached["withdraw"];
    }

    /*                                                 DEVICES                                                 */

    function setClass(uint256 which, uint256 class) external {
        which %= 2;
        vm.prank(operators[which].addr);
        // Out of service, or too little stake.
        try devices.setClass(machines[which].id, uint8(class % 4)) {
            ++reached["class"];
        } catch { }
    }

    function moveDevice(uint256 which) external {
        which %= 2;
        IDevices.DeviceStatus status = devices.deviceOf(machines[which].id).status;
        if (status == IDevices.DeviceStatus.Enrolled) {
            vm.prank(operators[which].addr);
            devices.retire(machines[which].id, "sold");
        } else if (status == IDevices.DeviceStatus.Retired) {
            _enrolMachine(which);
        }
    }

    function judge(uint256 which, uint256 verdict) external {
        which %= 2;
        IDevices.DeviceStatus status = devices.deviceOf(machines[which].id).status;
        if (status == IDevices.DeviceStatus.Retired) return;
        IDevices.DeviceStatus[3] memory verdicts =
            [IDevices.DeviceStatus.Enrolled, IDevices.DeviceStatus.Suspended, IDevices.DeviceStatus.Banned];
        _watchSlash();
        vm.prank(address(timelock));
        devices.setStatus(machines[which].id, verdicts[verdict % 3], "judged");
        _countSlash();
    }

    /*                                                COMMITTEE                                                */

    function seat(uint256 count) external {
        count = bound(count, 5, 7);
        address[] memory members = new address[](count);
        for (uint256 i; i < count; ++i) {
            members[i] = verifiers[i].addr;
        }
        vm.prank(address(timelock));
        // Someone may have too little stake left.
        try committee.setCommittee(members, 5, 5) {
            ++reached["seat"];
        } catch { }
    }

    /// @dev A root that is right, whatever the verifiers saw.
    function tellTheTruth(uint64 up, uint64 seen) external {
        (bool postable, uint32 epoch) = _postable();
        if (!postable) return;
        (Uptime memory leaf,) = _truth(epoch, up, seen);
        _attest(epoch, leaf);
        honest.push(epoch);
        ++reached["truth"];
        (last, lastAt) = (leaf, epoch);
    }

    /// @dev A root that is wrong, and somebody who redoes the sum.
    function lie(uint64 up, uint64 seen, uint256 off) external {
        (bool postable, uint32 epoch) = _postable();
        if (!postable) return;
        (Uptime memory leaf, Observation[] memory observations) = _truth(epoch, up, seen);
        if (off % 2 == 0) leaf.downSeconds += uint32(bound(off, 1, 1e6));
        else leaf.windowDownSeconds += uint32(bound(off, 1, 1e6));
        bytes32[] memory path = _attest(epoch, leaf);
        lies.push(epoch);
        ++reached["lie"];
        _watchSlash();
        vm.prank(stranger);
        committee.challenge(leaf, ICommittee.Proof(epoch, path), last, _lastProof(), observations);
        _countSlash();
    }

    /// @dev An honest root under attack by sums, by forged predecessors and by other evidence.
    function doubtTheTruth(uint64 up, uint64 seen, uint256 how) external {
        (bool postable, uint32 epoch) = _postable();
        if (!postable) return;
        (Uptime memory leaf, Observation[] memory observations) = _truth(epoch, up, seen);
        bytes32[] memory path = _attest(epoch, leaf);
        honest.push(epoch);
        Uptime memory previous = last;
        ICommittee.Proof memory previousAt = _lastProof();
        if (how % 4 == 1) previous.downSeconds ^= 1;
        if (how % 4 == 2) observations[how % 5].up ^= uint64(how);
        if (how % 4 == 3) previousAt.epoch = uint32(how);
        vm.prank(stranger);
        try committee.challenge(leaf, ICommittee.Proof(epoch, path), previous, previousAt, observations) {
            brokeHonesty = true;
        } catch { }
        (last, lastAt) = (leaf, epoch);
        if (how % 3 == 0) _demandAndAnswer(leaf, epoch, path, previous, observations);
    }

    /// @dev A root whose evidence nobody shows.
    function withholdEvidence(uint64 up, uint64 seen, bool forget) external {
        (bool postable, uint32 epoch) = _postable();
        if (!postable) return;
        (Uptime memory leaf,) = _truth(epoch, up, seen);
        bytes32[] memory path = _attest(epoch, leaf);
        vm.prank(stranger);
        committee.demand(leaf, ICommittee.Proof(epoch, path));
        skip(ANSWER_WINDOW + (forget ? CHALLENGE_WINDOW : 0) + 1);
        _watchSlash();
        committee.condemn(epoch, Attested.leaf(leaf));
        _countSlash();
        if (forget) (last, lastAt) = (leaf, epoch);
        else lies.push(epoch);
        ++reached[forget ? bytes32("forgotten") : bytes32("condemned")];
    }

    function contradict(uint256 who, uint64 a, uint64 b) external {
        Key memory liar = verifiers[who % 5];
        uint32 epoch = _epochNow();
        if (a == b) return;
        Observation[2] memory both = [Observation(a, ALL_SLOTS), Observation(b, ALL_SLOTS)];
        bytes[2] memory signatures = [_signMeasurement(liar, epoch, both[0]), _signMeasurement(liar, epoch, both[1])];
        _watchSlash();
        vm.prank(stranger);
        // It may have been punished for this epoch before.
        try committee.equivocate(liar.addr, device.id, epoch, both, signatures) {
            ++reached["equivocate"];
        } catch { }
        _countSlash();
    }

    /*                                                 SLASHES                                                 */

    /// @dev A slash of any size, as the committee's code might one day ask for.
    function slashHard(uint256 who, uint256 amount, uint256 share) external {
        address[] memory one = new address[](1);
        one[0] = _wallet(who);
        amount = bound(amount, 1, 100_000e18);
        _watchSlash();
        vm.prank(address(committee));
        bonds.slash(one, uint128(amount), stranger, uint128(bound(share, 0, amount)), "hard");
        _countSlash();
    }

    function settleAppeals(bool giveBack) external {
        while (bonds.appealOf(appealsSeen + 1).amount != 0) {
            ++appealsSeen;
            ++appealsOpened;
            if (giveBack) {
                vm.prank(address(timelock));
                guardian.extend(uint40(block.timestamp + 300 days));
                vm.prank(council);
                try guardian.returnSlash(appealsSeen) {
                    ++reached["returned"];
                    continue;
                } catch { } // too late
            }
            uint40 releaseAt = bonds.appealOf(appealsSeen).releaseAt;
            if (block.timestamp < releaseAt) vm.warp(releaseAt);
            bonds.releaseSlash(appealsSeen);
            ++reached["released"];
        }
    }

    function collect(bool burn) external {
        if (bonds.owedTo(stranger) != 0) bonds.collect(stranger);
        if (burn && bonds.forfeit() != 0) bonds.burnForfeit();
    }

    function passTime(uint256 seed) external {
        skip(bound(seed, 1, 5 days));
        _checkVotes();
    }

    /*                                                  VIEWS                                                  */

    function wallets() public view returns (address[] memory all) {
        all = new address[](9);
        for (uint256 i; i < 7; ++i) {
            all[i] = verifiers[i].addr;
        }
        for (uint256 i; i < 2; ++i) {
            all[7 + i] = operators[i].addr;
        }
    }

    /// @dev What should be locked of a wallet that was never slashed.
    function dutiesOf(address wallet) external view returns (uint256 duties) {
        for (uint256 i; i < 2; ++i) {
            if (operators[i].addr == wallet) duties += devices.deviceOf(machines[i].id).stake;
        }
        (, address[] memory members,,) = committee.committeeOf(0);
        for (uint256 i; i < members.length; ++i) {
            if (members[i] == wallet) duties += SEAT_STAKE;
        }
    }

    function ripeOf(address wallet) external view returns (uint256 ripe) {
        for (uint256 i; i < thawedAt[wallet].length; ++i) {
            if (thawedAt[wallet][i] + STAKE_DELAY <= block.timestamp) ripe += thawedAmount[wallet][i];
        }
    }

    function truths() external view returns (uint32[] memory) {
        return honest;
    }

    function falsehoods() external view returns (uint32[] memory) {
        return lies;
    }

    function trust() external view returns (address, address, address) {
        return (address(bonds), address(committee), address(token));
    }

    function delegates() external view returns (address[] memory all) {
        all = new address[](1);
        all[0] = address(bonds);
    }

    function reporter() external view returns (address) {
        return stranger;
    }

    /*                                                 PRIVATE                                                 */

    function _enrolMachine(uint256 which) private {
        (operator, device, payout) = (operators[which], machines[which], operators[which].addr);
        _enrol(_enrolment());
        (operator, device) = (operators[0], machines[0]);
    }

    /// @dev The epoch before this one, if its root is still to come.
    function _postable() private returns (bool, uint32) {
        skip(EPOCH);
        (uint32 posted,) = committee.lastEpochs();
        uint32 epoch = _epochNow() - 1;
        return (epoch > posted, epoch);
    }

    /// @dev What honest verifiers say of the lease that saw this.
    function _truth(uint32 epoch, uint64 up, uint64 seen)
        private
        view
        returns (Uptime memory leaf, Observation[] memory observations)
    {
        observations = new Observation[](5);
        for (uint256 i; i < 5; ++i) {
            observations[i] = Observation(up ^ uint64(i * up), seen);
        }
        (uint40 startedAt, uint40 endsAt) = leases.spanOf(lease);
        uint64 inForce = Slots.within(_start(epoch), SLOT, startedAt, endsAt);
        uint32 down = uint32(Slots.count(Slots.down(observations, 3) & inForce) * SLOT);
        bool sameWindow = lastAt != 0 && lastAt / WINDOW_EPOCHS == epoch / WINDOW_EPOCHS;
        leaf = Uptime({
            lease: lease,
            device: device.id,
            previous: lastAt,
            downSeconds: last.downSeconds + down,
            windowDownSeconds: (sameWindow ? last.windowDownSeconds : 0) + down,
            evidence: Attested.evidence(observations)
        });
    }

    function _lastProof() private view returns (ICommittee.Proof memory) {
        return ICommittee.Proof(lastAt, lastAt == 0 ? new bytes32[](0) : _path(13, lastAt));
    }

    function _demandAndAnswer(
        Uptime memory leaf,
        uint32 epoch,
        bytes32[] memory path,
        Uptime memory previous,
        Observation[] memory observations
    ) private {
        vm.prank(stranger);
        committee.demand(leaf, ICommittee.Proof(epoch, path));
        if (leaf.evidence != Attested.evidence(observations) || leaf.previous == 0) {
            _forget(epoch, leaf);
            return;
        }
        address[] memory assigned = committee.assignedTo(device.id, epoch);
        ICommittee.Evidence memory evidence;
        evidence.offer = offer;
        evidence.previous = previous;
        evidence.previousPath = _path(13, leaf.previous);
        evidence.observations = observations;
        evidence.signatures = new bytes[](5);
        for (uint256 i; i < 5; ++i) {
            evidence.signatures[i] = _signMeasurement(_verifier(assigned[i]), epoch, observations[i]);
        }
        vm.prank(stranger);
        try committee.answer(epoch, leaf, evidence) {
            ++reached["answer"];
        } catch {
            _forget(epoch, leaf); // the handler shows a forged predecessor now and then
        }
    }

    function _forget(uint32 epoch, Uptime memory leaf) private {
        skip(ANSWER_WINDOW + CHALLENGE_WINDOW + 1);
        committee.condemn(epoch, Attested.leaf(leaf));
    }

    /// @dev Remembers every bond before something that may slash.
    function _watchSlash() private {
        address[] memory all = wallets();
        uint256 day = block.timestamp / 1 days;
        for (uint256 i; i < all.length; ++i) {
            uint256 tokens = _tokens(all[i]);
            // What the day's slashes are a part of grows with what is staked meanwhile. It does not shrink when the rest is
            // withdrawn: what was taken before was a part of that too.
            uint256 withTaken = tokens + taken[all[i]][day];
            if (withTaken > morning[all[i]][day]) morning[all[i]][day] = withTaken;
            _before[all[i]] = tokens;
        }
    }

    mapping(address wallet => uint256) private _before;

    function _countSlash() private {
        address[] memory all = wallets();
        uint256 day = block.timestamp / 1 days;
        for (uint256 i; i < all.length; ++i) {
            uint256 lost = _before[all[i]] - _tokens(all[i]);
            if (lost == 0) continue;
            slashedOnce[all[i]] = true;
            ++reached["slash"];
            taken[all[i]][day] += lost;
            // Staking more in between raises what a fifth is, never lowers it.
            if (taken[all[i]][day] > morning[all[i]][day] * 2001 / 10_000) brokeDayLimit = true;
        }
    }

    function _checkVotes() private {
        address[] memory all = wallets();
        for (uint256 i; i < all.length; ++i) {
            if (bonds.getVotes(all[i]) != _tokens(all[i])) brokeVotes = true;
            if (bonds.getPastVotes(all[i], block.timestamp - 1) != _tokens(all[i])) brokeVotes = true;
        }
    }

    function _wallet(uint256 who) private view returns (address) {
        return wallets()[who % 9];
    }
}
