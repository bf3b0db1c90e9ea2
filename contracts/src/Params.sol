// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { Amounts } from "./libraries/Amounts.sol";
import { IParams } from "./interfaces/IParams.sol";

/// @title Params
/// @notice See `IParams`.
contract Params is IParams {
    /// @inheritdoc IParams
    address public immutable governance;

    mapping(bytes32 key => uint256 value) private _values;
    mapping(bytes32 key => Bounds) private _bounds;
    bytes32[] private _keys;

    constructor(address governance_, Rule[] memory rules) {
        governance = governance_;
        for (uint256 i; i < rules.length; ++i) {
            _add(rules[i]);
        }
    }

    /// @inheritdoc IParams
    function set(bytes32 key, uint256 value) external {
        if (msg.sender != governance) revert NotGovernance(msg.sender, governance);
        uint256 before = get(key);
        _checkStep(key, before, value);
        _write(key, before, value);
    }

    /// @inheritdoc IParams
    function get(bytes32 key) public view returns (uint256 value) {
        value = _values[key];
        // Zero is a value too; only then is the second read needed to tell it from an unknown key.
        if (value == 0) _checkKnown(key);
    }

    /// @inheritdoc IParams
    function bounds(bytes32 key) external view returns (Bounds memory) {
        _checkKnown(key);
        return _bounds[key];
    }

    /// @inheritdoc IParams
    function keys() external view returns (bytes32[] memory) {
        return _keys;
    }

    function _add(Rule memory rule) private {
        if (_bounds[rule.key].max != 0) revert ParamDuplicate(rule.key);
        _keys.push(rule.key);
        _bounds[rule.key] = rule.bounds;
        _write(rule.key, 0, rule.value);
    }

    function _write(bytes32 key, uint256 before, uint256 value) private {
        Bounds storage limit = _bounds[key];
        if (value < limit.min || value > limit.max) revert ParamOutOfBounds(key, value, limit.min, limit.max);
        _values[key] = value;
        emit ParamSet(key, before, value);
    }

    function _checkStep(bytes32 key, uint256 before, uint256 value) private view {
        if (before == 0) return;
        uint256 maxStep = Amounts.shareDown(before, _bounds[key].maxStepBps);
        uint256 step = value > before ? value - before : before - value;
        if (step > maxStep) revert ParamStepTooLarge(key, before, value, maxStep);
    }

    /// @dev A bound of zero would pin a figure to zero for ever, so a known key always has a positive maximum.
    function _checkKnown(bytes32 key) private view {
        if (_bounds[key].max == 0) revert ParamUnknown(key);
    }
}
