// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ICommittee } from "../../src/interfaces/ICommittee.sol";
import { PauseBit } from "../../src/libraries/PauseBit.sol";
import { Attesting } from "../base/Attesting.sol";

contract RootsTest is Attesting {
    bytes32 private constant ROOT = keccak256("root");
    uint32 private epoch;

    function setUp() public override {
        super.setUp();
        epoch = _epochNow();
        _warpAfter(epoch);
    }

    function test_postRoot_isAnyonesWithAQuorum() public {
        bytes[] memory signatures = _signRoot(epoch, ROOT, 31);
        uint40 finalAt = uint40(block.timestamp) + CHALLENGE_WINDOW;
        vm.expectEmit(address(committee));
        emit ICommittee.RootPosted(epoch, ROOT, keccak256("data"), 31, 1, finalAt);
        vm.prank(stranger);
        committee.postRoot(epoch, ROOT, keccak256("data"), 31, signatures);

        ICommittee.Root memory posted = committee.rootOf(epoch);
        assertEq(posted.root, ROOT);
        assertEq(posted.signers, 31);
        assertEq(posted.committee, 1);
        assertEq(posted.postedAt, block.timestamp);
        assertEq(posted.finalAt, finalAt);
        assertEq(uint8(posted.state), uint8(ICommittee.RootState.Posted));
        (uint32 last, uint32 good) = committee.lastEpochs();
        assertEq(last, epoch);
        assertEq(good, epoch);
    }

    function test_postRoot_takesAnyQuorumOfSeats() public {
        uint32[3] memory quorums = [uint32(0x7c), 0x5b, 0x7f]; // seats 2-6; 0,1,3,4,6; all
        for (uint32 i; i < 3; ++i) {
            _warpAfter(epoch + i);
            bytes[] memory signatures = _signRoot(epoch + i, ROOT, quorums[i]);
            committee.postRoot(epoch + i, ROOT, keccak256("data"), quorums[i], signatures);
        }
    }

    function test_postRoot_refusesFewerThanTheQuorum() public {
        bytes[] memory signatures = _signRoot(epoch, ROOT, 15);
        _expectRefused(epoch, 15, signatures, abi.encodeWithSelector(ICommittee.QuorumMissing.selector, 4, 5));
    }

    function test_postRoot_refusesSeatsWithoutSignatures() public {
        bytes[] memory signatures = _signRoot(epoch, ROOT, 15);
        _expectRefused(epoch, 31, signatures, abi.encodeWithSelector(ICommittee.QuorumMissing.selector, 4, 5));
    }

    function test_postRoot_refusesSignaturesWithoutSeats() public {
        bytes[] memory signatures = _signRoot(epoch, ROOT, 63);
        _expectRefused(epoch, 31, signatures, abi.encodeWithSelector(ICommittee.QuorumMissing.selector, 6, 5));
    }

    function test_postRoot_refusesSeatsThatDoNotExist() public {
        bytes[] memory signatures = _signRoot(epoch, ROOT, 31);
        _expectRefused(epoch, 15 | 128, signatures, abi.encodeWithSelector(ICommittee.QuorumMissing.selector, 5, 5));
    }

    function test_postRoot_refusesOneVerifierForTwo() public {
        bytes[] memory signatures = _signRoot(epoch, ROOT, 31);
        signatures[1] = signatures[0];
        _expectRefused(
            epoch,
            31,
            signatures,
            abi.encodeWithSelector(ICommittee.VerifierSignatureInvalid.selector, verifiers[1].addr)
        );
    }

    function testFuzz_postRoot_refusesABentSignature(uint256 which, uint256 at, uint8 bend) public {
        bytes[] memory signatures = _signRoot(epoch, ROOT, 31);
        which = bound(which, 0, 4);
        at = bound(at, 0, 64);
        signatures[which][at] = bytes1(uint8(signatures[which][at]) ^ uint8(bound(bend, 1, 255)));
        _expectRefused(
            epoch,
            31,
            signatures,
            abi.encodeWithSelector(ICommittee.VerifierSignatureInvalid.selector, verifiers[which].addr)
        );
    }

    function test_postRoot_refusesAnotherRootThanSigned() public {
        bytes[] memory signatures = _signRoot(epoch, ROOT, 31);
        vm.expectPartialRevert(ICommittee.VerifierSignatureInvalid.selector);
        committee.postRoot(epoch, keccak256("other"), keccak256("data"), 31, signatures);
    }

    function test_postRoot_refusesAnotherBundleThanSigned() public {
        bytes[] memory signatures = _signRoot(epoch, ROOT, 31);
        vm.expectPartialRevert(ICommittee.VerifierSignatureInvalid.selector);
        committee.postRoot(epoch, ROOT, keccak256("other"), 31, signatures);
    }

    /// @dev What a root builds on is signed: it cannot be posted on top of something else.
    function test_postRoot_refusesARootThatWasSignedOnAnotherOne() public {
        bytes[] memory signatures = _signRoot(epoch + 1, ROOT, 31);
        _postRoot(epoch, ROOT);
        _warpAfter(epoch + 1);
        _expectRefused(
            epoch + 1,
            31,
            signatures,
            abi.encodeWithSelector(ICommittee.VerifierSignatureInvalid.selector, verifiers[0].addr)
        );
    }

    function test_postRoot_refusesAnEpochThatIsNotOver() public {
        bytes[] memory signatures = _signRoot(epoch + 1, ROOT, 31);
        _expectRefused(
            epoch + 1, 31, signatures, abi.encodeWithSelector(ICommittee.EpochNotPostable.selector, epoch + 1, 0)
        );
    }

    function test_postRoot_refusesASecondRootForAnEpoch() public {
        _postRoot(epoch, ROOT);
        bytes[] memory signatures = _signRoot(epoch, keccak256("other"), 31);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.EpochNotPostable.selector, epoch, epoch));
        committee.postRoot(epoch, keccak256("other"), keccak256("data"), 31, signatures);
    }

    function test_postRoot_refusesToGoBack() public {
        _postRoot(epoch + 3, ROOT);
        bytes[] memory signatures = _signRoot(epoch, ROOT, 31);
        _expectRefused(
            epoch, 31, signatures, abi.encodeWithSelector(ICommittee.EpochNotPostable.selector, epoch, epoch + 3)
        );
    }

    function test_postRoot_refusesAnEpochLongGone() public {
        vm.warp(_start(uint256(epoch) + 1 + 48) + 1);
        bytes[] memory signatures = _signRoot(epoch, ROOT, 31);
        _expectRefused(epoch, 31, signatures, abi.encodeWithSelector(ICommittee.EpochNotPostable.selector, epoch, 0));
        vm.warp(_start(uint256(epoch) + 1 + 48));
        committee.postRoot(epoch, ROOT, keccak256("data"), 31, signatures);
    }

    function test_postRoot_mayLeaveEpochsOut() public {
        _postRoot(epoch, ROOT);
        _postRoot(epoch + 5, ROOT);
        assertEq(committee.rootOf(epoch + 5).previous, epoch);
    }

    function test_postRoot_stopsUnderItsPause() public {
        vm.prank(council);
        guardian.pause(8);
        bytes[] memory signatures = _signRoot(epoch, ROOT, 31);
        _expectRefused(epoch, 31, signatures, abi.encodeWithSelector(PauseBit.Stopped.selector, 8));
    }

    /*                                                  FINAL                                                  */

    function test_isAttested_fromTheEndOfTheChallengeWindowOn() public {
        bytes32[] memory path = _path(3, 0);
        _postRoot(epoch, _rootOver(ROOT, path));
        skip(CHALLENGE_WINDOW - 1);
        assertFalse(committee.isAttested(epoch, ROOT, path));
        skip(1);
        assertTrue(committee.isAttested(epoch, ROOT, path));
    }

    function testFuzz_isAttested_onlyWhatIsInTheTree(bytes32 leaf, bytes32 other, uint8 depth) public {
        vm.assume(leaf != other);
        bytes32[] memory path = _path(depth % 20, 7);
        _postRoot(epoch, _rootOver(leaf, path));
        _makeFinal();
        assertTrue(committee.isAttested(epoch, leaf, path));
        assertFalse(committee.isAttested(epoch, other, path));
        assertFalse(committee.isAttested(epoch + 1, leaf, path));
    }

    function test_lastPostedAt_isTheDeploymentUntilThereIsARoot() public {
        assertEq(committee.lastPostedAt(), NOW);
        _postRoot(epoch, ROOT);
        assertEq(committee.lastPostedAt(), block.timestamp);
    }

    function _expectRefused(uint32 at, uint32 signers, bytes[] memory signatures, bytes memory error) private {
        vm.expectRevert(error);
        committee.postRoot(at, ROOT, keccak256("data"), signers, signatures);
    }
}
