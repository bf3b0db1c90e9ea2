// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { MessageHashUtils } from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import { Deployer } from "../../src/base/Deployer.sol";

import { UpgradeableProxy } from "../../src/base/UpgradeableProxy.sol";
import { Timelock } from "../../src/base/Timelock.sol";
import { Devices } from "../../src/Devices.sol";
import { Escrow } from "../../src/Escrow.sol";
import { Leases } from "../../src/Leases.sol";
import { Params } from "../../src/Params.sol";
import { Token } from "../../src/Token.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import { IHoldings } from "../../src/interfaces/IHoldings.sol";
import { IParams } from "../../src/interfaces/IParams.sol";
import { IToken } from "../../src/interfaces/IToken.sol";
import { Close, Enrolment, Offer, Order, Session, Signed, Tab, Voucher } from "../../src/libraries/Signed.sol";
import { TestUSDC } from "../../src/local/TestUSDC.sol";
import { Actors, DeviceKey, Key } from "./Actors.sol";

/// @title Market
/// @notice The whole protocol as the deployment script puts it up, with one customer, one operator and one device.
/// Every contract is deployed through the `Deployer`, under the names that the script uses.
abstract contract Market is Actors {
    uint40 internal constant WITHDRAWAL_DELAY = 1 days;
    uint40 internal constant REVOCATION_DELAY = 1 hours;
    uint40 internal constant FINALISE_GRACE = 1 days;
    uint8 internal constant TABS = 1;
    uint8 internal constant LEASES = 2;
    uint256 internal constant NOW = 1_800_000_000;

    Deployer internal deployer;
    TestUSDC internal usdc;
    Token internal token;
    Params internal params;
    Devices internal devices;
    Escrow internal escrow;
    Leases internal leases;
    Timelock internal timelock;
    Timelock internal upgradeTimelock;
    address internal treasury = makeAddr("treasury");
    address internal guardian = makeAddr("guardian");

    Key internal customer;
    Key internal key;
    Key internal operator;
    DeviceKey internal device;
    address internal payout = makeAddr("payout");
    address internal stranger = makeAddr("stranger");

    function setUp() public virtual {
        vm.warp(NOW);
        customer = _key("customer");
        key = _key("session key");
        operator = _key("operator");
        device = _deviceKey("device");
        deployer = new Deployer(address(this));
        _deploy();
    }

    /*                                               DEPLOYMENT                                                */

    function _deploy() private {
        address[] memory nobody = new address[](0);
        timelock = Timelock(
            payable(_put("timelock", abi.encodePacked(type(Timelock).creationCode, abi.encode(2 days, nobody, nobody))))
        );
        upgradeTimelock = Timelock(
            payable(_put(
                    "upgradeTimelock", abi.encodePacked(type(Timelock).creationCode, abi.encode(7 days, nobody, nobody))
                ))
        );
        usdc = TestUSDC(_put("usdc", type(TestUSDC).creationCode));
        IToken.Allocation[] memory allocations = new IToken.Allocation[](1);
        allocations[0] = IToken.Allocation(treasury, 400_000_000e18);
        token = Token(
            _put(
                "token",
                abi.encodePacked(
                    type(Token).creationCode, abi.encode(1_000_000_000e18, deployer.addressOf("rewards"), allocations)
                )
            )
        );
        params = Params(
            _put("params", abi.encodePacked(type(Params).creationCode, abi.encode(address(timelock), _rules())))
        );
        devices = Devices(
            _putBehindProxy(
                "devices", abi.encodePacked(type(Devices).creationCode, abi.encode(address(upgradeTimelock)))
            )
        );
        escrow = Escrow(
            _put(
                "escrow",
                abi.encodePacked(
                    type(Escrow).creationCode,
                    abi.encode(
                        Escrow.Peers(
                            IERC20(address(usdc)), devices, params, deployer.addressOf("leases"), guardian, treasury
                        ),
                        Escrow.Clocks(WITHDRAWAL_DELAY, REVOCATION_DELAY)
                    )
                )
            )
        );
        leases = Leases(
            _putBehindProxy(
                "leases",
                abi.encodePacked(
                    type(Leases).creationCode,
                    abi.encode(
                        Leases.Peers(IHoldings(address(escrow)), devices, address(upgradeTimelock)), FINALISE_GRACE
                    )
                )
            )
        );
    }

    function _rules() internal pure returns (IParams.Rule[] memory rules) {
        rules = new IParams.Rule[](1);
        rules[0] = IParams.Rule("feeBps", 200, IParams.Bounds(0, 1000, 5000));
    }

    function _put(bytes32 name, bytes memory initCode) internal returns (address) {
        return deployer.deploy(name, initCode);
    }

    function _putBehindProxy(bytes32 name, bytes memory initCode) internal returns (address) {
        address code = _put(keccak256(abi.encode(name, "code")), initCode);
        bytes memory data = abi.encode(code, abi.encodeWithSignature("initialize()"));
        return _put(name, abi.encodePacked(type(UpgradeableProxy).creationCode, data));
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
        escrow.authorise(session, _sign(customer, _digest(address(escrow), Signed.hash(session))));
    }

    /// @dev A customer with 1,000 dollars in the escrow and a session for all of it.
    function _customerReady() internal {
        _deposit(customer.addr, 1000e6);
        _authorise(_session());
    }

    /*                                                  TABS                                                   */

    function _signTab(Key memory signer, uint128 cumulative) internal view returns (bytes memory) {
        Tab memory tab = Tab(customer.addr, operator.addr, cumulative);
        return _sign(signer, _digest(address(escrow), Signed.hash(tab)));
    }

    function _redeemTab(uint128 cumulative) internal returns (uint128) {
        return escrow.redeemTab(customer.addr, operator.addr, cumulative, key.addr, _signTab(key, cumulative));
    }

    /*                                                 DEVICES                                                 */

    function _enrolment() internal view returns (Enrolment memory) {
        return Enrolment(device.id, operator.addr, payout, devices.nonceOf(device.id), uint40(block.timestamp + 1 days));
    }

    function _enrol(Enrolment memory enrolment) internal {
        bytes32 digest = _digest(address(devices), Signed.hash(enrolment));
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
            device.id, Signed.hash(order), order.maxRatePerHour, order.minTier, uint40(block.timestamp + 1 hours), 0
        );
    }

    function _signOrder(Key memory signer, Order memory order) internal view returns (bytes memory) {
        return _sign(signer, _digest(address(leases), Signed.hash(order)));
    }

    function _open(Order memory order, Offer memory offer) internal returns (bytes32) {
        bytes memory offered = _sign(operator, _digest(address(leases), Signed.hash(offer)));
        return leases.open(order, key.addr, _signOrder(key, order), offer, offered);
    }

    function _open() internal returns (bytes32) {
        Order memory order = _order(0);
        return _open(order, _offer(order));
    }

    /// @dev Everything that a first lease needs.
    function _marketReady() internal {
        _customerReady();
        _enrol(_enrolment());
    }

    function _signVoucher(Key memory signer, bytes32 lease, uint128 cumulative) internal view returns (bytes memory) {
        return _sign(signer, _digest(address(leases), Signed.hash(Voucher(lease, cumulative))));
    }

    function _redeem(bytes32 lease, uint128 cumulative) internal returns (uint128) {
        return leases.redeem(lease, cumulative, key.addr, _signVoucher(key, lease, cumulative));
    }
}
