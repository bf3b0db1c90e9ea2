// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { MessageHashUtils } from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import { Close, Enrolment, Offer, Order, Session, Tab, Voucher } from "../../src/libraries/Signed.sol";
import { DeviceKey, Key } from "./Actors.sol";
import { Deployment } from "./Deployment.sol";
import { Hashed } from "./Hashed.sol";

/// @title Market
/// @notice The protocol with one customer, one operator and one device, and the words to let them trade.
abstract contract Market is Deployment {
    uint8 internal constant TABS = 1;
    uint8 internal constant LEASES = 2;
    uint256 internal constant NOW = 1_800_000_000;

    Key internal customer;
    Key internal key;
    Key internal operator;
    DeviceKey internal device;
    address internal payout = makeAddr("payout");
    address internal stranger = makeAddr("stranger");
    // At which tabs are signed.
    uint16 internal agreedBps = 200;

    function setUp() public virtual {
        vm.warp(NOW);
        customer = _key("customer");
        key = _key("session key");
        operator = _key("operator");
        device = _deviceKey("device");
        _deployAll();
    }

    /*                                                 DIGESTS                                                 */

    function _domain(address at) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Ambit"),
                keccak256("1"),
                block.chainid,
                at
            )
        );
    }

    function _digest(address at, bytes32 structHash) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_domain(at), structHash);
    }

    /*                                                  MONEY                                                  */

    function _fund(address wallet, uint256 amount) internal {
        deal(address(usdc), wallet, usdc.balanceOf(wallet) + amount, true);
    }

    function _deposit(address wallet, uint128 amount) internal {
        _fund(wallet, amount);
        vm.startPrank(wallet);
        usdc.approve(address(escrow), amount);
        escrow.deposit(wallet, amount);
        vm.stopPrank();
    }

    function _balance(address wallet) internal view returns (uint128 balance) {
        (balance,,) = escrow.balanceOf(wallet);
    }

    /*                                                SESSIONS                                                 */

    function _session() internal view returns (Session memory) {
        return Session(customer.addr, key.addr, 1000e6, uint40(block.timestamp + 7 days), TABS | LEASES, 0);
    }

    function _authorise(Session memory session) internal {
        escrow.authorise(session, _sign(customer, _digest(address(escrow), Hashed.hash(session))));
    }

    function _authoriseFor(uint128 cap) internal {
        Session memory session = _session();
        session.cap = cap;
        _authorise(session);
    }

    /// @dev A customer with 1,000 dollars in the escrow and a session for all of it.
    function _customerReady() internal {
        _deposit(customer.addr, 1000e6);
        _authorise(_session());
    }

    /*                                                  TABS                                                   */

    function _tab(uint128 cumulative) internal view returns (Tab memory) {
        return Tab(customer.addr, operator.addr, agreedBps, cumulative);
    }

    function _signTab(Key memory signer, uint128 cumulative) internal view returns (bytes memory) {
        return _sign(signer, _digest(address(escrow), Hashed.hash(_tab(cumulative))));
    }

    function _redeemTab(uint128 cumulative) internal returns (uint128) {
        return escrow.redeemTab(_tab(cumulative), key.addr, _signTab(key, cumulative));
    }

    /// @dev What members voted for, in force from now on; tabs are signed at it once `agreedBps` says so.
    function _changeFee(uint16 bps) internal {
        vm.prank(address(timelock));
        params.set("feeBps", bps);
        escrow.adoptFee();
    }

    /*                                                 DEVICES                                                 */

    function _enrolment() internal view returns (Enrolment memory) {
        return Enrolment(device.id, operator.addr, payout, devices.nonceOf(device.id), uint40(block.timestamp + 1 days));
    }

    function _enrol(Enrolment memory enrolment) internal {
        bytes32 digest = _digest(address(devices), Hashed.hash(enrolment));
        devices.enrol(enrolment, device.x, device.y, _sign(operator, digest), _sign(device, digest));
    }

    /*                                                 LEASES                                                  */

    /// @dev An hour at a dollar: at most one dollar in all.
    function _order(uint256 salt) internal view returns (Order memory) {
        return Order({
            customer: customer.addr,
            specHash: keccak256("spec"),
            maxRatePerHour: 1e6,
            maxTotal: 100e6,
            startBy: uint40(block.timestamp + 1 hours),
            maxSeconds: 10 hours,
            minTier: 0,
            salt: salt
        });
    }

    function _offer(Order memory order) internal view returns (Offer memory) {
        return Offer(
            device.id, Hashed.hash(order), order.maxRatePerHour, order.minTier, uint40(block.timestamp + 1 hours), 0
        );
    }

    function _signOrder(Key memory signer, Order memory order) internal view returns (bytes memory) {
        return _sign(signer, _digest(address(leases), Hashed.hash(order)));
    }

    function _open(Order memory order, Offer memory offer) internal returns (bytes32) {
        bytes memory offered = _sign(operator, _digest(address(leases), Hashed.hash(offer)));
        return leases.open(order, key.addr, _signOrder(key, order), offer, offered);
    }

    function _open() internal returns (bytes32) {
        Order memory order = _order(0);
        return _open(order, _offer(order));
    }

    /// @dev The next `_open` would be refused with `error`. Signing makes calls of its own, so it comes first.
    function _expectOpenRefused(bytes memory error) internal {
        Order memory order = _order(77);
        Offer memory offer = _offer(order);
        _expectOpenRefused(order, offer, error);
    }

    function _expectOpenRefused(Order memory order, Offer memory offer, bytes memory error) internal {
        bytes memory ordered = _signOrder(key, order);
        bytes memory offered = _sign(operator, _digest(address(leases), Hashed.hash(offer)));
        vm.expectRevert(error);
        leases.open(order, key.addr, ordered, offer, offered);
    }

    /// @dev Everything that a first lease needs.
    function _marketReady() internal {
        _customerReady();
        _enrol(_enrolment());
    }

    function _signVoucher(Key memory signer, bytes32 lease, uint128 cumulative) internal view returns (bytes memory) {
        return _sign(signer, _digest(address(leases), Hashed.hash(Voucher(lease, cumulative))));
    }

    function _redeem(bytes32 lease, uint128 cumulative) internal returns (uint128) {
        return leases.redeem(lease, cumulative, key.addr, _signVoucher(key, lease, cumulative));
    }
}
