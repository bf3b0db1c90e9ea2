// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import { Upgradeable } from "./base/Upgradeable.sol";
import { IBonds } from "./interfaces/IBonds.sol";
import { ICommittee } from "./interfaces/ICommittee.sol";
import { IGuardian } from "./interfaces/IGuardian.sol";
import { ILeases } from "./interfaces/ILeases.sol";
import { IParams } from "./interfaces/IParams.sol";
import { Attested, EpochRoot, Measurement, Observation, Uptime } from "./libraries/Attested.sol";
import { PauseBit } from "./libraries/PauseBit.sol";
import { Offer, Signed } from "./libraries/Signed.sol";
import { Slots } from "./libraries/Slots.sol";

/// @title Committee
/// @notice See `ICommittee`.
contract Committee is ICommittee, EIP712, Upgradeable {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @notice Whom the committee works with.
    struct Peers {
        IERC20 token;
        IBonds bonds;
        ILeases leases;
        IParams params;
        IGuardian guardian;
        address governance;
        address upgrader;
    }

    /// @notice Its clocks: seconds, but for the window, which is in epochs.
    struct Clocks {
        uint40 epoch;
        uint40 challengeWindow;
        uint40 answerWindow;
        uint32 windowEpochs;
    }

    /// @dev A committee of one version. Seats never move within a version, so a bit per seat names signers for good.
    struct Seats {
        address[] members;
        uint8 quorum;
        uint8 assigned;
    }

    struct Demand {
        address by;
        uint96 deposit;
        uint40 answerBy;
    }

    /// @custom:storage-location erc7201:ambit.Committee
    struct CommitteeStorage {
        mapping(uint32 epoch => Root) roots;
        mapping(uint16 version => Seats) committees;
        mapping(bytes32 demand => Demand) demands;
        mapping(bytes32 contradiction => bool) punished;
        mapping(address member => uint128) seatStakes;
        uint32 lastPosted;
        uint32 lastGood;
        uint16 version;
        uint40 beganAt;
        // While evidence is owed, nothing from this epoch on is final.
        uint32 disputedFrom;
        uint16 openDemands;
    }

    // keccak256(abi.encode(uint256(keccak256("ambit.Committee")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant COMMITTEE_STORAGE = 0x8aecfdbdb5b4f0486dfdf874d7822074ec38e3bcb03a75113d0ad2e0190bdd00;

    bytes32 private constant SEAT_STAKE = "seatStake";
    bytes32 private constant SLASH_BAD_ROOT = "slashBadRoot";
    bytes32 private constant SLASH_EQUIVOCATION = "slashEquivocation";
    bytes32 private constant BOUNTY = "bounty";
    bytes32 private constant DEMAND_DEPOSIT = "demandDeposit";

    bytes32 private constant BAD_SUM = "bad-sum";
    bytes32 private constant BAD_DEVICE = "bad-device";
    bytes32 private constant NO_EVIDENCE = "no-evidence";
    bytes32 private constant EQUIVOCATION = "equivocation";

    /// @dev One bit each in `Root.signers`.
    uint256 private constant MOST_MEMBERS = 32;
    /// @dev How many epochs a root may be late: it bounds how many roots one lie can take down with it.
    uint256 private constant MOST_EPOCHS_LATE = 48;

    IERC20 private immutable _token;
    IBonds private immutable _bonds;
    ILeases private immutable _leases;
    IParams private immutable _params;
    IGuardian private immutable _guardian;
    address private immutable _governance;
    /// @inheritdoc ICommittee
    uint40 public immutable epochSeconds;
    /// @inheritdoc ICommittee
    uint40 public immutable challengeWindow;
    /// @inheritdoc ICommittee
    uint40 public immutable answerWindow;
    /// @inheritdoc ICommittee
    uint32 public immutable windowEpochs;

    constructor(Peers memory peers, Clocks memory clocks) EIP712("Ambit", "1") Upgradeable(peers.upgrader) {
        _token = peers.token;
        _bonds = peers.bonds;
        _leases = peers.leases;
        _params = peers.params;
        _guardian = peers.guardian;
        _governance = peers.governance;
        epochSeconds = clocks.epoch;
        challengeWindow = clocks.challengeWindow;
        answerWindow = clocks.answerWindow;
        windowEpochs = clocks.windowEpochs;
    }

    /// @notice Seats the first committee. Its members stake as soon as there are tokens; every later one must first.
    function initialize(address[] calldata members, uint8 quorum, uint8 assigned) external initializer {
        _committee().beganAt = uint40(block.timestamp);
        _seat(members, quorum, assigned);
    }

    /*                                                  SEATS                                                  */

    /// @inheritdoc ICommittee
    function setCommittee(address[] calldata members, uint8 quorum, uint8 assigned) external {
        if (msg.sender != _governance) revert NotGovernance(msg.sender, _governance);
        _unlockSeats(_committee().committees[_committee().version].members);
        _seat(members, quorum, assigned);
        for (uint256 i; i < members.length; ++i) {
            _lockSeat(members[i]);
        }
    }

    /// @inheritdoc ICommittee
    function lockSeat(address member) external {
        _checkMember(member, _committee().version);
        if (_committee().seatStakes[member] != 0) revert SeatNotOpen(member);
        _lockSeat(member);
    }

    /// @inheritdoc ICommittee
    function committeeOf(uint16 version)
        external
        view
        returns (uint16 version_, address[] memory members, uint8 quorum, uint8 assigned)
    {
        version_ = version == 0 ? _committee().version : version;
        Seats storage seats = _committee().committees[version_];
        return (version_, seats.members, seats.quorum, seats.assigned);
    }

    /// @inheritdoc ICommittee
    function assignedTo(bytes32 device, uint32 epoch) external view returns (address[] memory) {
        return _assignedTo(_committee().committees[_versionAt(epoch)], device, epoch);
    }

    /*                                                  ROOTS                                                  */

    /// @inheritdoc ICommittee
    function postRoot(uint32 epoch, bytes32 root, bytes32 dataHash, uint32 signers, bytes[] calldata signatures)
        external
    {
        if (_guardian.isPaused(PauseBit.ROOTS)) revert PauseBit.Stopped(PauseBit.ROOTS);
        CommitteeStorage storage $ = _committee();
        (uint32 last, uint32 good, uint16 version) = ($.lastPosted, $.lastGood, $.version);
        _checkPostable(epoch, last);
        _checkQuorum($.committees[version], EpochRoot(epoch, good, root, dataHash), signers, signatures);

        uint40 finalAt = uint40(block.timestamp) + challengeWindow;
        $.roots[epoch] = Root(root, uint40(block.timestamp), finalAt, signers, good, version, RootState.Posted);
        ($.lastPosted, $.lastGood) = (epoch, epoch);
        emit RootPosted(epoch, root, dataHash, signers, version, finalAt);
    }

    /// @inheritdoc ICommittee
    function isAttested(uint32 epoch, bytes32 leaf, bytes32[] calldata path) external view returns (bool) {
        Root storage root = _committee().roots[epoch];
        uint32 disputedFrom = _committee().disputedFrom;
        if (disputedFrom != 0 && epoch >= disputedFrom) return false;
        if (root.state != RootState.Posted || block.timestamp < root.finalAt) return false;
        return MerkleProof.verifyCalldata(path, root.root, leaf);
    }

    /// @inheritdoc ICommittee
    function rootOf(uint32 epoch) external view returns (Root memory) {
        return _committee().roots[epoch];
    }

    /// @inheritdoc ICommittee
    function lastPostedAt() external view returns (uint40) {
        CommitteeStorage storage $ = _committee();
        return $.lastGood == 0 ? $.beganAt : $.roots[$.lastGood].postedAt;
    }

    /// @inheritdoc ICommittee
    function lastEpochs() external view returns (uint32 posted, uint32 good) {
        return (_committee().lastPosted, _committee().lastGood);
    }

    /*                                                 DOUBTS                                                  */

    /// @inheritdoc ICommittee
    function challenge(
        Uptime calldata leaf,
        Proof calldata at,
        Uptime calldata previous,
        Proof calldata previousAt,
        Observation[] calldata observations
    ) external {
        Root storage root = _openRoot(at.epoch);
        _checkLeaf(at.epoch, root, leaf, at.path);
        if (!_skipsNewer(leaf, at.epoch, previous, previousAt)) {
            _checkEvidence(leaf, observations);
            if (_isRight(root, at.epoch, leaf, previous, observations)) {
                revert LeafIsRight(leaf.downSeconds, leaf.windowDownSeconds);
            }
        }
        _void(at.epoch, msg.sender, BAD_SUM);
    }

    /// @inheritdoc ICommittee
    function challengeDevice(Uptime calldata leaf, Proof calldata at, Offer calldata offer) external {
        Root storage root = _openRoot(at.epoch);
        _checkLeaf(at.epoch, root, leaf, at.path);
        _checkOffer(leaf, offer);
        if (offer.device == leaf.device) revert LeafIsRight(leaf.downSeconds, leaf.windowDownSeconds);
        _void(at.epoch, msg.sender, BAD_DEVICE);
    }

    /// @inheritdoc ICommittee
    function demand(Uptime calldata leaf, Proof calldata at) external {
        Root storage root = _openRoot(at.epoch);
        bytes32 hashed = _checkLeaf(at.epoch, root, leaf, at.path);
        Demand storage open = _demand(at.epoch, hashed);
        if (open.by != address(0)) revert AlreadyDemanded(at.epoch, hashed);

        CommitteeStorage storage $ = _committee();
        uint40 answerBy = uint40(block.timestamp) + answerWindow;
        uint96 deposit = _params.get(DEMAND_DEPOSIT).toUint96();
        (open.by, open.deposit, open.answerBy) = (msg.sender, deposit, answerBy);
        if ($.openDemands++ == 0 || at.epoch < $.disputedFrom) $.disputedFrom = at.epoch;
        emit EvidenceDemanded(at.epoch, hashed, msg.sender, deposit, answerBy);
        _token.safeTransferFrom(msg.sender, address(this), deposit);
    }

    /// @inheritdoc ICommittee
    function answer(uint32 epoch, Uptime calldata leaf, Evidence calldata evidence) external {
        bytes32 hashed = Attested.leaf(leaf);
        Demand memory open = _closeDemand(epoch, hashed);
        if (block.timestamp > open.answerBy) revert AnswerLate(open.answerBy);
        Root storage root = _committee().roots[epoch];
        if (root.state != RootState.Posted) revert RootNotOpen(epoch);
        _checkShown(root, epoch, leaf, evidence);

        emit EvidenceShown(epoch, hashed, msg.sender);
        _token.safeTransfer(msg.sender, open.deposit);
    }

    /// @inheritdoc ICommittee
    function condemn(uint32 epoch, bytes32 leaf) external {
        Demand memory open = _closeDemand(epoch, leaf);
        if (_committee().roots[epoch].state == RootState.Posted) {
            if (block.timestamp <= open.answerBy) revert AnswerPending(open.answerBy);
            if (block.timestamp <= uint256(open.answerBy) + challengeWindow) _void(epoch, open.by, NO_EVIDENCE);
        }
        _token.safeTransfer(open.by, open.deposit);
    }

    /// @inheritdoc ICommittee
    function equivocate(
        address verifier,
        bytes32 device,
        uint32 epoch,
        Observation[2] calldata observations,
        bytes[2] calldata signatures
    ) external {
        (Observation calldata a, Observation calldata b) = (observations[0], observations[1]);
        if (a.up == b.up && a.seen == b.seen) revert NotEquivocation();
        _checkMember(verifier, _versionAt(epoch));
        _checkSigned(verifier, device, epoch, a, signatures[0]);
        _checkSigned(verifier, device, epoch, b, signatures[1]);
        bytes32 contradiction = keccak256(abi.encode(verifier, device, epoch));
        if (_committee().punished[contradiction]) revert EquivocationKnown(verifier, device, epoch);

        _committee().punished[contradiction] = true;
        emit Equivocated(verifier, device, epoch, msg.sender);
        address[] memory liar = new address[](1);
        liar[0] = verifier;
        uint128 amount = _params.get(SLASH_EQUIVOCATION).toUint128();
        _bonds.slash(liar, amount, msg.sender, _params.get(BOUNTY).toUint128(), EQUIVOCATION);
    }

    /*                                             PRIVATE: SEATS                                              */

    /// @dev Members come in ascending order, so nobody sits twice. More than half must sign, so two roots for one epoch
    /// would share a signer.
    function _seat(address[] calldata members, uint8 quorum, uint8 assigned) private {
        uint256 count = members.length;
        bool ordered = count > 0 && members[0] != address(0);
        for (uint256 i = 1; i < count; ++i) {
            ordered = ordered && members[i - 1] < members[i];
        }
        bool sized = count <= MOST_MEMBERS && quorum <= count && quorum > count / 2;
        bool measured = assigned > 0 && assigned <= count && assigned <= Slots.MOST_VERIFIERS;
        if (!ordered || !sized || !measured) revert CommitteeInvalid(count, quorum, assigned);

        uint16 version = ++_committee().version;
        _committee().committees[version] = Seats(members, quorum, assigned);
        emit CommitteeChanged(version, members, quorum, assigned);
    }

    function _lockSeat(address member) private {
        uint128 stake = _params.get(SEAT_STAKE).toUint128();
        _committee().seatStakes[member] = stake;
        _bonds.lock(member, stake);
    }

    function _unlockSeats(address[] storage members) private {
        uint256 count = members.length;
        for (uint256 i; i < count; ++i) {
            uint128 stake = _committee().seatStakes[members[i]];
            _committee().seatStakes[members[i]] = 0;
            if (stake != 0) _bonds.unlock(members[i], stake);
        }
    }

    /// @dev The committee that answers for an epoch: the one that signed its root, or the one in office.
    function _versionAt(uint32 epoch) private view returns (uint16 version) {
        version = _committee().roots[epoch].committee;
        if (version == 0) version = _committee().version;
    }

    function _checkMember(address account, uint16 version) private view {
        address[] storage members = _committee().committees[version].members;
        uint256 count = members.length;
        for (uint256 i; i < count; ++i) {
            if (members[i] == account) return;
        }
        revert NotVerifier(account, version);
    }

    /// @dev The first `assigned` steps of a shuffle whose dice are hashes of the device and the epoch.
    function _assignedTo(Seats storage seats, bytes32 device, uint32 epoch)
        private
        view
        returns (address[] memory chosen)
    {
        address[] memory members = seats.members;
        chosen = new address[](seats.assigned);
        for (uint256 i; i < chosen.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(device, epoch, i)));
            uint256 pick = i + dice % (members.length - i);
            (members[i], members[pick]) = (members[pick], members[i]);
            chosen[i] = members[i];
        }
    }

    /*                                             PRIVATE: ROOTS                                              */

    function _checkPostable(uint32 epoch, uint32 last) private view {
        uint256 end = (uint256(epoch) + 1) * epochSeconds;
        bool over = block.timestamp >= end;
        bool recent = block.timestamp <= end + MOST_EPOCHS_LATE * epochSeconds;
        if (!over || !recent || epoch <= last) revert EpochNotPostable(epoch, last);
    }

    function _checkQuorum(Seats storage seats, EpochRoot memory root, uint32 signers, bytes[] calldata signatures)
        private
        view
    {
        uint256 claimed = Slots.count(signers);
        bool seated = signers >> seats.members.length == 0;
        if (claimed < seats.quorum || claimed != signatures.length || !seated) {
            revert QuorumMissing(signatures.length, seats.quorum);
        }
        bytes32 digest = _hashTypedDataV4(Attested.hash(root));
        uint256 seat;
        for (uint256 i; i < claimed; ++i) {
            while (signers & (1 << seat) == 0) ++seat;
            _checkSignature(seats.members[seat++], digest, signatures[i]);
        }
    }

    /// @dev A root that can still be doubted.
    function _openRoot(uint32 epoch) private view returns (Root storage root) {
        root = _committee().roots[epoch];
        if (root.state != RootState.Posted || block.timestamp >= uint256(root.postedAt) + challengeWindow) {
            revert RootNotOpen(epoch);
        }
    }

    function _checkLeaf(uint32 epoch, Root storage root, Uptime calldata leaf, bytes32[] calldata path)
        private
        view
        returns (bytes32 hashed)
    {
        hashed = Attested.leaf(leaf);
        if (!MerkleProof.verifyCalldata(path, root.root, hashed)) revert LeafNotInRoot(epoch, hashed);
    }

    /// @dev Voids a root and everything that was built on it, then slashes who signed it. Roots name the one before them,
    /// so the way back from the last good one is short: a root can only be doubted while it is young.
    function _void(uint32 cause, address reporter, bytes32 reason) private {
        CommitteeStorage storage $ = _committee();
        uint32 epoch = $.lastGood;
        while (epoch > cause) epoch = _voidOne(epoch, cause, reason);
        $.lastGood = _voidOne(cause, cause, reason);
        _slashSigners($.roots[cause], reporter, reason);
    }

    function _voidOne(uint32 epoch, uint32 cause, bytes32 reason) private returns (uint32 previous) {
        Root storage root = _committee().roots[epoch];
        root.state = RootState.Void;
        emit RootVoided(epoch, cause, reason);
        return root.previous;
    }

    /// @dev The bounty is flat: split over the signers, so that it never exceeds what they lose.
    function _slashSigners(Root storage root, address reporter, bytes32 reason) private {
        address[] storage members = _committee().committees[root.committee].members;
        uint32 signers = root.signers;
        address[] memory liars = new address[](Slots.count(signers));
        uint256 seat;
        for (uint256 i; i < liars.length; ++i) {
            while (signers & (1 << seat) == 0) ++seat;
            liars[i] = members[seat++];
        }
        uint128 bounty = (_params.get(BOUNTY) / liars.length).toUint128();
        _bonds.slash(liars, _params.get(SLASH_BAD_ROOT).toUint128(), reporter, bounty, reason);
    }

    /*                                            PRIVATE: EVIDENCE                                            */

    /// @dev Whether the lease has a good leaf that is newer than the one that `leaf` builds on.
    function _skipsNewer(Uptime calldata leaf, uint32 epoch, Uptime calldata previous, Proof calldata previousAt)
        private
        view
        returns (bool)
    {
        if (previousAt.epoch == 0 && leaf.previous == 0) return false;
        if (previousAt.epoch < leaf.previous || previousAt.epoch >= epoch || previous.lease != leaf.lease) {
            revert PreviousMismatch(leaf.previous, previousAt.epoch);
        }
        _checkPrevious(previousAt.epoch, previous, previousAt.path);
        return previousAt.epoch > leaf.previous;
    }

    function _checkPrevious(uint32 epoch, Uptime calldata previous, bytes32[] calldata path) private view {
        Root storage root = _committee().roots[epoch];
        if (root.state != RootState.Posted) revert RootNotOpen(epoch);
        _checkLeaf(epoch, root, previous, path);
    }

    function _checkEvidence(Uptime calldata leaf, Observation[] calldata observations) private pure {
        bytes32 shown = Attested.evidence(observations);
        if (shown != leaf.evidence) revert EvidenceMismatch(leaf.evidence, shown);
    }

    function _checkOffer(Uptime calldata leaf, Offer calldata offer) private pure {
        bytes32 offered = Signed.hash(offer);
        if (offered != leaf.lease) revert OfferMismatch(leaf.lease, offered);
    }

    function _checkShown(Root storage root, uint32 epoch, Uptime calldata leaf, Evidence calldata evidence)
        private
        view
    {
        _checkOffer(leaf, evidence.offer);
        _checkEvidence(leaf, evidence.observations);
        if (leaf.previous != 0) {
            if (evidence.previous.lease != leaf.lease || leaf.previous >= epoch) {
                revert PreviousMismatch(leaf.previous, epoch);
            }
            _checkPrevious(leaf.previous, evidence.previous, evidence.previousPath);
        }
        bool right = evidence.offer.device == leaf.device
            && _isRight(root, epoch, leaf, evidence.previous, evidence.observations);
        if (!right) revert LeafIsWrong(leaf.downSeconds, leaf.windowDownSeconds);
        _checkAllSigned(root, epoch, leaf.device, evidence.observations, evidence.signatures);
    }

    function _checkAllSigned(
        Root storage root,
        uint32 epoch,
        bytes32 device,
        Observation[] calldata observations,
        bytes[] calldata signatures
    ) private view {
        address[] memory assigned = _assignedTo(_committee().committees[root.committee], device, epoch);
        for (uint256 i; i < assigned.length; ++i) {
            if (observations[i].seen == 0) continue;
            _checkSigned(assigned[i], device, epoch, observations[i], signatures[i]);
        }
    }

    function _checkSigned(
        address verifier,
        bytes32 device,
        uint32 epoch,
        Observation calldata observation,
        bytes calldata signature
    ) private view {
        Measurement memory measurement = Measurement(device, epoch, observation.up, observation.seen);
        _checkSignature(verifier, _hashTypedDataV4(Attested.hash(measurement)), signature);
    }

    function _checkSignature(address verifier, bytes32 digest, bytes calldata signature) private pure {
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (signer == address(0) || signer != verifier) revert VerifierSignatureInvalid(verifier);
    }

    /// @dev Does the leaf say what its evidence gives, on top of the leaf before? This is what every verifier computes.
    function _isRight(
        Root storage root,
        uint32 epoch,
        Uptime calldata leaf,
        Uptime calldata previous,
        Observation[] calldata observations
    ) private view returns (bool) {
        uint256 assigned = _committee().committees[root.committee].assigned;
        if (observations.length != assigned) return false;
        uint256 down = _downSeconds(epoch, leaf.lease, observations, assigned / 2 + 1);
        bool first = leaf.previous == 0;
        bool sameWindow = !first && leaf.previous / windowEpochs == epoch / windowEpochs;
        return leaf.downSeconds == (first ? 0 : previous.downSeconds) + down
            && leaf.windowDownSeconds == (sameWindow ? previous.windowDownSeconds : 0) + down;
    }

    /// @dev Seconds of the epoch in which a majority saw the device down while the lease was in force.
    function _downSeconds(uint32 epoch, bytes32 lease, Observation[] calldata observations, uint256 needed)
        private
        view
        returns (uint256)
    {
        (uint40 startedAt, uint40 endsAt) = _leases.spanOf(lease);
        uint256 slotSeconds = epochSeconds / Slots.PER_EPOCH;
        uint64 inForce = Slots.within(uint256(epoch) * epochSeconds, slotSeconds, startedAt, endsAt);
        return Slots.count(Slots.down(observations, needed) & inForce) * slotSeconds;
    }

    /*                                            PRIVATE: DEMANDS                                             */

    function _demand(uint32 epoch, bytes32 leaf) private view returns (Demand storage) {
        return _committee().demands[keccak256(abi.encode(epoch, leaf))];
    }

    /// @dev Takes a demand out. Its place stays taken by a closed one, so that a leaf is doubted once.
    function _closeDemand(uint32 epoch, bytes32 leaf) private returns (Demand memory open) {
        Demand storage stored = _demand(epoch, leaf);
        open = stored;
        if (open.answerBy == 0) revert DemandUnknown(epoch, leaf);
        stored.answerBy = 0;
        if (--_committee().openDemands == 0) _committee().disputedFrom = 0;
    }

    function _committee() private pure returns (CommitteeStorage storage $) {
        assembly ("memory-safe") {
            $.slot := COMMITTEE_STORAGE
        }
    }
}
