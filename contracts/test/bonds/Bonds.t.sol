// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IBonds } from "../../src/interfaces/IBonds.sol";
import { PauseBit } from "../../src/libraries/PauseBit.sol";
import { Key } from "../base/Actors.sol";
import { Attesting } from "../base/Attesting.sol";

contract BondsTest is Attesting {
    address private victim = makeAddr("victim");

    function setUp() public override {
        super.setUp();
        _stake(operator.addr, 100_000e18);
    }

    /*                                                  STAKE                                                  */

    function test_stake_isInTheTokenThatItNames() public view {
        assertEq(bonds.token(), address(token));
    }

    function test_stake_addsToTheNamedBondFromTheSender() public {
        vm.prank(genesis);
        token.transfer(stranger, 5e18);
        vm.startPrank(stranger);
        token.approve(address(bonds), 5e18);
        vm.expectEmit(address(bonds));
        emit IBonds.Staked(operator.addr, 5e18);
        bonds.stake(operator.addr, 5e18);
        assertEq(_tokens(operator.addr), 100_005e18);
        assertEq(_tokens(stranger), 0);
    }

    function test_stake_refusesZero() public {
        vm.expectRevert(IBonds.AmountZero.selector);
        bonds.stake(operator.addr, 0);
    }

    function test_stake_stopsUnderItsPause() public {
        vm.prank(council);
        guardian.pause(2);
        vm.expectRevert(abi.encodeWithSelector(PauseBit.Stopped.selector, 2));
        bonds.stake(operator.addr, 1);
    }

    function test_stakeWithPermit_canBeSentByAnyone() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(customer, 5e18);
        vm.prank(stranger);
        bonds.stakeWithPermit(customer.addr, 5e18, block.timestamp, v, r, s);
        assertEq(_tokens(customer.addr), 5e18);
    }

    function test_stakeWithPermit_survivesAPermitThatWasSentFirst() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(customer, 5e18);
        token.permit(customer.addr, address(bonds), 5e18, block.timestamp, v, r, s);
        bonds.stakeWithPermit(customer.addr, 5e18, block.timestamp, v, r, s);
        assertEq(_tokens(customer.addr), 5e18);
    }

    function test_stakeWithPermit_refusesAStrangersSignature() public {
        (uint8 v, bytes32 r, bytes32 s) = _permit(customer, 5e18);
        vm.expectRevert(abi.encodeWithSelector(IBonds.PermitRefused.selector, customer.addr, 6e18, 0));
        bonds.stakeWithPermit(customer.addr, 6e18, block.timestamp, v, r, s);
    }

    /*                                            THAW AND WITHDRAW                                            */

    function test_thaw_startsAClock() public {
        vm.expectEmit(address(bonds));
        emit IBonds.StakeThawing(operator.addr, 10e18, uint40(block.timestamp) + STAKE_DELAY);
        _thaw(10e18);
        assertEq(bonds.bondOf(operator.addr).thawing, 10e18);
    }

    function test_thaw_secondDoesNotResetTheFirst() public {
        _thaw(10e18);
        skip(STAKE_DELAY - 1);
        _thaw(20e18);
        skip(1);
        assertEq(bonds.bondOf(operator.addr).withdrawable, 10e18);
    }

    function test_thaw_refusesLockedStake() public {
        _lock(99_000e18);
        vm.expectRevert(abi.encodeWithSelector(IBonds.StakeTooLow.selector, operator.addr, 1001e18, 1000e18));
        _thaw(1001e18);
    }

    function test_thaw_refusesZero() public {
        vm.expectRevert(IBonds.AmountZero.selector);
        _thaw(0);
    }

    function test_withdraw_paysWhatHasThawed() public {
        _thaw(10e18);
        skip(STAKE_DELAY);
        vm.expectEmit(address(bonds));
        emit IBonds.StakeWithdrawn(operator.addr, 10e18);
        assertEq(_withdraw(type(uint128).max), 10e18);
        assertEq(token.balanceOf(operator.addr), 10e18);
        assertEq(_tokens(operator.addr), 99_990e18);
    }

    function test_withdraw_refusesASecondTooEarly() public {
        _thaw(10e18);
        skip(STAKE_DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IBonds.NothingToWithdraw.selector, operator.addr));
        _withdraw(10e18);
    }

    function test_cancelThaw_freesEverything() public {
        _thaw(10e18);
        vm.expectEmit(address(bonds));
        emit IBonds.StakeThawCancelled(operator.addr, 10e18);
        vm.prank(operator.addr);
        bonds.cancelThaw();
        skip(STAKE_DELAY);
        assertEq(bonds.bondOf(operator.addr).withdrawable, 0);
    }

    function test_cancelThaw_refusesWhenNothingThaws() public {
        vm.expectRevert(abi.encodeWithSelector(IBonds.NothingToWithdraw.selector, operator.addr));
        vm.prank(operator.addr);
        bonds.cancelThaw();
    }

    function test_withdraw_worksUnderEveryPause() public {
        _thaw(10e18);
        skip(STAKE_DELAY);
        vm.prank(council);
        guardian.pause(15);
        assertEq(_withdraw(10e18), 10e18);
    }

    /*                                                  LOCK                                                   */

    function test_lock_refusesStrangers() public {
        vm.expectRevert(abi.encodeWithSelector(IBonds.NotKeeper.selector, address(this)));
        bonds.lock(operator.addr, 1);
        vm.expectRevert(abi.encodeWithSelector(IBonds.NotKeeper.selector, address(this)));
        bonds.unlock(operator.addr, 1);
        vm.expectRevert(abi.encodeWithSelector(IBonds.NotKeeper.selector, address(this)));
        bonds.slash(_one(operator.addr), 1, victim, 0, "x");
    }

    function test_lock_refusesThawingStake() public {
        _thaw(99_000e18);
        vm.expectRevert(abi.encodeWithSelector(IBonds.StakeTooLow.selector, operator.addr, 1001e18, 1000e18));
        _lock(1001e18);
    }

    function test_unlock_stopsAtWhatSlashesHaveLeft() public {
        _lock(100_000e18);
        _slash(10_000e18, 0);
        vm.prank(address(committee));
        bonds.unlock(operator.addr, 100_000e18);
        assertEq(bonds.bondOf(operator.addr).locked, 0);
    }

    /*                                                  SLASH                                                  */

    function test_slash_splitsBetweenVictimAndFire() public {
        vm.expectEmit(address(bonds));
        emit IBonds.Slashed(operator.addr, victim, 1000e18, 300e18, "lie", 0);
        assertEq(_slash(1000e18, 300e18), 1000e18);
        assertEq(_tokens(operator.addr), 99_000e18);
        assertEq(bonds.owedTo(victim), 300e18);
        assertEq(bonds.forfeit(), 700e18);
        bonds.collect(victim);
        assertEq(token.balanceOf(victim), 300e18);
        uint256 supply = token.totalSupply();
        bonds.burnForfeit();
        assertEq(token.totalSupply(), supply - 700e18);
        assertEq(token.balanceOf(address(bonds)), 99_000e18);
    }

    function test_slash_neverGivesTheVictimMoreThanIsTaken() public {
        _slash(100e18, 500e18);
        assertEq(bonds.owedTo(victim), 100e18);
        assertEq(bonds.forfeit(), 0);
    }

    function test_slash_takesAFifthOfTheBondADayAtMost() public {
        assertEq(_slash(15_000e18, 0), 15_000e18);
        assertApproxEqAbs(_slash(15_000e18, 0), 5000e18, 3e18);
        assertEq(_slash(15_000e18, 0), 0);
        skip(1 days);
        assertEq(_slash(15_000e18, 0), 15_000e18);
    }

    function testFuzz_slash_staysWithinTheDay(uint128[6] memory amounts) public {
        uint256 before = _tokens(operator.addr);
        for (uint256 i; i < 6; ++i) {
            _slash(uint128(bound(amounts[i], 1, 19_000e18)), 0);
        }
        assertGe(_tokens(operator.addr), before * 8000 / 10_000);
    }

    function test_slash_takesFromThawingStakeToo() public {
        _thaw(95_000e18);
        _slash(10_000e18, 0);
        assertEq(bonds.bondOf(operator.addr).thawing, 90_000e18);
        skip(STAKE_DELAY);
        assertEq(_withdraw(type(uint128).max), 90_000e18);
    }

    function test_slash_takesFreeStakeBeforeLockedStake() public {
        _lock(80_000e18);
        _slash(19_000e18, 0);
        assertEq(bonds.bondOf(operator.addr).locked, 80_000e18);
        skip(1 days);
        _slash(10_000e18, 0);
        assertEq(bonds.bondOf(operator.addr).locked, 71_000e18);
    }

    function test_slash_anEarlyThawIsNoEscape() public {
        _thaw(100_000e18);
        skip(STAKE_DELAY);
        _slash(19_000e18, 0);
        assertEq(_withdraw(type(uint128).max), 81_000e18);
    }

    function test_slash_ofAnEmptyBondTakesNothing() public {
        vm.prank(address(committee));
        assertEq(bonds.slash(_one(stranger), 1e18, victim, 1e18, "x"), 0);
        assertEq(bonds.owedTo(victim), 0);
    }

    function test_slash_ofSeveralTakesFromEach() public {
        _stake(customer.addr, 50_000e18);
        address[] memory both = new address[](2);
        (both[0], both[1]) = (operator.addr, customer.addr);
        vm.prank(address(committee));
        assertEq(bonds.slash(both, 1000e18, victim, 100e18, "x"), 2000e18);
        assertEq(bonds.owedTo(victim), 200e18);
        assertEq(bonds.forfeit(), 1800e18);
    }

    function test_collect_refusesWhenNothingIsOwed() public {
        vm.expectRevert(abi.encodeWithSelector(IBonds.NothingToWithdraw.selector, victim));
        bonds.collect(victim);
    }

    function test_burnForfeit_refusesWhenThereIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(IBonds.NothingToWithdraw.selector, address(bonds)));
        bonds.burnForfeit();
    }

    /*                                                 APPEAL                                                  */

    function test_appeal_holdsALargeSlash() public {
        _stakeMore();
        uint40 releaseAt = uint40(block.timestamp) + APPEAL_DELAY;
        vm.expectEmit(address(bonds));
        emit IBonds.SlashHeld(1, operator.addr, victim, 25_000e18, 1000e18, releaseAt);
        vm.expectEmit(address(bonds));
        emit IBonds.Slashed(operator.addr, victim, 25_000e18, 1000e18, "lie", 1);
        _slash(25_000e18, 1000e18);
        assertEq(bonds.owedTo(victim), 0);
        assertEq(bonds.forfeit(), 0);
        assertEq(bonds.appealed(), 25_000e18);
        IBonds.Appeal memory appeal = bonds.appealOf(1);
        assertEq(appeal.operator, operator.addr);
        assertEq(appeal.releaseAt, releaseAt);
    }

    function test_appeal_takesEffectWhenNobodyReturnsIt() public {
        _stakeMore();
        _slash(25_000e18, 1000e18);
        skip(APPEAL_DELAY);
        vm.expectEmit(address(bonds));
        emit IBonds.SlashReleased(1);
        bonds.releaseSlash(1);
        assertEq(bonds.owedTo(victim), 1000e18);
        assertEq(bonds.forfeit(), 24_000e18);
        assertEq(bonds.appealed(), 0);
    }

    function test_appeal_cannotBeReleasedEarly() public {
        _stakeMore();
        _slash(25_000e18, 0);
        uint40 releaseAt = uint40(block.timestamp) + APPEAL_DELAY;
        skip(APPEAL_DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IBonds.AppealRunning.selector, 1, releaseAt));
        bonds.releaseSlash(1);
    }

    function test_appeal_canBeReturnedByTheGuardian() public {
        _stakeMore();
        _slash(25_000e18, 1000e18);
        vm.expectEmit(address(bonds));
        emit IBonds.SlashReturned(1, operator.addr, 25_000e18);
        vm.prank(council);
        guardian.returnSlash(1);
        assertEq(_tokens(operator.addr), 200_000e18);
        assertEq(bonds.appealed(), 0);
        vm.expectRevert(abi.encodeWithSelector(IBonds.AppealUnknown.selector, 1));
        bonds.releaseSlash(1);
    }

    function test_appeal_cannotBeReturnedLate() public {
        _stakeMore();
        _slash(25_000e18, 0);
        skip(APPEAL_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IBonds.AppealUnknown.selector, 1));
        vm.prank(council);
        guardian.returnSlash(1);
    }

    function test_appeal_canBeReturnedByTheGuardianOnly() public {
        _stakeMore();
        _slash(25_000e18, 0);
        vm.expectRevert(abi.encodeWithSelector(IBonds.NotGuardian.selector, address(this)));
        bonds.returnSlash(1);
    }

    function test_appeal_refusesUnknownOnes() public {
        vm.expectRevert(abi.encodeWithSelector(IBonds.AppealUnknown.selector, 7));
        bonds.releaseSlash(7);
    }

    /*                                                  VOTES                                                  */

    function test_votes_followTheStake() public {
        skip(1);
        assertEq(bonds.getPastVotes(operator.addr, block.timestamp - 1), 100_000e18);
        assertEq(bonds.getVotes(operator.addr), 100_000e18);
    }

    function test_votes_ofThePastAreWhatWasStakedThen() public {
        uint256 first = block.timestamp;
        skip(10);
        _stake(operator.addr, 50_000e18);
        skip(10);
        assertEq(bonds.getPastVotes(operator.addr, first), 100_000e18);
        assertEq(bonds.getPastVotes(operator.addr, first + 10), 150_000e18);
        assertEq(bonds.getPastVotes(operator.addr, first - 1), 0);
    }

    function test_votes_areLostWithTheSlashAtOnce() public {
        skip(10);
        _slash(10_000e18, 0);
        skip(1);
        assertEq(bonds.getPastVotes(operator.addr, block.timestamp - 1), 90_000e18);
        assertEq(bonds.getPastVotes(operator.addr, block.timestamp - 10), 90_000e18, "for running proposals too");
    }

    /// @dev Slashed, then staked anew: the new stake must not stand in for the slashed one at an earlier snapshot.
    function test_votes_newStakeDoesNotFillTheHoleOfASlash() public {
        skip(10);
        _slash(10_000e18, 0);
        uint256 snapshot = block.timestamp + 5;
        skip(10);
        _stake(operator.addr, 10_000e18);
        skip(10);
        assertEq(bonds.getPastVotes(operator.addr, snapshot), 90_000e18);
        assertEq(bonds.getPastVotes(operator.addr, block.timestamp - 1), 100_000e18);
    }

    function test_votes_readTheSameBeforeAndAfterTheHistoryIsWritten() public {
        skip(10);
        _slash(1000e18, 0);
        skip(10);
        _slash(1000e18, 0);
        uint256 between = block.timestamp - 5;
        skip(10);
        _stake(operator.addr, 5000e18);
        skip(10);
        assertEq(bonds.getPastVotes(operator.addr, between), 99_000e18);
        assertEq(bonds.getPastVotes(operator.addr, between + 10), 98_000e18);
    }

    function test_votes_leaveWithAWithdrawal() public {
        _thaw(40_000e18);
        skip(STAKE_DELAY);
        uint256 before = block.timestamp - 1;
        _withdraw(40_000e18);
        skip(1);
        assertEq(bonds.getPastVotes(operator.addr, before), 60_000e18);
    }

    function test_votes_countTowardsTheQuorumOnce() public {
        uint256 delegated = _delegatedBefore();
        assertEq(delegated, 100_000e18);
        _stake(customer.addr, 1000e18);
        assertEq(_delegatedBefore(), 101_000e18);
        assertEq(token.getVotes(operator.addr), 0);
    }

    /*                                                 HELPERS                                                 */

    function _thaw(uint128 amount) private {
        vm.prank(operator.addr);
        bonds.thaw(amount);
    }

    function _withdraw(uint128 most) private returns (uint128) {
        vm.prank(operator.addr);
        return bonds.withdraw(most);
    }

    function _lock(uint128 amount) private {
        vm.prank(address(committee));
        bonds.lock(operator.addr, amount);
    }

    function _slash(uint128 amount, uint128 toVictim) private returns (uint128) {
        vm.prank(address(committee));
        return bonds.slash(_one(operator.addr), amount, victim, toVictim, "lie");
    }

    function _one(address who) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = who;
    }

    /// @dev So that a slash of 25,000 is within the day and above the threshold.
    function _stakeMore() private {
        _stake(operator.addr, 100_000e18);
    }

    function _delegatedBefore() private returns (uint256) {
        skip(1);
        return token.getPastTotalDelegated(block.timestamp - 1);
    }

    function _permit(Key memory owner, uint256 amount) private returns (uint8, bytes32, bytes32) {
        vm.prank(genesis);
        token.transfer(owner.addr, amount);
        bytes32 typehash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(
            abi.encode(typehash, owner.addr, address(bonds), amount, token.nonces(owner.addr), block.timestamp)
        );
        return vm.sign(owner.secret, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), structHash)));
    }
}
