// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { ISessions } from "../../src/interfaces/ISessions.sol";
import { Session } from "../../src/libraries/Signed.sol";
import { Key } from "../base/Actors.sol";
import { Hashed } from "../base/Hashed.sol";
import { Market } from "../base/Market.sol";

/// @notice A wallet that is a contract: it accepts what its owner signed.
contract ContractWallet is IERC1271 {
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return ECDSA.recover(hash, signature) == owner ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

contract SessionsTest is Market {
    /*                                               AUTHORISE                                                 */

    function test_authorise_storesWhatTheWalletSigned() public {
        Session memory session = _session();
        vm.expectEmit(address(escrow));
        emit ISessions.SessionAuthorised(customer.addr, key.addr, session.cap, session.validUntil, session.scope);
        vm.prank(stranger);
        _authorise(session);

        ISessions.SessionState memory state = escrow.sessionOf(customer.addr, key.addr);
        assertEq(state.customer, customer.addr);
        assertEq(state.validUntil, session.validUntil);
        assertEq(state.scope, session.scope);
        assertEq(state.cap, session.cap);
        assertEq(state.spent, 0);
    }

    function test_authorise_takesAContractWalletsSignature() public {
        ContractWallet wallet = new ContractWallet(customer.addr);
        Session memory session = _session();
        session.customer = address(wallet);
        _authorise(session);
        assertEq(escrow.sessionOf(address(wallet), key.addr).customer, address(wallet));
    }

    function test_authorise_refusesAContractWalletThatDoesNotAccept() public {
        ContractWallet wallet = new ContractWallet(stranger);
        Session memory session = _session();
        session.customer = address(wallet);
        vm.expectRevert(abi.encodeWithSelector(ISessions.SignatureInvalid.selector, address(wallet)));
        _authorise(session);
    }

    function test_authorise_refusesAStrangersSignature() public {
        Session memory session = _session();
        bytes memory signature = _sign(key, _digest(address(escrow), Hashed.hash(session)));
        vm.expectRevert(abi.encodeWithSelector(ISessions.SignatureInvalid.selector, customer.addr));
        escrow.authorise(session, signature);
    }

    function test_authorise_refusesASignatureForAnotherContract() public {
        Session memory session = _session();
        bytes memory signature = _sign(customer, _digest(address(leases), Hashed.hash(session)));
        vm.expectRevert(abi.encodeWithSelector(ISessions.SignatureInvalid.selector, customer.addr));
        escrow.authorise(session, signature);
    }

    function test_authorise_refusesASignatureForAnotherChain() public {
        Session memory session = _session();
        bytes memory signature = _sign(customer, _digest(address(escrow), Hashed.hash(session)));
        vm.chainId(block.chainid + 1);
        vm.expectRevert(abi.encodeWithSelector(ISessions.SignatureInvalid.selector, customer.addr));
        escrow.authorise(session, signature);
    }

    /// @dev Whatever field is changed after signing, the signature no longer holds.
    function testFuzz_authorise_everyFieldIsSigned(uint256 field, uint256 noise) public {
        Session memory session = _session();
        bytes memory signature = _sign(customer, _digest(address(escrow), Hashed.hash(session)));
        uint256 delta = bound(noise, 1, 1e6);
        field = bound(field, 0, 4);
        if (field == 0) session.key = address(uint160(session.key) ^ uint160(delta));
        if (field == 1) session.cap += uint128(delta);
        if (field == 2) session.validUntil += uint40(delta);
        if (field == 3) session.scope = session.scope ^ uint8(delta % 255 + 1);
        if (field == 4) session.salt += delta;
        vm.expectRevert(abi.encodeWithSelector(ISessions.SignatureInvalid.selector, customer.addr));
        escrow.authorise(session, signature);
    }

    function test_authorise_refusesTheSameKeyTwice() public {
        Session memory session = _session();
        _authorise(session);
        session.cap *= 2;
        session.salt = 1;
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionKnown.selector, customer.addr, key.addr));
        _authorise(session);
    }

    function test_authorise_cannotBringARevokedSessionBack() public {
        Session memory session = _session();
        _authorise(session);
        _revoke();
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionKnown.selector, customer.addr, key.addr));
        _authorise(session);
    }

    function test_authorise_letsTwoWalletsUseOneKeyWithoutMeetingEachOther() public {
        Key memory other = _key("other customer");
        Session memory theirs = _session();
        theirs.customer = other.addr;
        escrow.authorise(theirs, _sign(other, _digest(address(escrow), Hashed.hash(theirs))));
        _authorise(_session());
        assertEq(escrow.sessionOf(customer.addr, key.addr).customer, customer.addr);
        assertEq(escrow.sessionOf(other.addr, key.addr).customer, other.addr);
    }

    function test_authorise_refusesASessionThatHasEnded() public {
        Session memory session = _session();
        session.validUntil = uint40(block.timestamp);
        vm.expectRevert(
            abi.encodeWithSelector(ISessions.SessionEnded.selector, customer.addr, key.addr, block.timestamp)
        );
        _authorise(session);
    }

    function test_authorise_keepsACapWithoutLimitAsTheLargestThatFits() public {
        Session memory session = _session();
        session.cap = type(uint128).max;
        _authorise(session);
        assertEq(escrow.sessionOf(customer.addr, key.addr).cap, type(uint104).max);
    }

    /*                                                 REVOKE                                                  */

    function test_revoke_endsTheSessionNow() public {
        _authorise(_session());
        vm.expectEmit(address(escrow));
        emit ISessions.SessionRevoked(customer.addr, key.addr, uint40(block.timestamp) + REVOCATION_DELAY);
        _revoke();
        assertEq(escrow.sessionOf(customer.addr, key.addr).validUntil, block.timestamp);
    }

    function test_revoke_opensNothingInTheSameBlock() public {
        _marketReady();
        _revoke();
        bytes memory refusal =
            abi.encodeWithSelector(ISessions.SessionEnded.selector, customer.addr, key.addr, block.timestamp);
        _expectOpenRefused(refusal);
    }

    function test_revoke_leavesTimeToRedeemWhatWasSigned() public {
        _customerReady();
        _revoke();
        skip(REVOCATION_DELAY - 1);
        assertEq(_redeemTab(1e6), 1e6);
    }

    function test_revoke_endsThatTimeToTheSecond() public {
        _customerReady();
        uint256 end = block.timestamp + REVOCATION_DELAY;
        _revoke();
        skip(REVOCATION_DELAY);
        bytes memory signature = _signTab(key, 1e6);
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionEnded.selector, customer.addr, key.addr, end));
        escrow.redeemTab(_tab(1e6), key.addr, signature);
    }

    function test_revoke_refusesAnUnknownKey() public {
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionUnknown.selector, customer.addr, key.addr));
        _revoke();
    }

    function test_revoke_refusesAStranger() public {
        _authorise(_session());
        vm.expectRevert(abi.encodeWithSelector(ISessions.SessionUnknown.selector, stranger, key.addr));
        vm.prank(stranger);
        escrow.revoke(key.addr);
    }

    /// @dev Revoking late must not make old signatures redeemable for longer.
    function test_revoke_refusesASessionThatEndedByItsDate() public {
        Session memory session = _session();
        _authorise(session);
        vm.warp(session.validUntil);
        vm.expectRevert(
            abi.encodeWithSelector(ISessions.SessionEnded.selector, customer.addr, key.addr, session.validUntil)
        );
        _revoke();
    }

    /*                                                  DATES                                                  */

    function test_session_opensUntilTheSecondBeforeItsEnd() public {
        _marketReady();
        uint40 validUntil = escrow.sessionOf(customer.addr, key.addr).validUntil;
        vm.warp(validUntil - 1);
        assertTrue(_open() != 0);
    }

    function test_session_opensNothingFromItsEndOn() public {
        _marketReady();
        uint40 validUntil = escrow.sessionOf(customer.addr, key.addr).validUntil;
        vm.warp(validUntil);
        _expectOpenRefused(abi.encodeWithSelector(ISessions.SessionEnded.selector, customer.addr, key.addr, validUntil));
    }

    function test_session_paysTabsForTheDelayAfterItsEnd() public {
        _customerReady();
        vm.warp(escrow.sessionOf(customer.addr, key.addr).validUntil + REVOCATION_DELAY - 1);
        assertEq(_redeemTab(1e6), 1e6);
    }

    /*                                                 HELPERS                                                 */

    function _revoke() private {
        vm.prank(customer.addr);
        escrow.revoke(key.addr);
    }
}
