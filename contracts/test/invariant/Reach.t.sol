// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Test } from "forge-std/Test.sol";
import { EmissionHandler } from "./EmissionHandler.sol";
import { EnrolmentHandler } from "./EnrolmentHandler.sol";
import { MoneyHandler } from "./MoneyHandler.sol";
import { PowerHandler } from "./PowerHandler.sol";
import { TrustHandler } from "./TrustHandler.sol";

/// @notice An invariant over states that are never reached holds for nothing. Each handler is driven here by a fixed
/// sequence of dice, and everything worth reaching must have been reached.
contract ReachTest is Test {
    uint256 private dice = uint256(keccak256("reach"));

    function test_money_reachesEveryPayment() public {
        MoneyHandler handler = new MoneyHandler();
        handler.setUp();
        for (uint256 i; i < 1200; ++i) {
            _moveMoney(handler, _throw() % 17);
        }
        bytes32[14] memory goals = [
            bytes32("open"),
            "open sla",
            "voucher",
            "attested",
            "credit",
            "timeout",
            "close",
            "end by one",
            "end by both",
            "finalise",
            "tab",
            "tab at an old fee",
            "tab too old",
            "withdraw"
        ];
        for (uint256 i; i < goals.length; ++i) {
            assertGt(handler.reached(goals[i]), 0, string(abi.encode(goals[i])));
        }
    }

    function test_enrolments_areSignedUsedSmuggledAndRetired() public {
        EnrolmentHandler handler = new EnrolmentHandler();
        handler.setUp();
        for (uint256 i; i < 120; ++i) {
            uint256 act = _throw() % 4;
            if (act == 0) handler.signForMany(_throw(), _throw());
            else if (act == 1) handler.enrolOne(_throw(), _throw());
            else if (act == 2) handler.smuggle(_throw(), _throw(), _throw(), _throw() % 2 == 0, _throw() % 2 == 0);
            else handler.retire(_throw());
        }
        bytes32[4] memory goals = [bytes32("signed"), "enrolled", "smuggled in vain", "retired"];
        for (uint256 i; i < goals.length; ++i) {
            assertGt(handler.reached(goals[i]), 1, string(abi.encode(goals[i])));
        }
    }

    function test_trust_reachesEveryVerdict() public {
        TrustHandler handler = new TrustHandler();
        handler.setUp();
        for (uint256 i; i < 400; ++i) {
            _moveTrust(handler, _throw() % 15);
        }
        bytes32[12] memory goals = [
            bytes32("truth"),
            "lie",
            "slash",
            "answer",
            "condemned",
            "forgotten",
            "equivocate",
            "returned",
            "released",
            "seat",
            "withdraw",
            "class"
        ];
        for (uint256 i; i < goals.length; ++i) {
            assertGt(handler.reached(goals[i]), 0, string(abi.encode(goals[i])));
        }
    }

    function test_emission_reachesHonestAndGreedyRoots() public {
        EmissionHandler handler = new EmissionHandler();
        handler.setUp();
        for (uint256 i; i < 200; ++i) {
            _moveEmission(handler, _throw() % 6);
        }
        assertGt(handler.reached("reward"), 0);
        assertGt(handler.reached("too much"), 0);
        assertGt(handler.reached("claim"), 0);
    }

    function test_power_reachesExecutionsAndUpgrades() public {
        PowerHandler handler = new PowerHandler();
        handler.setUp();
        for (uint256 i; i < 400; ++i) {
            _movePower(handler, _throw() % 8);
        }
        assertGt(handler.executedCount(), 0, "executed");
        assertGt(handler.upgrades(), 0, "upgrade scheduled");
        assertGt(handler.upgradedCount(), 0, "upgraded");
        assertGt(handler.paymentCount(), 0, "treasury paid");
    }

    function _moveMoney(MoneyHandler handler, uint256 act) private {
        if (act == 0) handler.deposit(_throw(), _throw());
        if (act == 1) handler.thaw(_throw(), _throw());
        if (act == 2) handler.withdraw(_throw(), _throw());
        if (act == 3) handler.renewKey(_throw());
        if (act == 4 || act == 5) handler.open(_throw(), _throw(), _throw(), _throw(), _throw());
        if (act == 6) handler.topUp(_throw(), _throw(), _throw());
        if (act == 7) handler.redeem(_throw(), _throw() % 5e6);
        if (act == 8) handler.redeemTab(_throw(), _throw(), _throw());
        if (act == 9 || act == 10) handler.attest(_throw(), uint64(_throw()), type(uint64).max);
        if (act == 11) handler.timeout(_throw());
        if (act == 12) handler.close(_throw(), _throw() % 2 == 0);
        if (act == 13) handler.end(_throw(), _throw(), _throw() % 2 == 0, _throw() % 2 == 0);
        if (act == 14) handler.finalise(_throw());
        if (act == 15) handler.takeEarnings(_throw(), _throw());
        if (act == 16) handler.govern(_throw());
    }

    function _moveTrust(TrustHandler handler, uint256 act) private {
        if (act == 0) handler.stake(_throw(), _throw());
        if (act == 1) handler.thaw(_throw(), _throw());
        if (act == 2) handler.withdraw(_throw(), _throw());
        if (act == 3) handler.setClass(_throw(), _throw());
        if (act == 4) handler.moveDevice(_throw());
        if (act == 5) handler.judge(_throw(), _throw());
        if (act == 6) handler.seat(_throw());
        if (act == 7) handler.tellTheTruth(uint64(_throw()), uint64(_throw()));
        if (act == 8) handler.lie(uint64(_throw()), uint64(_throw()), _throw());
        if (act == 9) handler.doubtTheTruth(uint64(_throw()), uint64(_throw()), _throw());
        if (act == 10) handler.withholdEvidence(uint64(_throw()), uint64(_throw()), _throw() % 2 == 0);
        if (act == 11) handler.contradict(_throw(), uint64(_throw()), uint64(_throw()));
        if (act == 12) handler.slashHard(_throw(), _throw(), _throw());
        if (act == 13) handler.settleAppeals(_throw() % 2 == 0);
        if (act == 14) handler.passTime(_throw());
    }

    function _moveEmission(EmissionHandler handler, uint256 act) private {
        if (act < 2) handler.work(_throw(), _throw());
        if (act == 2) handler.reward(_throw(), _throw());
        if (act == 3) handler.rewardTooMuch(_throw() % 1e18, _throw() % 2 == 0);
        if (act == 4) handler.claim(_throw());
        if (act == 5) handler.moveTokens(_throw(), _throw());
    }

    function _movePower(PowerHandler handler, uint256 act) private {
        if (act == 0) handler.propose(_throw(), _throw(), _throw());
        if (act < 4) handler.vote(_throw(), _throw(), 1);
        if (act == 4 || act == 5) handler.goOn(_throw());
        if (act == 6) handler.runUpgrade(_throw());
        if (act == 7) handler.passTime(_throw());
    }

    function _throw() private returns (uint256) {
        return dice = uint256(keccak256(abi.encode(dice)));
    }
}
