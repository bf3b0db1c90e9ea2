// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Observation, Uptime } from "../libraries/Attested.sol";
import { Offer } from "../libraries/Signed.sol";

/// @title Committee
/// @notice The verifiers, what they attest, and how anyone proves them wrong.
///
/// Every epoch a quorum of verifiers signs one root over how long each lease's device was down, over benchmarks and
/// rewards. Anyone posts it. It is final after `challengeWindow`. What a root says of uptime is arithmetic on what
/// the assigned verifiers saw, and each leaf carries the hash of that, so a root proves its own lies:
///
/// - `challenge`: the leaf's figures are not what its own evidence gives. One transaction, no answer possible: the root
///   and what was built on it are void and each of its signers is slashed. No honest root can fall to it.
/// - `demand`: show that this evidence was signed, and the leaf before. Costs a deposit; anyone may `answer` and
///   takes it. Until then neither this root nor any after it is final. Without an answer in time anyone may `condemn` the
///   root, which is void as above. So withholding data does not pay either.
/// - `equivocate`: one verifier signed two different measurements of one device in one epoch. It is slashed.
///
/// The verifiers assigned to a device in an epoch follow from a hash of both, so that an observer cannot choose what to
/// lie about, and anyone can tell who should have measured. Rewards and benchmarks are judgements, not arithmetic: they
/// wait longer and are bounded elsewhere (`Rewards`, `Devices`).
///
/// Trust: a quorum that lies together can attest downtime that nobody saw, as long as it also signs the measurements. It
/// can never take more than what accrues, never move a deposit, and vouchers and closing a lease never need it. If it
/// falls silent, leases pay by time (`Leases.settleByTimeout`).
interface ICommittee {
    /// @notice Where an epoch's root stands.
    enum RootState {
        None,
        Posted,
        Void
    }

    /// @notice The root of an epoch. `previous` is the epoch of the good root before it, `committee` the version of the
    /// committee that signed, `signers` a bit per seat.
    struct Root {
        bytes32 root;
        uint40 postedAt;
        uint40 finalAt;
        uint32 signers;
        uint32 previous;
        uint16 committee;
        RootState state;
    }

    /// @notice Where a leaf stands under a root.
    struct Proof {
        uint32 epoch;
        bytes32[] path;
    }

    /// @notice From now on these verifiers attest: `quorum` sign a root, `assigned` measure each device.
    event CommitteeChanged(uint16 indexed version, address[] members, uint8 quorum, uint8 assigned);
    /// @notice A root was posted; `dataHash` names the bundle of measurements behind it.
    event RootPosted(
        uint32 indexed epoch, bytes32 root, bytes32 dataHash, uint32 signers, uint16 committee, uint40 finalAt
    );
    /// @notice A root does not count. `cause` is the epoch whose lie was proven, the same or one before.
    event RootVoided(uint32 indexed epoch, uint32 indexed cause, bytes32 reason);
    /// @notice Someone doubts a leaf and wants to see its evidence by `answerBy`.
    event EvidenceDemanded(
        uint32 indexed epoch, bytes32 indexed leaf, address indexed by, uint128 deposit, uint40 answerBy
    );
    /// @notice The evidence was shown.
    event EvidenceShown(uint32 indexed epoch, bytes32 indexed leaf, address indexed by);
    /// @notice A verifier contradicted itself about `device` in `epoch`.
    event Equivocated(address indexed verifier, bytes32 indexed device, uint32 indexed epoch, address by);

    /// @notice Thrown when anyone but the governance timelock changes the committee.
    error NotGovernance(address sender, address governance);
    /// @notice Thrown when a committee is empty, too large, lists someone twice, or asks more of itself than it has.
    error CommitteeInvalid(uint256 members, uint256 quorum, uint256 assigned);
    /// @notice Thrown when the epoch is not over, too old, or not after the last posted one.
    error EpochNotPostable(uint32 epoch, uint32 last);
    /// @notice Thrown when too few seats are claimed, or signatures and seats do not match.
    error QuorumMissing(uint256 signatures, uint256 quorum);
    /// @notice Thrown when a signature is not by `verifier`.
    error VerifierSignatureInvalid(address verifier);
    /// @notice Thrown when a root cannot be doubted any more, or never could.
    error RootNotOpen(uint32 epoch);
    /// @notice Thrown when a leaf is not under the root.
    error LeafNotInRoot(uint32 epoch, bytes32 leaf);
    /// @notice Thrown when what is shown does not hash to the leaf's evidence.
    error EvidenceMismatch(bytes32 evidence, bytes32 shown);
    /// @notice Thrown when the leaf before is not the one that the leaf names.
    error PreviousMismatch(uint32 named, uint32 shown);
    /// @notice Thrown when an offer does not name the lease of the leaf.
    error OfferMismatch(bytes32 lease, bytes32 offer);
    /// @notice Thrown when a challenged leaf turns out to be right.
    error LeafIsRight(uint32 downSeconds, uint32 windowDownSeconds);
    /// @notice Thrown when shown evidence contradicts its leaf: that is a case for `challenge`.
    error LeafIsWrong(uint32 downSeconds, uint32 windowDownSeconds);
    /// @notice Thrown when the evidence of a leaf was demanded before.
    error AlreadyDemanded(uint32 epoch, bytes32 leaf);
    /// @notice Thrown when no such demand is open.
    error DemandUnknown(uint32 epoch, bytes32 leaf);
    /// @notice Thrown when a demand can still be answered.
    error AnswerPending(uint40 answerBy);
    /// @notice Thrown when a seat is not free of its stake, or its member is not in office.
    error SeatNotOpen(address member);
    /// @notice Thrown when the time to answer is over.
    error AnswerLate(uint40 answerBy);
    /// @notice Thrown when two measurements do not contradict each other.
    error NotEquivocation();
    /// @notice Thrown when this contradiction was punished before.
    error EquivocationKnown(address verifier, bytes32 device, uint32 epoch);
    /// @notice Thrown when the address is not a verifier of that committee.
    error NotVerifier(address account, uint16 committee);

    /// @notice Seconds in an epoch, sixty slots.
    function epochSeconds() external view returns (uint40);
    /// @notice Epochs in an SLA window. Windows lie on a grid that all leases share.
    function windowEpochs() external view returns (uint32);
    /// @notice Seconds after posting in which a root can be proven wrong.
    function challengeWindow() external view returns (uint40);
    /// @notice Seconds to answer a demand.
    function answerWindow() external view returns (uint40);

    /// @notice Makes `members` the committee; governance only. Each must have the stake of a seat free, which is locked; who
    /// leaves gets its lock back.
    function setCommittee(address[] calldata members, uint8 quorum, uint8 assigned) external;

    /// @notice Locks the stake of a seat in office that has none yet: the first committee is seated before there are tokens.
    /// Anyone may send it once the member has staked.
    function lockSeat(address member) external;

    /// @notice Posts the root of an epoch that is over. Anyone may send it. What is signed is
    /// `EpochRoot(epoch, last good epoch, root, dataHash)`.
    /// @param signers A bit for each seat whose signature follows, in the order of the seats.
    function postRoot(uint32 epoch, bytes32 root, bytes32 dataHash, uint32 signers, bytes[] calldata signatures)
        external;

    /// @notice Voids a root by its own arithmetic and slashes its signers. Anyone may send it and is paid the bounty.
    /// @param leaf The wrong leaf.
    /// @param at Where it stands.
    /// @param previous The lease's leaf before; ignored when `previousAt.epoch` is zero. If it is newer than the one that
    /// `leaf` names, that alone is the lie.
    /// @param previousAt Where that one stands; epoch zero when `leaf` names none.
    /// @param observations What `leaf.evidence` is the hash of.
    function challenge(
        Uptime calldata leaf,
        Proof calldata at,
        Uptime calldata previous,
        Proof calldata previousAt,
        Observation[] calldata observations
    ) external;

    /// @notice Voids a root whose leaf names another device than the offer that opened the lease.
    function challengeDevice(Uptime calldata leaf, Proof calldata at, Offer calldata offer) external;

    /// @notice Demands the evidence of a leaf, with a deposit in AMB (needs an allowance).
    function demand(Uptime calldata leaf, Proof calldata at) external;

    /// @notice Everything that a leaf rests on.
    /// @param offer What opened the lease: it proves the device.
    /// @param previous The leaf that `leaf.previous` names; ignored when that is zero.
    /// @param previousPath Where it stands.
    /// @param observations What the assigned verifiers saw.
    /// @param signatures Theirs over it, as `Measurement`; an empty one for a verifier that saw nothing.
    struct Evidence {
        Offer offer;
        Uptime previous;
        bytes32[] previousPath;
        Observation[] observations;
        bytes[] signatures;
    }

    /// @notice Shows the evidence of a leaf and takes the deposit. Anyone may send it.
    function answer(uint32 epoch, Uptime calldata leaf, Evidence calldata evidence) external;

    /// @notice Voids a root whose evidence was demanded and not shown in time. Anyone may send it; the deposit and the bounty
    /// go to who demanded. If the root fell for another reason, or a whole challenge window went by since the answer was
    /// due, the demand only closes and the deposit goes back: what was built on the root meanwhile is too much to undo.
    function condemn(uint32 epoch, bytes32 leaf) external;

    /// @notice Slashes a verifier that signed two different measurements of one device in one epoch.
    function equivocate(
        address verifier,
        bytes32 device,
        uint32 epoch,
        Observation[2] calldata observations,
        bytes[2] calldata signatures
    ) external;

    /// @notice Whether `leaf` stands under the final root of `epoch`.
    function isAttested(uint32 epoch, bytes32 leaf, bytes32[] calldata path) external view returns (bool);

    /// @notice The root of an epoch.
    function rootOf(uint32 epoch) external view returns (Root memory);

    /// @notice When the last root that still counts was posted; when the committee began, if there is none.
    function lastPostedAt() external view returns (uint40);

    /// @notice The last epoch that was posted, and the last whose root still counts.
    function lastEpochs() external view returns (uint32 posted, uint32 good);

    /// @notice The committee of a version; 0 for the one in office.
    function committeeOf(uint16 version)
        external
        view
        returns (uint16 version_, address[] memory members, uint8 quorum, uint8 assigned);

    /// @notice The verifiers that measure `device` in `epoch`, in the order of their observations.
    function assignedTo(bytes32 device, uint32 epoch) external view returns (address[] memory);
}
