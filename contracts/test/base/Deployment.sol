// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { TimelockController } from "@openzeppelin/contracts/governance/TimelockController.sol";
import { AmbitGovernor } from "../../src/AmbitGovernor.sol";
import { Bonds } from "../../src/Bonds.sol";
import { Committee } from "../../src/Committee.sol";
import { Devices } from "../../src/Devices.sol";
import { Escrow } from "../../src/Escrow.sol";
import { Guardian, ICancellable } from "../../src/Guardian.sol";
import { Leases } from "../../src/Leases.sol";
import { Params } from "../../src/Params.sol";
import { Rewards } from "../../src/Rewards.sol";
import { Token } from "../../src/Token.sol";
import { Treasury } from "../../src/Treasury.sol";
import { Deployer } from "../../src/base/Deployer.sol";
import { Timelock } from "../../src/base/Timelock.sol";
import { UpgradeableProxy } from "../../src/base/UpgradeableProxy.sol";
import { IBonds } from "../../src/interfaces/IBonds.sol";
import { ICommittee } from "../../src/interfaces/ICommittee.sol";
import { IDeposits } from "../../src/interfaces/IDeposits.sol";
import { IDevices } from "../../src/interfaces/IDevices.sol";
import { IGuardian } from "../../src/interfaces/IGuardian.sol";
import { IHoldings } from "../../src/interfaces/IHoldings.sol";
import { ILeases } from "../../src/interfaces/ILeases.sol";
import { IParams } from "../../src/interfaces/IParams.sol";
import { IRewards } from "../../src/interfaces/IRewards.sol";
import { IToken } from "../../src/interfaces/IToken.sol";
import { LeaseStore } from "../../src/leases/LeaseStore.sol";
import { TestUSDC } from "../../src/local/TestUSDC.sol";
import { Actors, Key } from "./Actors.sol";

/// @title Deployment
/// @notice The whole protocol as the deployment script puts it up, with the clocks of a public chain: every contract comes
/// through the `Deployer`, under the names that the script uses, and knows its peers before they exist.
abstract contract Deployment is Actors {
    uint40 internal constant WITHDRAWAL_DELAY = 1 days;
    uint40 internal constant REVOCATION_DELAY = 1 hours;
    uint40 internal constant FINALISE_GRACE = 1 days;
    uint40 internal constant SILENCE = 12 hours;
    uint40 internal constant STAKE_DELAY = 14 days;
    uint40 internal constant APPEAL_DELAY = 7 days;
    uint40 internal constant EPOCH = 1 hours;
    uint40 internal constant CHALLENGE_WINDOW = 6 hours;
    uint40 internal constant ANSWER_WINDOW = 6 hours;
    uint32 internal constant WINDOW_EPOCHS = 720;
    uint40 internal constant ACTIVATION_DELAY = 1 days;
    uint256 internal constant SUPPLY_CAP = 1_000_000_000e18;
    uint256 internal constant GENESIS = 400_000_000e18;
    uint128 internal constant SEAT_STAKE = 50_000e18;
    uint128 internal constant CLASS_1_STAKE = 100e18;

    Deployer internal deployer;
    TestUSDC internal usdc;
    Token internal token;
    Params internal params;
    Guardian internal guardian;
    Timelock internal timelock;
    Timelock internal upgradeTimelock;
    AmbitGovernor internal governor;
    Treasury internal treasury;
    Bonds internal bonds;
    Devices internal devices;
    Committee internal committee;
    Escrow internal escrow;
    Leases internal leases;
    Rewards internal rewards;

    address internal council = makeAddr("council");
    /// @dev Holds what exists at birth and gives it to whoever a test needs.
    address internal genesis = makeAddr("genesis");
    Key[] internal verifiers;

    function _deployAll() internal {
        deployer = new Deployer(address(this));
        _makeVerifiers(7);
        _deployGovernance();
        _deployMoney();
        _deployTrust();
    }

    function _deployGovernance() private {
        timelock = Timelock(payable(_put("timelock", _code("Timelock"), _timelock(2 days, _at("governor")))));
        upgradeTimelock =
            Timelock(payable(_put("upgradeTimelock", _code("Timelock"), _timelock(7 days, _at("timelock")))));
        IToken.Allocation[] memory allocations = new IToken.Allocation[](1);
        allocations[0] = IToken.Allocation(genesis, GENESIS);
        token = Token(_put("token", _code("Token"), abi.encode(SUPPLY_CAP, _at("rewards"), allocations)));
        params = Params(_put("params", _code("Params"), abi.encode(_at("timelock"), _rules())));
        treasury = Treasury(
            _put("treasury", _code("Treasury"), abi.encode(_at("timelock"), _at("upgradeTimelock"), 30 days, 1000))
        );
        Guardian.Peers memory guarded = Guardian.Peers(
            IHoldings(_at("escrow")),
            IBonds(_at("bonds")),
            IRewards(_at("rewards")),
            ICancellable(_at("governor")),
            _at("timelock")
        );
        Guardian.Clocks memory clocks = Guardian.Clocks(72 hours, 7 days, 365 days);
        guardian = Guardian(_put("guardian", _code("Guardian"), abi.encode(guarded, clocks, council)));
        AmbitGovernor.Peers memory governed =
            AmbitGovernor.Peers(token, IBonds(_at("bonds")), TimelockController(timelock), _at("guardian"));
        AmbitGovernor.Rules memory rules =
            AmbitGovernor.Rules(1 days, 5 days, 2 days, 1_000_000e18, 4000, 20_000_000e18, 200_000_000e18);
        governor = AmbitGovernor(payable(_put("governor", _code("AmbitGovernor"), abi.encode(governed, rules))));
    }

    function _deployMoney() private {
        usdc = TestUSDC(_put("usdc", _code("TestUSDC"), ""));
        Escrow.Peers memory peers = Escrow.Peers(
            IERC20(address(usdc)), IDevices(_at("devices")), params, _at("leases"), _at("guardian"), _at("treasury")
        );
        escrow = Escrow(
            _put("escrow", _code("Escrow"), abi.encode(peers, Escrow.Clocks(WITHDRAWAL_DELAY, REVOCATION_DELAY)))
        );
        leases = Leases(_putBehindProxy("leases", _leasesCode(), abi.encodeCall(Leases.initialize, ())));
        Rewards.Peers memory paid = Rewards.Peers(
            token,
            IBonds(_at("bonds")),
            ICommittee(_at("committee")),
            IDeposits(address(escrow)),
            params,
            _at("guardian")
        );
        Rewards.Schedule memory schedule =
            Rewards.Schedule(SUPPLY_CAP - GENESIS, 2 * 365 days, ACTIVATION_DELAY, 2_000_000e18);
        rewards = Rewards(_put("rewards", _code("Rewards"), abi.encode(paid, schedule)));
    }

    function _deployTrust() private {
        bonds = Bonds(_putBehindProxy("bonds", _bondsCode(), abi.encodeCall(Bonds.initialize, ())));
        devices = Devices(_putBehindProxy("devices", _devicesCode(), abi.encodeCall(Devices.initialize, (_classes()))));
        committee = Committee(
            _putBehindProxy(
                "committee", _committeeCode(), abi.encodeCall(Committee.initialize, (_addresses(verifiers), 5, 5))
            )
        );
    }

    /*                       CODE OF WHAT CAN BE UPGRADED: TESTS DEPLOY IT A SECOND TIME                       */

    function _leasesCode() internal view returns (bytes memory) {
        LeaseStore.Peers memory peers = LeaseStore.Peers(
            IHoldings(_at("escrow")), IDevices(_at("devices")), ICommittee(_at("committee")), _at("upgradeTimelock")
        );
        return abi.encodePacked(
            _code("Leases"), abi.encode(peers, Leases.Clocks(EPOCH, WINDOW_EPOCHS, SILENCE, FINALISE_GRACE))
        );
    }

    function _bondsCode() internal view returns (bytes memory) {
        Bonds.Peers memory peers =
            Bonds.Peers(token, params, guardian, _at("devices"), _at("committee"), _at("upgradeTimelock"));
        return abi.encodePacked(_code("Bonds"), abi.encode(peers, STAKE_DELAY, APPEAL_DELAY));
    }

    function _devicesCode() internal view returns (bytes memory) {
        Devices.Peers memory peers = Devices.Peers(
            IBonds(_at("bonds")),
            ICommittee(_at("committee")),
            params,
            guardian,
            _at("timelock"),
            _at("upgradeTimelock")
        );
        return abi.encodePacked(_code("Devices"), abi.encode(peers));
    }

    function _committeeCode() internal view returns (bytes memory) {
        Committee.Peers memory peers = Committee.Peers(
            IERC20(address(token)),
            IBonds(_at("bonds")),
            ILeases(_at("leases")),
            params,
            guardian,
            _at("timelock"),
            _at("upgradeTimelock")
        );
        Committee.Clocks memory clocks = Committee.Clocks(EPOCH, CHALLENGE_WINDOW, ANSWER_WINDOW, WINDOW_EPOCHS);
        return abi.encodePacked(_code("Committee"), abi.encode(peers, clocks));
    }

    /*                                               PARAMETERS                                                */

    function _rules() internal pure returns (IParams.Rule[] memory rules) {
        rules = new IParams.Rule[](10);
        rules[0] = _rule("feeBps", 200, 0, 1000, 5000);
        rules[1] = _rule("approvalDelay", 3 days, 1 hours, 14 days, 10_000);
        rules[2] = _rule("slashPerDayBps", 2000, 100, 2000, 5000);
        rules[3] = _rule("appealThreshold", 20_000e18, 1000e18, 1_000_000e18, 5000);
        rules[4] = _rule("seatStake", SEAT_STAKE, 1000e18, 1_000_000e18, 5000);
        rules[5] = _rule("slashBadRoot", 5000e18, 100e18, 100_000e18, 5000);
        rules[6] = _rule("slashEquivocation", 10_000e18, 100e18, 100_000e18, 5000);
        rules[7] = _rule("bounty", 500e18, 10e18, 10_000e18, 5000);
        rules[8] = _rule("demandDeposit", 100e18, 1e18, 10_000e18, 5000);
        rules[9] = _rule("rewardPerFee", 1e13, 1e9, 1e15, 5000);
    }

    function _rule(bytes32 key, uint256 value, uint256 min, uint256 max, uint256 step)
        private
        pure
        returns (IParams.Rule memory)
    {
        return IParams.Rule(key, value, IParams.Bounds(min, max, step));
    }

    function _classes() internal pure returns (Devices.FirstRule[] memory rules) {
        rules = new Devices.FirstRule[](3);
        rules[0] = Devices.FirstRule(1, IDevices.ClassRule(CLASS_1_STAKE, 1, true));
        rules[1] = Devices.FirstRule(2, IDevices.ClassRule(400e18, 2, true));
        rules[2] = Devices.FirstRule(3, IDevices.ClassRule(1600e18, 3, false));
    }

    /*                                                 HELPERS                                                 */

    /// @dev By name, so that no test carries the protocol in its own code. Where `MUTANT_ARTIFACTS` names a folder, the code
    /// comes from there: `npm run contracts:mutants` builds a mutant and runs these tests without building them again.
    function _code(string memory name) internal view returns (bytes memory) {
        string memory folder = vm.envOr("MUTANT_ARTIFACTS", string(""));
        if (bytes(folder).length == 0) return vm.getCode(string.concat(name, ".sol:", name));
        return vm.getCode(string.concat(folder, "/", name, ".sol/", name, ".json"));
    }

    function _at(bytes32 name) internal view returns (address) {
        return deployer.addressOf(name);
    }

    function _put(bytes32 name, bytes memory code, bytes memory args) private returns (address) {
        return deployer.deploy(name, abi.encodePacked(code, args));
    }

    function _putBehindProxy(bytes32 name, bytes memory initCode, bytes memory initialize) private returns (address) {
        address code = deployer.deploy(keccak256(abi.encode(name, "code")), initCode);
        return _put(name, _code("UpgradeableProxy"), abi.encode(code, initialize));
    }

    function _timelock(uint256 delay, address proposer) private pure returns (bytes memory) {
        address[] memory proposers = new address[](1);
        proposers[0] = proposer;
        // Anyone executes what is due: nobody can hold a decision back.
        return abi.encode(delay, proposers, new address[](1));
    }

    function _makeVerifiers(uint256 count) private {
        for (uint256 i; i < count; ++i) {
            verifiers.push(_key(string.concat("verifier ", vm.toString(i))));
        }
        // Seats are in the order of addresses.
        for (uint256 i = 1; i < count; ++i) {
            for (uint256 j = i; j > 0 && verifiers[j].addr < verifiers[j - 1].addr; --j) {
                Key memory moved = verifiers[j];
                verifiers[j] = verifiers[j - 1];
                verifiers[j - 1] = moved;
            }
        }
    }

    function _addresses(Key[] memory keys) internal pure returns (address[] memory addresses) {
        addresses = new address[](keys.length);
        for (uint256 i; i < keys.length; ++i) {
            addresses[i] = keys[i].addr;
        }
    }
}
