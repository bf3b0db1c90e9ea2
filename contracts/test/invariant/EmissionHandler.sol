// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Hashes } from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import { Attested, Reward, RewardsRoot } from "../../src/libraries/Attested.sol";
import { Key } from "../base/Actors.sol";
import { Attesting } from "../base/Attesting.sol";

/// @title EmissionHandler
/// @notice Work that books fees, roots that reward it, honestly or not, claims, and tokens on the move.
contract EmissionHandler is Attesting {
    Key[2] internal operators;
    uint256 internal nextKey;
    /// @dev What the root in force says of each operator.
    uint128[2] public promised;
    bytes32[2] internal leaves;
    mapping(address account => uint256) public received;
    uint256 public minted;
    bool public brokeClaims;
    /// @dev How often each thing worth reaching was reached.
    mapping(bytes32 what => uint256 times) public reached;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 2; ++i) {
            operators[i] = _key(string.concat("operator ", vm.toString(i)));
        }
        _deposit(customer.addr, 1_000_000e6);
        skip(10 days);
    }

    function actions() external pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](8);
        selectors[0] = this.work.selector;
        selectors[1] = this.work.selector;
        selectors[2] = this.reward.selector;
        selectors[3] = this.reward.selector;
        selectors[4] = this.rewardTooMuch.selector;
        selectors[5] = this.claim.selector;
        selectors[6] = this.claimTwice.selector;
        selectors[7] = this.moveTokens.selector;
    }

    function work(uint256 which, uint256 amount) external {
        operator = operators[which % 2];
        amount = bound(amount, 1, 2000e6);
        (uint128 balance,,) = escrow.balanceOf(customer.addr);
        if (balance < amount) return;
        key = _key(string.concat("key ", vm.toString(nextKey++)));
        _authoriseFor(uint128(amount));
        _redeemTab(escrow.tabRedeemed(customer.addr, operator.addr, agreedBps) + uint128(amount));
    }

    /// @dev What an honest committee posts: each within its own fees, the sum within everything.
    function reward(uint256 shareA, uint256 shareB) external {
        uint128 a = _within(operators[0].addr, promised[0], shareA);
        uint128 b = _within(operators[1].addr, promised[1], shareB);
        if (!_post(a, b, a + b)) return;
        (promised[0], promised[1]) = (a, b);
        ++reached["reward"];
    }

    /// @dev What a lying one posts: more for one than its fees bear, within what all bear, or a sum that says less.
    function rewardTooMuch(uint256 excess, bool lieInSum) external {
        uint128 a = uint128(rewards.limitOf(operators[0].addr) + bound(excess, 1, 1e24));
        uint128 b = promised[1];
        if (!_post(a, b, lieInSum ? rewards.total() + 1 : a + b)) return;
        (promised[0], promised[1]) = (a, b);
        ++reached["too much"];
    }

    function claim(uint256 which) external {
        which %= 2;
        address account = operators[which].addr;
        try rewards.claim(account, promised[which], _proof(which)) returns (uint128 amount) {
            received[account] += amount;
            ++reached["claim"];
        } catch { } // nothing new, or above its fees
    }

    function claimTwice(uint256 which) external {
        which %= 2;
        address account = operators[which].addr;
        bytes32[] memory proof = _proof(which);
        try rewards.claim(account, promised[which], proof) returns (uint128 amount) {
            received[account] += amount;
        } catch { }
        try rewards.claim(account, promised[which], proof) {
            brokeClaims = true;
        } catch { }
        try rewards.claim(operators[1 - which].addr, promised[which], proof) {
            brokeClaims = true;
        } catch { }
    }

    function moveTokens(uint256 who, uint256 seed) external {
        address[3] memory people = [operators[0].addr, operators[1].addr, genesis];
        address from = people[who % 3];
        uint256 amount = seed % (token.balanceOf(from) / 1000 + 1);
        vm.startPrank(from);
        if (seed % 4 == 0) token.delegate(people[(seed >> 8) % 3]);
        else if (seed % 4 == 1) token.delegate(address(0));
        else if (seed % 4 == 2) token.burn(amount);
        else token.transfer(people[(seed >> 8) % 3], amount);
        vm.stopPrank();
        skip(seed % 12 hours + 1);
    }

    /*                                                  VIEWS                                                  */

    function accounts() external view returns (address[] memory all) {
        all = new address[](3);
        (all[0], all[1], all[2]) = (operators[0].addr, operators[1].addr, genesis);
    }

    function emission() external view returns (address, address) {
        return (address(rewards), address(token));
    }

    /*                                                 PRIVATE                                                 */

    function _within(address account, uint128 floor, uint256 share) private view returns (uint128) {
        uint256 limit = rewards.limitOf(account);
        return limit <= floor ? floor : uint128(bound(share, floor, limit));
    }

    /// @dev Attests, posts, waits and activates; false when the contract refuses.
    function _post(uint128 a, uint128 b, uint128 total) private returns (bool) {
        skip(EPOCH);
        (uint32 posted,) = committee.lastEpochs();
        uint32 epoch = _epochNow() - 1;
        if (epoch <= posted) return false;
        bytes32 leafA = Attested.leaf(Reward(operators[0].addr, a));
        bytes32 leafB = Attested.leaf(Reward(operators[1].addr, b));
        bytes32 root = Hashes.commutativeKeccak256(leafA, leafB);
        bytes32[] memory path = _path(13, epoch);
        _postRoot(epoch, _rootOver(Attested.leaf(RewardsRoot(root, total)), path));
        _makeFinal();
        try rewards.postRoot(epoch, root, total, path) { }
        catch {
            return false;
        }
        skip(ACTIVATION_DELAY);
        uint256 supply = token.totalSupply();
        rewards.activate();
        minted += token.totalSupply() - supply;
        (leaves[0], leaves[1]) = (leafA, leafB);
        return true;
    }

    function _proof(uint256 which) private view returns (bytes32[] memory proof) {
        proof = new bytes32[](1);
        proof[0] = leaves[1 - which];
    }
}
