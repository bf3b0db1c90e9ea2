// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ICommittee } from "../../src/interfaces/ICommittee.sol";
import { Attested, Observation, Uptime } from "../../src/libraries/Attested.sol";
import { Offer, Order } from "../../src/libraries/Signed.sol";
import { Key } from "../base/Actors.sol";
import { Attesting } from "../base/Attesting.sol";
import { Hashed } from "../base/Hashed.sol";

/// @notice Challenges, demands and contradictions: how a lie is proven, and that the truth cannot be.
contract DoubtsTest is Attesting {
    bytes32 internal lease;
    Offer internal offer;
    uint32 internal epoch;
    Uptime internal noLeaf;

    function setUp() public override {
        super.setUp();
        _seatVerifiers();
        _marketReady();
        Order memory order = _order(0);
        order.maxSeconds = 100 hours;
        order.maxTotal = 100e6;
        offer = _offer(order);
        lease = _open(order, offer);
        epoch = _epochNow();
        vm.prank(genesis);
        token.transfer(stranger, 1000e18);
        vm.prank(stranger);
        token.approve(address(committee), type(uint256).max);
    }

    /*                                                CHALLENGE                                                */

    function test_challenge_voidsARootByItsOwnSum() public {
        Observation[] memory seen = _downFor(10);
        Uptime memory wrong = Uptime(lease, device.id, 0, 540, 540, Attested.evidence(seen));
        bytes32[] memory path = _attest(epoch, wrong);
        vm.expectEmit(address(committee));
        emit ICommittee.RootVoided(epoch, epoch, "bad-sum");
        _challengeFirst(wrong, epoch, path, seen);

        assertEq(uint8(committee.rootOf(epoch).state), uint8(ICommittee.RootState.Void));
        _makeFinal();
        assertFalse(committee.isAttested(epoch, Attested.leaf(wrong), path));
    }

    function test_challenge_slashesEverySignerAndPaysAFlatBounty() public {
        Uptime memory wrong = Uptime(lease, device.id, 0, 1, 1, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory path = _attest(epoch, wrong);
        _challengeFirst(wrong, epoch, path, _agree(ALL_SLOTS));
        for (uint256 seat; seat < 7; ++seat) {
            assertEq(_tokens(verifiers[seat].addr), seat < 5 ? SEAT_STAKE - 5000e18 : SEAT_STAKE);
        }
        assertEq(bonds.owedTo(stranger), 500e18);
        assertEq(bonds.forfeit(), 5 * 5000e18 - 500e18);
    }

    function test_challenge_voidsAWrongWindowSum() public {
        Uptime memory wrong = Uptime(lease, device.id, 0, 600, 0, Attested.evidence(_downFor(10)));
        bytes32[] memory path = _attest(epoch, wrong);
        _challengeFirst(wrong, epoch, path, _downFor(10));
        assertEq(uint8(committee.rootOf(epoch).state), uint8(ICommittee.RootState.Void));
    }

    function test_challenge_voidsASumThatForgetsTheLeafBefore() public {
        (Uptime memory first, bytes32[] memory firstPath) = _honest(epoch, 10);
        Uptime memory wrong = Uptime(lease, device.id, epoch, 60, 660, Attested.evidence(_downFor(1)));
        bytes32[] memory path = _attest(epoch + 1, wrong);
        _challenge(wrong, epoch + 1, path, first, epoch, firstPath, _downFor(1));
        assertEq(uint8(committee.rootOf(epoch + 1).state), uint8(ICommittee.RootState.Void));
        assertEq(uint8(committee.rootOf(epoch).state), uint8(ICommittee.RootState.Posted));
    }

    function test_challenge_voidsALeafThatSkipsANewerOne() public {
        _honest(epoch, 10);
        (Uptime memory newer, bytes32[] memory newerPath) = _honestAfter(epoch + 1, epoch, 600, 20);
        Uptime memory skipping = Uptime(lease, device.id, epoch, 600, 600, Attested.evidence(_downFor(0)));
        bytes32[] memory path = _attest(epoch + 2, skipping);
        _challenge(skipping, epoch + 2, path, newer, epoch + 1, newerPath, _downFor(0));
        assertEq(uint8(committee.rootOf(epoch + 2).state), uint8(ICommittee.RootState.Void));
    }

    function test_challenge_voidsALeafThatClaimsToBeTheFirst() public {
        (Uptime memory first, bytes32[] memory firstPath) = _honest(epoch, 10);
        Uptime memory again = Uptime(lease, device.id, 0, 0, 0, Attested.evidence(_downFor(0)));
        bytes32[] memory path = _attest(epoch + 1, again);
        _challenge(again, epoch + 1, path, first, epoch, firstPath, _downFor(0));
        assertEq(uint8(committee.rootOf(epoch + 1).state), uint8(ICommittee.RootState.Void));
    }

    function test_challenge_voidsWhatWasBuiltOnTheLie() public {
        Uptime memory wrong = Uptime(lease, device.id, 0, 1, 1, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory path = _attest(epoch, wrong);
        _postRoot(epoch + 1, bytes32(uint256(1)));
        _postRoot(epoch + 3, bytes32(uint256(2)));
        _challengeFirst(wrong, epoch, path, _agree(ALL_SLOTS));
        assertEq(uint8(committee.rootOf(epoch + 1).state), uint8(ICommittee.RootState.Void));
        assertEq(uint8(committee.rootOf(epoch + 3).state), uint8(ICommittee.RootState.Void));
        (uint32 last, uint32 good) = committee.lastEpochs();
        assertEq(last, epoch + 3);
        assertEq(good, 0);
    }

    function test_challenge_leavesWhatCameBefore() public {
        _honest(epoch, 0);
        Uptime memory wrong = Uptime(lease, device.id, epoch, 1, 1, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory path = _attest(epoch + 1, wrong);
        (Uptime memory first, bytes32[] memory firstPath) = _honestLeaf(epoch, 0);
        _challenge(wrong, epoch + 1, path, first, epoch, firstPath, _agree(ALL_SLOTS));
        (, uint32 good) = committee.lastEpochs();
        assertEq(good, epoch);
        _postRoot(epoch + 2, bytes32(uint256(3)));
        assertEq(committee.rootOf(epoch + 2).previous, epoch);
    }

    function test_challenge_voidsEvidenceOfTheWrongNumberOfVerifiers() public {
        Observation[] memory seen = new Observation[](4);
        Uptime memory wrong = Uptime(lease, device.id, 0, 0, 0, Attested.evidence(seen));
        bytes32[] memory path = _attest(epoch, wrong);
        _challengeFirst(wrong, epoch, path, seen);
        assertEq(uint8(committee.rootOf(epoch).state), uint8(ICommittee.RootState.Void));
    }

    function test_challenge_countsOnlySlotsOfTheLease() public {
        vm.warp(_start(epoch) + 30 minutes);
        bytes32 half = _open(_order(5), _offer(_order(5)));
        // Down in the first forty minutes, of which the lease saw ten.
        Observation[] memory seen = _downFor(40);
        Uptime memory right = Uptime(half, device.id, 0, 600, 600, Attested.evidence(seen));
        bytes32[] memory path = _attest(epoch, right);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.LeafIsRight.selector, 600, 600));
        _challengeFirst(right, epoch, path, seen);
    }

    function test_challenge_refusesARightLeaf() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        Observation[] memory seen = _downFor(10);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.LeafIsRight.selector, 600, 600));
        _challengeFirst(leaf, epoch, path, seen);
    }

    function test_challenge_refusesARightLeafWithTheLeafBefore() public {
        (Uptime memory first, bytes32[] memory firstPath) = _honest(epoch, 10);
        (Uptime memory second, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 600, 5);
        Observation[] memory seen = _downFor(5);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.LeafIsRight.selector, 900, 900));
        _challenge(second, epoch + 1, path, first, epoch, firstPath, seen);
    }

    function test_challenge_refusesToIgnoreTheLeafBefore() public {
        _honest(epoch, 10);
        (Uptime memory second, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 600, 5);
        Observation[] memory seen = _downFor(5);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.PreviousMismatch.selector, epoch, 0));
        _challengeFirst(second, epoch + 1, path, seen);
    }

    function test_challenge_refusesAnotherLeasesLeafAsTheOneBefore() public {
        (Uptime memory first,) = _honest(epoch, 10);
        (Uptime memory second, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 600, 5);
        first.lease = keccak256("other");
        vm.expectRevert(abi.encodeWithSelector(ICommittee.PreviousMismatch.selector, epoch, epoch));
        _challenge(second, epoch + 1, path, first, epoch, _path(13, epoch), _downFor(5));
    }

    function test_challenge_refusesALeafFromTheFutureAsTheOneBefore() public {
        (Uptime memory first, bytes32[] memory firstPath) = _honest(epoch, 10);
        (Uptime memory second, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 600, 5);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.PreviousMismatch.selector, 0, epoch + 1));
        _challenge(first, epoch, firstPath, second, epoch + 1, path, _downFor(10));
    }

    function test_challenge_refusesAForgedLeafBefore() public {
        _honest(epoch, 10);
        (Uptime memory second, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 600, 5);
        Uptime memory forged = Uptime(lease, device.id, 0, 0, 0, Attested.evidence(_downFor(0)));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.LeafNotInRoot.selector, epoch, Attested.leaf(forged)));
        _challenge(second, epoch + 1, path, forged, epoch, _path(13, epoch), _downFor(5));
    }

    function test_challenge_refusesALeafBeforeWhoseRootFell() public {
        Uptime memory wrong = Uptime(lease, device.id, 0, 1, 1, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory wrongPath = _attest(epoch, wrong);
        _challengeFirst(wrong, epoch, wrongPath, _agree(ALL_SLOTS));
        (Uptime memory onIt, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.RootNotOpen.selector, epoch));
        _challenge(onIt, epoch + 1, path, wrong, epoch, wrongPath, _downFor(0));
    }

    function test_condemn_fellsALeafThatBuildsOnAFallenRoot() public {
        Uptime memory wrong = Uptime(lease, device.id, 0, 1, 1, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory wrongPath = _attest(epoch, wrong);
        _challengeFirst(wrong, epoch, wrongPath, _agree(ALL_SLOTS));
        (Uptime memory onIt, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 1, 0);
        _demand(onIt, epoch + 1, path);
        ICommittee.Evidence memory evidence = _evidence(epoch + 1, _downFor(0));
        (evidence.previous, evidence.previousPath) = (wrong, wrongPath);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.RootNotOpen.selector, epoch));
        _answer(epoch + 1, onIt, evidence);
        skip(ANSWER_WINDOW + 1);
        committee.condemn(epoch + 1, Attested.leaf(onIt));
        assertEq(uint8(committee.rootOf(epoch + 1).state), uint8(ICommittee.RootState.Void));
    }

    function test_challenge_refusesOtherEvidence() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        Observation[] memory other = _downFor(11);
        vm.expectRevert(
            abi.encodeWithSelector(ICommittee.EvidenceMismatch.selector, leaf.evidence, Attested.evidence(other))
        );
        _challengeFirst(leaf, epoch, path, other);
    }

    function test_challenge_refusesALeafThatIsNotInTheRoot() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        leaf.downSeconds = 0;
        vm.expectRevert(abi.encodeWithSelector(ICommittee.LeafNotInRoot.selector, epoch, Attested.leaf(leaf)));
        _challengeFirst(leaf, epoch, path, _downFor(10));
    }

    function test_challenge_refusesAFinalRoot() public {
        Uptime memory wrong = Uptime(lease, device.id, 0, 1, 1, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory path = _attest(epoch, wrong);
        skip(CHALLENGE_WINDOW);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.RootNotOpen.selector, epoch));
        _challengeFirst(wrong, epoch, path, _agree(ALL_SLOTS));
    }

    function test_challenge_worksInTheLastSecond() public {
        Uptime memory wrong = Uptime(lease, device.id, 0, 1, 1, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory path = _attest(epoch, wrong);
        skip(CHALLENGE_WINDOW - 1);
        _challengeFirst(wrong, epoch, path, _agree(ALL_SLOTS));
        assertEq(uint8(committee.rootOf(epoch).state), uint8(ICommittee.RootState.Void));
    }

    function test_challenge_refusesARootThatFellAlready() public {
        Uptime memory wrong = Uptime(lease, device.id, 0, 1, 1, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory path = _attest(epoch, wrong);
        _challengeFirst(wrong, epoch, path, _agree(ALL_SLOTS));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.RootNotOpen.selector, epoch));
        _challengeFirst(wrong, epoch, path, _agree(ALL_SLOTS));
    }

    /// @dev The one promise that must never break: whatever five verifiers saw, a root that is honest about it stands.
    function testFuzz_challenge_noHonestRootFalls(uint64[5] memory up, uint64[5] memory seen, uint256 openedAt) public {
        vm.warp(_start(epoch + 1) + bound(openedAt, 0, EPOCH - 1));
        bytes32 fresh = _open(_order(9), _offer(_order(9)));
        uint256 openedIn = block.timestamp - _start(epoch + 1);
        Observation[] memory observations = _observations(up, seen);
        uint32 down = uint32(_downByCounting(observations, (openedIn + SLOT - 1) / SLOT) * SLOT);
        Uptime memory leaf = Uptime(fresh, device.id, 0, down, down, Attested.evidence(observations));
        bytes32[] memory path = _attest(epoch + 1, leaf);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.LeafIsRight.selector, down, down));
        _challengeFirst(leaf, epoch + 1, path, observations);
    }

    /// @dev And the other half: any other sum falls.
    function testFuzz_challenge_everyWrongSumFalls(
        uint64[5] memory up,
        uint64[5] memory seen,
        uint32 claimed,
        uint32 claimedInWindow
    ) public {
        Observation[] memory observations = _observations(up, seen);
        uint256 down = _downByCounting(observations, 0) * SLOT;
        claimed = uint32(bound(claimed, 0, 4000));
        claimedInWindow = uint32(bound(claimedInWindow, 0, 4000));
        vm.assume(claimed != down || claimedInWindow != down);
        Uptime memory leaf = Uptime(lease, device.id, 0, claimed, claimedInWindow, Attested.evidence(observations));
        bytes32[] memory path = _attest(epoch, leaf);
        _challengeFirst(leaf, epoch, path, observations);
        assertEq(uint8(committee.rootOf(epoch).state), uint8(ICommittee.RootState.Void));
    }

    /*                                            CHALLENGE DEVICE                                             */

    function test_challengeDevice_voidsALeafOnTheWrongMachine() public {
        Uptime memory wrong = Uptime(lease, keccak256("other"), 0, 0, 0, Attested.evidence(_agree(ALL_SLOTS)));
        bytes32[] memory path = _attest(epoch, wrong);
        vm.prank(stranger);
        committee.challengeDevice(wrong, ICommittee.Proof(epoch, path), offer);
        assertEq(uint8(committee.rootOf(epoch).state), uint8(ICommittee.RootState.Void));
    }

    function test_challengeDevice_refusesTheRightMachine() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 0);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.LeafIsRight.selector, 0, 0));
        committee.challengeDevice(leaf, ICommittee.Proof(epoch, path), offer);
    }

    function test_challengeDevice_refusesAnotherOffer() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 0);
        Offer memory other = offer;
        other.device = keccak256("other");
        vm.expectRevert(abi.encodeWithSelector(ICommittee.OfferMismatch.selector, lease, Hashed.hash(other)));
        committee.challengeDevice(leaf, ICommittee.Proof(epoch, path), other);
    }

    /*                                                 DEMAND                                                  */

    function test_demand_holdsBackThisRootAndAllAfterIt() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        bytes32[] memory laterPath = _attest(epoch + 1, leaf);
        uint40 answerBy = uint40(block.timestamp) + ANSWER_WINDOW;
        vm.expectEmit(address(committee));
        emit ICommittee.EvidenceDemanded(epoch, Attested.leaf(leaf), stranger, 100e18, answerBy);
        _demand(leaf, epoch, path);
        assertEq(token.balanceOf(address(committee)), 100e18);
        skip(ANSWER_WINDOW);
        assertFalse(committee.isAttested(epoch, Attested.leaf(leaf), path));
        assertFalse(committee.isAttested(epoch + 1, Attested.leaf(leaf), laterPath));
    }

    function test_demand_leavesEarlierRootsFinal() public {
        (Uptime memory first, bytes32[] memory firstPath) = _honest(epoch, 10);
        (Uptime memory second, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 600, 0);
        _demand(second, epoch + 1, path);
        _makeFinal();
        assertTrue(committee.isAttested(epoch, Attested.leaf(first), firstPath));
    }

    function test_demand_refusesTwice() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _demand(leaf, epoch, path);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.AlreadyDemanded.selector, epoch, Attested.leaf(leaf)));
        _demand(leaf, epoch, path);
    }

    function test_demand_refusesAnAnsweredLeafForGood() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _demand(leaf, epoch, path);
        _answer(epoch, leaf, _evidence(epoch, _downFor(10)));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.AlreadyDemanded.selector, epoch, Attested.leaf(leaf)));
        _demand(leaf, epoch, path);
    }

    function test_demand_refusesAFinalRoot() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _makeFinal();
        vm.expectRevert(abi.encodeWithSelector(ICommittee.RootNotOpen.selector, epoch));
        _demand(leaf, epoch, path);
    }

    function test_answer_takesTheDepositAndLetsTheRootStand() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _demand(leaf, epoch, path);
        vm.expectEmit(address(committee));
        emit ICommittee.EvidenceShown(epoch, Attested.leaf(leaf), customer.addr);
        _answer(epoch, leaf, _evidence(epoch, _downFor(10)));
        assertEq(token.balanceOf(customer.addr), 100e18);
        _makeFinal();
        assertTrue(committee.isAttested(epoch, Attested.leaf(leaf), path));
    }

    function test_answer_showsTheLeafBeforeToo() public {
        (Uptime memory first, bytes32[] memory firstPath) = _honest(epoch, 10);
        (Uptime memory second, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 600, 5);
        _demand(second, epoch + 1, path);
        ICommittee.Evidence memory evidence = _evidence(epoch + 1, _downFor(5));
        evidence.previous = first;
        evidence.previousPath = firstPath;
        _answer(epoch + 1, second, evidence);
        assertEq(token.balanceOf(customer.addr), 100e18);
    }

    function test_answer_needsNoSignatureOfWhoSawNothing() public {
        Observation[] memory seen = _downFor(10);
        seen[2] = Observation(0, 0);
        Uptime memory leaf = _firstLeaf(lease, 600, seen);
        bytes32[] memory path = _attest(epoch, leaf);
        _demand(leaf, epoch, path);
        ICommittee.Evidence memory evidence = _evidence(epoch, seen);
        evidence.signatures[2] = "";
        _answer(epoch, leaf, evidence);
    }

    function test_answer_refusesASignatureThatIsNotTheVerifiers() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _demand(leaf, epoch, path);
        ICommittee.Evidence memory evidence = _evidence(epoch, _downFor(10));
        address second = committee.assignedTo(device.id, epoch)[1];
        evidence.signatures[1] = evidence.signatures[0];
        vm.expectRevert(abi.encodeWithSelector(ICommittee.VerifierSignatureInvalid.selector, second));
        _answer(epoch, leaf, evidence);
    }

    function test_answer_refusesOtherObservations() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _demand(leaf, epoch, path);
        ICommittee.Evidence memory evidence = _evidence(epoch, _downFor(11));
        vm.expectPartialRevert(ICommittee.EvidenceMismatch.selector);
        _answer(epoch, leaf, evidence);
    }

    function test_answer_refusesAnotherOffer() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _demand(leaf, epoch, path);
        ICommittee.Evidence memory evidence = _evidence(epoch, _downFor(10));
        evidence.offer.salt = 99;
        vm.expectPartialRevert(ICommittee.OfferMismatch.selector);
        _answer(epoch, leaf, evidence);
    }

    function test_answer_refusesAWrongLeaf() public {
        Observation[] memory seen = _downFor(10);
        Uptime memory wrong = Uptime(lease, device.id, 0, 1, 1, Attested.evidence(seen));
        bytes32[] memory path = _attest(epoch, wrong);
        _demand(wrong, epoch, path);
        ICommittee.Evidence memory evidence = _evidence(epoch, seen);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.LeafIsWrong.selector, 1, 1));
        _answer(epoch, wrong, evidence);
    }

    function test_answer_refusesALeafOnAnotherMachine() public {
        Observation[] memory seen = _downFor(0);
        Uptime memory wrong = Uptime(lease, keccak256("other"), 0, 0, 0, Attested.evidence(seen));
        bytes32[] memory path = _attest(epoch, wrong);
        _demand(wrong, epoch, path);
        ICommittee.Evidence memory evidence = _evidence(epoch, seen);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.LeafIsWrong.selector, 0, 0));
        _answer(epoch, wrong, evidence);
    }

    function test_answer_refusesAPreviousLeafOfAnotherLease() public {
        (Uptime memory first, bytes32[] memory firstPath) = _honest(epoch, 10);
        (Uptime memory second, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 600, 5);
        _demand(second, epoch + 1, path);
        ICommittee.Evidence memory evidence = _evidence(epoch + 1, _downFor(5));
        first.lease = keccak256("other");
        evidence.previous = first;
        evidence.previousPath = firstPath;
        vm.expectPartialRevert(ICommittee.PreviousMismatch.selector);
        _answer(epoch + 1, second, evidence);
    }

    function test_answer_refusesALateOne() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _demand(leaf, epoch, path);
        uint40 answerBy = uint40(block.timestamp) + ANSWER_WINDOW;
        skip(ANSWER_WINDOW + 1);
        ICommittee.Evidence memory evidence = _evidence(epoch, _downFor(10));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.AnswerLate.selector, answerBy));
        _answer(epoch, leaf, evidence);
    }

    function test_answer_refusesWhatNobodyDemanded() public {
        (Uptime memory leaf,) = _honest(epoch, 10);
        ICommittee.Evidence memory evidence = _evidence(epoch, _downFor(10));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.DemandUnknown.selector, epoch, Attested.leaf(leaf)));
        _answer(epoch, leaf, evidence);
    }

    function test_answer_refusesForARootThatFell() public {
        Uptime memory leaf = _demandThenFall();
        ICommittee.Evidence memory evidence = _evidence(epoch, _downFor(10));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.RootNotOpen.selector, epoch));
        _answer(epoch, leaf, evidence);
    }

    /*                                                 CONDEMN                                                 */

    function test_condemn_voidsARootWhoseEvidenceNobodyShows() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _demand(leaf, epoch, path);
        skip(ANSWER_WINDOW + 1);
        vm.expectEmit(address(committee));
        emit ICommittee.RootVoided(epoch, epoch, "no-evidence");
        committee.condemn(epoch, Attested.leaf(leaf));
        assertEq(token.balanceOf(stranger), 1000e18, "the deposit is back");
        assertEq(bonds.owedTo(stranger), 500e18, "and the bounty is theirs");
        assertEq(_tokens(verifiers[0].addr), SEAT_STAKE - 5000e18);
    }

    function test_condemn_refusesWhileItCanBeAnswered() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _demand(leaf, epoch, path);
        uint40 answerBy = uint40(block.timestamp) + ANSWER_WINDOW;
        skip(ANSWER_WINDOW);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.AnswerPending.selector, answerBy));
        committee.condemn(epoch, Attested.leaf(leaf));
    }

    function test_condemn_onlyClosesADemandThatWasForgotten() public {
        (Uptime memory leaf, bytes32[] memory path) = _honest(epoch, 10);
        _demand(leaf, epoch, path);
        skip(ANSWER_WINDOW + CHALLENGE_WINDOW + 1);
        committee.condemn(epoch, Attested.leaf(leaf));
        assertEq(token.balanceOf(stranger), 1000e18);
        assertEq(uint8(committee.rootOf(epoch).state), uint8(ICommittee.RootState.Posted));
        assertTrue(committee.isAttested(epoch, Attested.leaf(leaf), path));
    }

    function test_condemn_givesTheDepositBackWhenTheRootFellAlready() public {
        Uptime memory leaf = _demandThenFall();
        committee.condemn(epoch, Attested.leaf(leaf));
        assertEq(token.balanceOf(stranger), 1000e18);
        assertEq(_tokens(verifiers[0].addr), SEAT_STAKE - 5000e18, "slashed once, not twice");
    }

    function test_condemn_refusesWhatNobodyDemanded() public {
        vm.expectRevert(abi.encodeWithSelector(ICommittee.DemandUnknown.selector, epoch, bytes32("x")));
        committee.condemn(epoch, "x");
    }

    function test_condemn_freesLaterRootsOnlyWhenTheLastDemandIsClosed() public {
        (Uptime memory first, bytes32[] memory firstPath) = _honest(epoch, 10);
        (Uptime memory second, bytes32[] memory path) = _honestAfter(epoch + 1, epoch, 600, 5);
        _demand(second, epoch + 1, path);
        _demand(first, epoch, firstPath);
        _answer(epoch, first, _evidence(epoch, _downFor(10)));
        _makeFinal();
        assertFalse(committee.isAttested(epoch, Attested.leaf(first), firstPath));
        ICommittee.Evidence memory evidence = _evidence(epoch + 1, _downFor(5));
        evidence.previous = first;
        evidence.previousPath = firstPath;
        _answer(epoch + 1, second, evidence);
        assertTrue(committee.isAttested(epoch, Attested.leaf(first), firstPath));
        assertTrue(committee.isAttested(epoch + 1, Attested.leaf(second), path));
    }

    /*                                              EQUIVOCATION                                               */

    function test_equivocate_slashesAVerifierThatSaidBoth() public {
        Key memory liar = verifiers[3];
        vm.expectEmit(address(committee));
        emit ICommittee.Equivocated(liar.addr, device.id, epoch, stranger);
        _equivocate(liar, Observation(1, 3), Observation(2, 3));
        assertEq(_tokens(liar.addr), SEAT_STAKE - 10_000e18);
        assertEq(bonds.owedTo(stranger), 500e18);
    }

    function test_equivocate_punishesOnceForADeviceAndEpoch() public {
        Key memory liar = verifiers[3];
        _equivocate(liar, Observation(1, 3), Observation(2, 3));
        (Observation[2] memory both, bytes[2] memory signatures) =
            _contradiction(liar, Observation(0, 3), Observation(2, 3));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.EquivocationKnown.selector, liar.addr, device.id, epoch));
        committee.equivocate(liar.addr, device.id, epoch, both, signatures);
    }

    function test_equivocate_refusesTheSameMeasurementTwice() public {
        (Observation[2] memory both, bytes[2] memory signatures) =
            _contradiction(verifiers[3], Observation(1, 3), Observation(1, 3));
        vm.expectRevert(ICommittee.NotEquivocation.selector);
        committee.equivocate(verifiers[3].addr, device.id, epoch, both, signatures);
    }

    function test_equivocate_refusesAForgedMeasurement() public {
        (Observation[2] memory both, bytes[2] memory signatures) =
            _contradiction(verifiers[3], Observation(1, 3), Observation(2, 3));
        signatures[1] = signatures[0];
        vm.expectRevert(abi.encodeWithSelector(ICommittee.VerifierSignatureInvalid.selector, verifiers[3].addr));
        committee.equivocate(verifiers[3].addr, device.id, epoch, both, signatures);
    }

    function test_equivocate_refusesSomeoneWhoIsNoVerifier() public {
        Key memory outsider = _key("outsider");
        (Observation[2] memory both, bytes[2] memory signatures) =
            _contradiction(outsider, Observation(1, 3), Observation(2, 3));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.NotVerifier.selector, outsider.addr, 1));
        committee.equivocate(outsider.addr, device.id, epoch, both, signatures);
    }

    /*                                                 HELPERS                                                 */

    function _honestLeaf(uint32 at, uint256 slotsDown) private view returns (Uptime memory, bytes32[] memory) {
        uint32 down = uint32(slotsDown * SLOT);
        return (_firstLeaf(lease, down, _downFor(slotsDown)), _path(13, at));
    }

    function _honest(uint32 at, uint256 slotsDown) private returns (Uptime memory leaf, bytes32[] memory path) {
        (leaf, path) = _honestLeaf(at, slotsDown);
        _attest(at, leaf);
    }

    function _honestAfter(uint32 at, uint32 previous, uint32 before, uint256 slotsDown)
        private
        returns (Uptime memory leaf, bytes32[] memory path)
    {
        uint32 down = before + uint32(slotsDown * SLOT);
        leaf = Uptime(lease, device.id, previous, down, down, Attested.evidence(_downFor(slotsDown)));
        path = _attest(at, leaf);
    }

    function _challenge(
        Uptime memory leaf,
        uint32 at,
        bytes32[] memory path,
        Uptime memory previous,
        uint32 previousAt,
        bytes32[] memory previousPath,
        Observation[] memory seen
    ) private {
        ICommittee.Proof memory here = ICommittee.Proof(at, path);
        ICommittee.Proof memory before = ICommittee.Proof(previousAt, previousPath);
        vm.prank(stranger);
        committee.challenge(leaf, here, previous, before, seen);
    }

    function _demand(Uptime memory leaf, uint32 at, bytes32[] memory path) private {
        vm.prank(stranger);
        committee.demand(leaf, ICommittee.Proof(at, path));
    }

    function _evidence(uint32 at, Observation[] memory seen) private view returns (ICommittee.Evidence memory) {
        address[] memory assigned = committee.assignedTo(device.id, at);
        bytes[] memory signatures = new bytes[](5);
        for (uint256 i; i < 5; ++i) {
            signatures[i] = _signMeasurement(_verifier(assigned[i]), at, seen[i]);
        }
        return ICommittee.Evidence(offer, noLeaf, new bytes32[](0), seen, signatures);
    }

    function _answer(uint32 at, Uptime memory leaf, ICommittee.Evidence memory evidence) private {
        vm.prank(customer.addr);
        committee.answer(at, leaf, evidence);
    }

    /// @dev A root over an honest leaf, whose evidence is demanded, and a wrong one, by which the root then falls.
    function _demandThenFall() private returns (Uptime memory leaf) {
        leaf = _firstLeaf(lease, 600, _downFor(10));
        Uptime memory wrong = Uptime(lease, device.id, 0, 1, 1, Attested.evidence(_downFor(0)));
        bytes32[] memory besideWrong = new bytes32[](1);
        bytes32[] memory besideLeaf = new bytes32[](1);
        (besideWrong[0], besideLeaf[0]) = (Attested.leaf(leaf), Attested.leaf(wrong));
        _postRoot(epoch, _rootOver(Attested.leaf(leaf), besideLeaf));
        _demand(leaf, epoch, besideLeaf);
        Uptime memory none;
        ICommittee.Proof memory nowhere;
        vm.prank(customer.addr);
        committee.challenge(wrong, ICommittee.Proof(epoch, besideWrong), none, nowhere, _downFor(0));
    }

    function _contradiction(Key memory who, Observation memory a, Observation memory b)
        private
        view
        returns (Observation[2] memory, bytes[2] memory)
    {
        return ([a, b], [_signMeasurement(who, epoch, a), _signMeasurement(who, epoch, b)]);
    }

    function _equivocate(Key memory who, Observation memory a, Observation memory b) private {
        (Observation[2] memory both, bytes[2] memory signatures) = _contradiction(who, a, b);
        vm.prank(stranger);
        committee.equivocate(who.addr, device.id, epoch, both, signatures);
    }

    function _observations(uint64[5] memory up, uint64[5] memory seen)
        private
        pure
        returns (Observation[] memory observations)
    {
        observations = new Observation[](5);
        for (uint256 i; i < 5; ++i) {
            observations[i] = Observation(up[i], seen[i]);
        }
    }

    /// @dev The majority by counting, slot for slot: what the contract does with words.
    function _downByCounting(Observation[] memory observations, uint256 from) private pure returns (uint256 down) {
        for (uint256 slot = from; slot < 60; ++slot) {
            uint256 votes;
            for (uint256 i; i < 5; ++i) {
                if (observations[i].seen >> slot & 1 == 1 && observations[i].up >> slot & 1 == 0) ++votes;
            }
            if (votes >= 3) ++down;
        }
    }
}
