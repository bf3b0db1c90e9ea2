// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { RateLimiter } from "@openzeppelin/contracts/utils/RateLimiter.sol";
import { IRewards } from "../../src/interfaces/IRewards.sol";
import { Attested, Reward, RewardsRoot } from "../../src/libraries/Attested.sol";
import { Attesting } from "../base/Attesting.sol";

contract RewardsTest is Attesting {
    uint256 private constant PER_FEE = 1e13;

    function setUp() public override {
        super.setUp();
        _customerReady();
        // A thousand dollars of work: 20 dollars of fees, so at most 200 AMB of rewards.
        _redeemTab(1000e6);
    }

    /*                                                SCHEDULE                                                 */

    function test_emittable_halvesWithEachPeriod() public view {
        uint256 cap = rewards.emissionCap();
        assertEq(cap, SUPPLY_CAP - GENESIS);
        assertEq(rewards.emittable(NOW), 0);
        assertEq(rewards.emittable(NOW + rewards.period() / 2), cap / 4);
        assertEq(rewards.emittable(NOW + rewards.period()), cap / 2);
        assertEq(rewards.emittable(NOW + 2 * rewards.period()), cap / 4 * 3);
        assertEq(rewards.emittable(NOW + 400 * uint256(rewards.period())), cap);
    }

    function testFuzz_emittable_onlyGrowsAndNeverPassesTheCap(uint256 a, uint256 b) public view {
        a = bound(a, NOW, NOW + 400 * 365 days);
        b = bound(b, a, NOW + 400 * 365 days);
        assertLe(rewards.emittable(a), rewards.emittable(b));
        assertLe(rewards.emittable(b), rewards.emissionCap());
    }

    /*                                                  ROOTS                                                  */

    function test_postRoot_waitsBeforeItIsActive() public {
        (uint32 epoch, bytes32 root, bytes32[] memory at) = _attestRewards(operator.addr, 10e18, 10e18);
        vm.expectEmit(address(rewards));
        emit IRewards.RewardsRootPosted(epoch, root, 10e18, uint40(block.timestamp) + ACTIVATION_DELAY);
        vm.prank(stranger);
        rewards.postRoot(epoch, root, 10e18, at);
        uint40 activeAt = uint40(block.timestamp) + ACTIVATION_DELAY;
        skip(ACTIVATION_DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IRewards.RootNotReady.selector, activeAt));
        rewards.activate();
        skip(1);
        vm.expectEmit(address(rewards));
        emit IRewards.RewardsRootActivated(root, 10e18, 10e18);
        rewards.activate();
        assertEq(token.balanceOf(address(rewards)), 10e18);
        assertEq(token.totalSupply(), GENESIS + 10e18);
    }

    function test_postRoot_refusesWhatNobodyAttested() public {
        (uint32 epoch, bytes32 root, bytes32[] memory at) = _attestRewards(operator.addr, 10e18, 10e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.RootNotAttested.selector, epoch));
        rewards.postRoot(epoch, root, 11e18, at);
    }

    function test_postRoot_refusesWhileAnotherWaits() public {
        (uint32 epoch, bytes32 root, bytes32[] memory at) = _attestRewards(operator.addr, 10e18, 10e18);
        rewards.postRoot(epoch, root, 10e18, at);
        uint40 activeAt = uint40(block.timestamp) + ACTIVATION_DELAY;
        vm.expectRevert(abi.encodeWithSelector(IRewards.RootPending.selector, activeAt));
        rewards.postRoot(epoch, root, 10e18, at);
    }

    function test_postRoot_refusesToGoBack() public {
        (uint32 epoch, bytes32 root, bytes32[] memory at) = _attestRewards(operator.addr, 10e18, 10e18);
        _activate(epoch, root, 10e18, at);
        vm.expectRevert(abi.encodeWithSelector(IRewards.RootStale.selector, epoch, 10e18, 10e18));
        rewards.postRoot(epoch, root, 10e18, at);
        (uint32 later, bytes32 less, bytes32[] memory lessAt) = _attestRewards(operator.addr, 9e18, 9e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.RootStale.selector, later, 9e18, 10e18));
        rewards.postRoot(later, less, 9e18, lessAt);
    }

    function test_postRoot_refusesMoreThanTheFeesBear() public {
        (uint32 epoch, bytes32 root, bytes32[] memory at) = _attestRewards(operator.addr, 1e18, 200e18 + 1);
        vm.expectRevert(abi.encodeWithSelector(IRewards.RewardsExceeded.selector, 200e18 + 1, 200e18));
        rewards.postRoot(epoch, root, 200e18 + 1, at);
    }

    function test_postRoot_takesWhatTheFeesBear() public {
        (uint32 epoch, bytes32 root, bytes32[] memory at) = _attestRewards(operator.addr, 1e18, 200e18);
        rewards.postRoot(epoch, root, 200e18, at);
    }

    function test_postRoot_refusesMoreThanTheSchedule() public {
        vm.startPrank(address(timelock));
        for (uint256 i; i < 11; ++i) {
            params.set("rewardPerFee", params.get("rewardPerFee") * 3 / 2);
        }
        vm.stopPrank();
        _deposit(customer.addr, 1_000_000e6);
        _spendMore(1_000_000e6);
        (uint32 epoch, bytes32 root, bytes32[] memory at) = _attestRewards(operator.addr, 1e18, 20_000_000e18);
        uint256 limit = rewards.emittable(block.timestamp);
        assertLt(limit, 20_000_000e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.RewardsExceeded.selector, 20_000_000e18, limit));
        rewards.postRoot(epoch, root, 20_000_000e18, at);
    }

    function test_postRoot_refusesMoreThanADayAllows() public {
        vm.startPrank(address(timelock));
        for (uint256 i; i < 9; ++i) {
            params.set("rewardPerFee", params.get("rewardPerFee") * 3 / 2);
        }
        vm.stopPrank();
        _deposit(customer.addr, 1_000_000e6);
        _spendMore(1_000_000e6);
        skip(60 days);
        (uint32 epoch, bytes32 root, bytes32[] memory at) = _attestRewards(operator.addr, 1e18, 2_000_000e18 + 1);
        vm.expectRevert(RateLimiter.RateLimitExceeded.selector);
        rewards.postRoot(epoch, root, 2_000_000e18 + 1, at);
    }

    function test_activate_refusesWhenNothingWaits() public {
        vm.expectRevert(abi.encodeWithSelector(IRewards.RootNotReady.selector, 0));
        rewards.activate();
    }

    function test_disableRoot_throwsAwayWhatWaits() public {
        (uint32 epoch, bytes32 root, bytes32[] memory at) = _attestRewards(operator.addr, 10e18, 10e18);
        rewards.postRoot(epoch, root, 10e18, at);
        vm.expectEmit(address(rewards));
        emit IRewards.RewardsRootDisabled(root);
        vm.prank(council);
        guardian.disableRewardsRoot();
        skip(ACTIVATION_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IRewards.RootNotReady.selector, 0));
        rewards.activate();
    }

    function test_disableRoot_isTheGuardiansOnly() public {
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotGuardian.selector, address(this)));
        rewards.disableRoot();
    }

    function test_disableRoot_cannotTouchAnActiveRoot() public {
        bytes32[] memory path = _postReward(operator.addr, 10e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.RootNotReady.selector, 0));
        vm.prank(council);
        guardian.disableRewardsRoot();
        assertEq(rewards.claim(operator.addr, 10e18, path), 10e18);
    }

    /*                                                 CLAIMS                                                  */

    function test_claim_paysTheAccountOnAnyonesCall() public {
        bytes32[] memory path = _postReward(operator.addr, 10e18);
        vm.expectEmit(address(rewards));
        emit IRewards.RewardClaimed(operator.addr, 10e18, 10e18);
        vm.prank(stranger);
        rewards.claim(operator.addr, 10e18, path);
        assertEq(token.balanceOf(operator.addr), 10e18);
        assertEq(rewards.claimedBy(operator.addr), 10e18);
    }

    function test_claim_paysTheDifferenceOfALaterLeaf() public {
        bytes32[] memory path = _postReward(operator.addr, 10e18);
        rewards.claim(operator.addr, 10e18, path);
        path = _postReward(operator.addr, 25e18);
        assertEq(rewards.claim(operator.addr, 25e18, path), 15e18);
    }

    function test_claim_losesNothingByComingLate() public {
        _postReward(operator.addr, 10e18);
        bytes32[] memory path = _postReward(operator.addr, 25e18);
        assertEq(rewards.claim(operator.addr, 25e18, path), 25e18);
    }

    function test_claim_refusesASecondTime() public {
        bytes32[] memory path = _postReward(operator.addr, 10e18);
        rewards.claim(operator.addr, 10e18, path);
        vm.expectRevert(abi.encodeWithSelector(IRewards.ClaimStale.selector, operator.addr, 10e18, 10e18));
        rewards.claim(operator.addr, 10e18, path);
    }

    function test_claim_refusesAnotherAmount() public {
        bytes32[] memory path = _postReward(operator.addr, 10e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.ClaimInvalid.selector, operator.addr, 11e18));
        rewards.claim(operator.addr, 11e18, path);
    }

    function test_claim_refusesAnotherAccount() public {
        bytes32[] memory path = _postReward(operator.addr, 10e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.ClaimInvalid.selector, stranger, 10e18));
        rewards.claim(stranger, 10e18, path);
    }

    function test_claim_refusesAnOldRootsLeaf() public {
        bytes32[] memory old = _postReward(operator.addr, 10e18);
        _postReward(operator.addr, 25e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.ClaimInvalid.selector, operator.addr, 10e18));
        rewards.claim(operator.addr, 10e18, old);
    }

    /// @dev A committee that gives a friend what others earned comes up against the friend's own fees.
    function test_claim_refusesMoreThanTheAccountsOwnFeesBear() public {
        bytes32[] memory path = _postReward(stranger, 10e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.ClaimAboveFees.selector, stranger, 10e18, 0));
        rewards.claim(stranger, 10e18, path);
    }

    function test_claim_looksTheFeesUpAgainWhenTheyHaveGrown() public {
        bytes32[] memory path = _postReward(operator.addr, 200e18);
        rewards.claim(operator.addr, 200e18, path);
        _deposit(customer.addr, 1000e6);
        _spendMore(1000e6);
        path = _postReward(operator.addr, 400e18);
        assertEq(rewards.claim(operator.addr, 400e18, path), 200e18);
        assertEq(rewards.limitOf(operator.addr), 400e18);
    }

    function test_claim_worksUnderEveryPause() public {
        bytes32[] memory path = _postReward(operator.addr, 10e18);
        vm.prank(council);
        guardian.pause(15);
        assertEq(rewards.claim(operator.addr, 10e18, path), 10e18);
    }

    function test_claimAndStake_putsItIntoTheBond() public {
        bytes32[] memory path = _postReward(operator.addr, 10e18);
        vm.prank(operator.addr);
        rewards.claimAndStake(10e18, path);
        assertEq(_tokens(operator.addr), 10e18);
        assertEq(token.balanceOf(operator.addr), 0);
    }

    /// @dev Paying oneself: whatever the split between wallets, the reward is worth less than the fee, if a token is worth
    /// at most what the votes say (`rewardPerFee` tokens cost at least one µUSDC).
    function testFuzz_selfDealing_loses(uint128 amount, uint128 reward) public {
        amount = uint128(bound(amount, 1e6, 1000e6));
        _deposit(customer.addr, amount);
        uint256 feesBefore = escrow.feesBookedBy(operator.addr);
        uint256 wealthBefore = uint256(_balance(customer.addr)) + escrow.earnedBy(operator.addr);
        _spendMore(amount);
        uint256 fee = escrow.feesBookedBy(operator.addr) - feesBefore;
        assertEq(wealthBefore - _balance(customer.addr) - escrow.earnedBy(operator.addr), fee);
        reward = uint128(bound(reward, 1, rewards.limitOf(operator.addr)));
        bytes32[] memory path = _postReward(operator.addr, reward);
        rewards.claim(operator.addr, reward, path);
        uint256 pricePerToken = 0.9e18 / PER_FEE; // µUSDC for 1e18 wei, a tenth below the quote
        assertLt(uint256(reward) * pricePerToken / 1e18, feesBefore + fee);
    }

    /*                                                 HELPERS                                                 */

    function _attestRewards(address account, uint128 reward, uint128 total)
        private
        returns (uint32 epoch, bytes32 root, bytes32[] memory at)
    {
        root = _rootOver(Attested.leaf(Reward(account, reward)), _path(17, reward));
        epoch = _epochNow();
        at = _path(13, epoch);
        _postRoot(epoch, _rootOver(Attested.leaf(RewardsRoot(root, total)), at));
        _makeFinal();
    }

    function _activate(uint32 epoch, bytes32 root, uint128 total, bytes32[] memory at) private {
        rewards.postRoot(epoch, root, total, at);
        skip(ACTIVATION_DELAY);
        rewards.activate();
    }

    /// @dev Spends `amount` more on the same tab, with a fresh key and a cap that does not stand in the way.
    function _spendMore(uint128 amount) private {
        key = _key(string.concat("key ", vm.toString(block.timestamp)));
        _authoriseFor(amount);
        _redeemTab(escrow.tabRedeemed(customer.addr, operator.addr, agreedBps) + amount);
    }
}
