// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Params } from "../../src/Params.sol";
import { IParams } from "../../src/interfaces/IParams.sol";
import { Market } from "../base/Market.sol";

contract ParamsTest is Market {
    function test_set_movesAFigure() public {
        vm.expectEmit(address(params));
        emit IParams.ParamSet("feeBps", 200, 300);
        _set("feeBps", 300);
        assertEq(params.get("feeBps"), 300);
    }

    function test_set_isGovernances() public {
        vm.expectRevert(abi.encodeWithSelector(IParams.NotGovernance.selector, address(this), address(timelock)));
        params.set("feeBps", 300);
    }

    function test_set_refusesAnUnknownKey() public {
        vm.expectRevert(abi.encodeWithSelector(IParams.ParamUnknown.selector, bytes32("other")));
        _set("other", 1);
    }

    function test_set_refusesAStepThatIsTooLarge() public {
        vm.expectRevert(abi.encodeWithSelector(IParams.ParamStepTooLarge.selector, bytes32("feeBps"), 200, 301, 100));
        _set("feeBps", 301);
        vm.expectRevert(abi.encodeWithSelector(IParams.ParamStepTooLarge.selector, bytes32("feeBps"), 200, 99, 100));
        _set("feeBps", 99);
    }

    function test_set_refusesWhatIsOutOfBounds() public {
        for (uint256 i; i < 3; ++i) {
            _set("feeBps", params.get("feeBps") * 3 / 2);
        }
        _set("feeBps", 1000);
        vm.expectRevert(abi.encodeWithSelector(IParams.ParamOutOfBounds.selector, bytes32("feeBps"), 1001, 0, 1000));
        _set("feeBps", 1001);
    }

    function test_set_movesFreelyFromZero() public {
        Params fresh = _fresh(0);
        vm.prank(address(timelock));
        fresh.set("k", 77);
        assertEq(fresh.get("k"), 77);
    }

    function test_get_knowsZeroFromUnknown() public {
        Params fresh = _fresh(0);
        assertEq(fresh.get("k"), 0);
        vm.expectRevert(abi.encodeWithSelector(IParams.ParamUnknown.selector, bytes32("other")));
        fresh.get("other");
    }

    /// @dev However members vote, a figure stays within its bounds and moves in steps.
    function testFuzz_set_neverLeavesItsBounds(uint256[12] memory votes) public {
        for (uint256 i; i < votes.length; ++i) {
            uint256 before = params.get("feeBps");
            votes[i] = bound(votes[i], 0, 2000);
            vm.prank(address(timelock));
            try params.set("feeBps", votes[i]) { } catch { }
            uint256 value = params.get("feeBps");
            assertLe(value, 1000);
            uint256 step = value > before ? value - before : before - value;
            if (before != 0) assertLe(step, before / 2);
        }
    }

    function test_bounds_areReadable() public {
        IParams.Bounds memory limits = params.bounds("feeBps");
        assertEq(limits.max, 1000);
        assertEq(limits.maxStepBps, 5000);
        vm.expectRevert(abi.encodeWithSelector(IParams.ParamUnknown.selector, bytes32("other")));
        params.bounds("other");
    }

    function test_keys_listsThemAll() public view {
        bytes32[] memory keys = params.keys();
        assertEq(keys.length, 10);
        assertEq(keys[0], "feeBps");
    }

    function test_deployment_refusesAKeyTwice() public {
        IParams.Rule[] memory rules = new IParams.Rule[](2);
        rules[0] = rules[1] = IParams.Rule("k", 1, IParams.Bounds(0, 2, 1));
        vm.expectRevert(abi.encodeWithSelector(IParams.ParamDuplicate.selector, bytes32("k")));
        new Params(address(timelock), rules);
    }

    function test_deployment_refusesAValueOutOfBounds() public {
        IParams.Rule[] memory rules = new IParams.Rule[](1);
        rules[0] = IParams.Rule("k", 3, IParams.Bounds(0, 2, 1));
        vm.expectRevert(abi.encodeWithSelector(IParams.ParamOutOfBounds.selector, bytes32("k"), 3, 0, 2));
        new Params(address(timelock), rules);
    }

    function _set(bytes32 key, uint256 value) private {
        vm.prank(address(timelock));
        params.set(key, value);
    }

    function _fresh(uint256 value) private returns (Params) {
        IParams.Rule[] memory rules = new IParams.Rule[](1);
        rules[0] = IParams.Rule("k", value, IParams.Bounds(0, 100, 1000));
        return new Params(address(timelock), rules);
    }
}
