// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ILeases } from "../../src/interfaces/ILeases.sol";
import { Amounts } from "../../src/libraries/Amounts.sol";
import { Attested, Observation, Uptime } from "../../src/libraries/Attested.sol";
import { Close, Offer, Order, Session } from "../../src/libraries/Signed.sol";
import { Slots } from "../../src/libraries/Slots.sol";
import { Key } from "../base/Actors.sol";
import { Attesting } from "../base/Attesting.sol";
import { Hashed } from "../base/Hashed.sol";

/// @title MoneyHandler
/// @notice Everything that people do with money, in any order: three customers with changing keys, two operators, and someone
/// who tries what is not allowed. It keeps its own books beside the contracts'.
contract MoneyHandler is Attesting {
    /// @dev The handler's own memory of a lease.
    struct Book {
        bytes32 id;
        uint256 customerAt;
        uint96 rate;
        uint8 tier;
        uint16 feeBps;
        uint128 funded;
        uint128 coverAtStart;
        uint128 evidence;
        uint128 paid;
        uint128 credited;
        uint128 refunded;
        uint32 down;
        uint32 windowDown;
        uint32 previous;
        bool finalised;
        Offer offer;
    }

    Book[] internal books;
    Book private _nothing;
    Key[3] internal customers;
    Key[3] internal keys;
    Key[2] internal operators;
    bytes32[2] internal deviceIds;
    uint256 internal nextSalt;
    uint256 internal nextKey;

    // Ghost sums, in µUSDC.
    uint256 public ghostIn;
    uint256 public ghostOut;
    uint256 public ghostGifts;
    uint256 public ghostPaid;
    uint256 public ghostFeesAtMost;
    mapping(address wallet => uint256[]) internal thawedAt;
    mapping(address wallet => uint256[]) internal thawedAmount;
    mapping(address wallet => uint256) public withdrawn;
    bool public brokeCreditBounds;
    bool public brokeMonotony;
    bool public brokeAgreedFee;
    // Every fee that was ever in force, the last one now, and when each was replaced.
    uint16[] internal fees = [200];
    mapping(uint16 bps => uint256) internal replacedAt;
    /// @dev How often each thing worth reaching was reached.
    mapping(bytes32 what => uint256 times) public reached;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 3; ++i) {
            customers[i] = _key(string.concat("customer ", vm.toString(i)));
            _newKey(i);
        }
        for (uint256 i; i < 2; ++i) {
            operators[i] = _key(string.concat("operator ", vm.toString(i)));
            operator = operators[i];
            device = _deviceKey(string.concat("device ", vm.toString(i)));
            deviceIds[i] = device.id;
            payout = operator.addr;
            _enrol(_enrolment());
            vm.prank(address(timelock));
            devices.setTier(device.id, uint8(i + 1), "test");
        }
    }

    function actions() external pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](20);
        selectors[0] = this.deposit.selector;
        selectors[1] = this.thaw.selector;
        selectors[2] = this.cancelThaw.selector;
        selectors[3] = this.withdraw.selector;
        selectors[4] = this.renewKey.selector;
        selectors[5] = this.open.selector;
        selectors[6] = this.open.selector;
        selectors[7] = this.topUp.selector;
        selectors[8] = this.redeem.selector;
        selectors[9] = this.redeemTab.selector;
        selectors[10] = this.attest.selector;
        selectors[11] = this.attest.selector;
        selectors[12] = this.timeout.selector;
        selectors[13] = this.close.selector;
        selectors[14] = this.end.selector;
        selectors[15] = this.finalise.selector;
        selectors[16] = this.takeEarnings.selector;
        selectors[17] = this.govern.selector;
        selectors[18] = this.gift.selector;
        selectors[19] = this.cheat.selector;
    }

    /*                                               DEPOSITS                                                  */

    function deposit(uint256 who, uint256 amount) external {
        amount = bound(amount, 1, 500e6);
        _deposit(_wallet(who), uint128(amount));
        ghostIn += amount;
        _passTime(amount);
    }

    function thaw(uint256 who, uint256 amount) external {
        address wallet = _wallet(who);
        (uint128 balance, uint128 thawing,) = escrow.balanceOf(wallet);
        if (balance == thawing) return;
        amount = bound(amount, 1, balance - thawing);
        vm.prank(wallet);
        escrow.thaw(uint128(amount));
        thawedAt[wallet].push(block.timestamp);
        thawedAmount[wallet].push(amount);
        _passTime(amount);
    }

    function cancelThaw(uint256 who) external {
        address wallet = _wallet(who);
        (, uint128 thawing,) = escrow.balanceOf(wallet);
        if (thawing == 0) return;
        vm.prank(wallet);
        escrow.cancelThaw();
    }

    function withdraw(uint256 who, uint256 most) external {
        address wallet = _wallet(who);
        (,, uint128 withdrawable) = escrow.balanceOf(wallet);
        if (withdrawable == 0) return;
        vm.prank(wallet);
        uint128 amount = escrow.withdraw(uint128(bound(most, 1, type(uint128).max)));
        ++reached["withdraw"];
        ghostOut += amount;
        withdrawn[wallet] += amount;
    }

    /*                                               SESSIONS                                                  */

    function renewKey(uint256 who) external {
        who %= 3;
        vm.prank(customers[who].addr);
        try escrow.revoke(keys[who].addr) { } catch { } // it may have ended by its date
        _newKey(who);
    }

    /*                                                LEASES                                                   */

    function open(uint256 who, uint256 which, uint256 rate, uint256 maxSeconds, uint256 tier) external {
        if (books.length >= 24) return;
        (who, which) = (who % 3, which % 2);
        if (_ended(who)) _newKey(who);
        Order memory order = Order({
            customer: customers[who].addr,
            specHash: bytes32(nextSalt),
            maxRatePerHour: uint96(bound(rate, 0, 5e6)),
            maxTotal: uint128(bound(rate >> 96, 0, 40e6)),
            startBy: uint40(block.timestamp),
            maxSeconds: uint32(bound(maxSeconds, 1, 40 hours)),
            minTier: uint8(bound(tier, 0, which + 1)),
            salt: nextSalt++
        });
        Offer memory offer = Offer(
            deviceIds[which], Hashed.hash(order), order.maxRatePerHour, order.minTier, uint40(block.timestamp), 0
        );
        (customer, key, operator) = (customers[who], keys[who], operators[which]);
        bytes memory ordered = _signOrder(key, order);
        bytes memory offered = _sign(operator, _digest(address(leases), Hashed.hash(offer)));
        // Short of money, cap or cover is a fair refusal.
        try leases.open(order, key.addr, ordered, offer, offered) returns (bytes32 id) {
            _remember(id, who, offer);
            ++reached[order.minTier == 0 ? bytes32("open") : bytes32("open sla")];
        } catch { }
        _passTime(rate);
    }

    function topUp(uint256 which, uint256 who, uint256 amount) external {
        (bool found, Book storage book) = _running(which);
        if (!found) return;
        address wallet = _wallet(who);
        (uint128 balance, uint128 thawing,) = escrow.balanceOf(wallet);
        if (balance == thawing) return;
        amount = bound(amount, 1, balance - thawing);
        vm.prank(wallet);
        leases.topUp(book.id, uint128(amount));
        book.funded += uint128(amount);
    }

    function redeem(uint256 which, uint256 cumulative) external {
        (bool found, Book storage book) = _unfinalised(which);
        if (!found) return;
        uint256 who = book.customerAt;
        if (_ended(who)) _newKey(who);
        cumulative = bound(cumulative, 1, 60e6);
        (customer, key) = (customers[who], keys[who]);
        if (cumulative > book.evidence) book.evidence = uint128(cumulative);
        try leases.redeem(
            book.id, uint128(cumulative), key.addr, _signVoucher(key, book.id, uint128(cumulative))
        ) returns (
            uint128 amount
        ) {
            ++reached["voucher"];
            _countPaid(book, amount);
        } catch { } // nothing beyond what was paid
    }

    function attest(uint256 which, uint64 up, uint64 seen) external {
        (bool found, Book storage book) = _unfinalised(which);
        if (!found || guardian.isPaused(8)) return;
        (uint32 last,) = committee.lastEpochs();
        uint32 epoch = _epochNow() - 1;
        (uint40 startedAt, uint40 endsAt) = leases.spanOf(book.id);
        // The last epoch of a lease is the one that closes its window.
        uint32 lastOfLease = uint32((endsAt - 1) / EPOCH);
        if (lastOfLease < epoch && lastOfLease + 40 > epoch) epoch = lastOfLease;
        if (epoch <= last || _start(epoch + 1) <= startedAt || _start(epoch) >= endsAt) return;

        Uptime memory leaf = _nextLeaf(book, epoch, up, seen);
        bytes32[] memory path = _attest(epoch, leaf);
        book.previous = epoch;
        book.down = leaf.downSeconds;
        book.windowDown = leaf.windowDownSeconds;
        _makeFinal();
        _settle(book, epoch, leaf, path);
    }

    function timeout(uint256 which) external {
        (bool found, Book storage book) = _unfinalised(which);
        if (!found) return;
        uint256 since = committee.lastPostedAt();
        if (block.timestamp < since + SILENCE) vm.warp(since + SILENCE);
        (uint40 startedAt, uint40 endsAt) = leases.spanOf(book.id);
        uint256 until = block.timestamp < endsAt ? block.timestamp : endsAt;
        uint256 up = until - startedAt;
        uint32 down = leases.leaseOf(book.id).downSeconds;
        uint256 due = Amounts.amountDown(book.rate, up > down ? up - down : 0);
        if (due > book.evidence) book.evidence = uint128(due);
        try leases.settleByTimeout(book.id) returns (uint128 amount) {
            ++reached["timeout"];
            _countPaid(book, amount);
        } catch { } // nothing beyond what was paid
    }

    function close(uint256 which, bool byCustomer) external {
        (bool found, Book storage book) = _running(which);
        if (!found) return;
        ILeases.Lease memory lease = leases.leaseOf(book.id);
        vm.prank(byCustomer ? lease.customer : lease.operator);
        leases.close(book.id, "done");
        ++reached["close"];
        _passTime(which);
    }

    function end(uint256 which, uint256 cumulative, bool byKey, bool byDevice) external {
        (bool found, Book storage book) = _unfinalised(which);
        if (!found || (!byKey && !byDevice)) return;
        uint256 who = book.customerAt;
        if (_ended(who)) _newKey(who);
        cumulative = bound(cumulative, 0, 60e6);
        Close memory closing = Close(book.id, uint128(cumulative), "done");
        bytes32 digest = _digest(address(leases), Hashed.hash(closing));
        if (byKey && cumulative > book.evidence) book.evidence = uint128(cumulative);
        bytes memory keySignature = byKey ? _sign(keys[who], digest) : bytes("");
        bytes memory offerSignature = byDevice ? _sign(_operatorOf(book), digest) : bytes("");
        uint128 paidBefore = leases.leaseOf(book.id).paid;
        leases.end(book.offer, closing, keys[who].addr, keySignature, offerSignature);
        ILeases.Lease memory lease = leases.leaseOf(book.id);
        _countPaid(book, lease.paid - paidBefore);
        ++reached[byKey && byDevice ? bytes32("end by both") : bytes32("end by one")];
        if (byKey && byDevice) _countFinalised(book, lease);
    }

    function finalise(uint256 which) external {
        (bool found, Book storage book) = _unfinalised(which);
        if (!found) return;
        (, uint40 endsAt) = leases.spanOf(book.id);
        if (block.timestamp < endsAt + FINALISE_GRACE) vm.warp(endsAt + FINALISE_GRACE);
        leases.finalise(book.id);
        ++reached["finalise"];
        _countFinalised(book, leases.leaseOf(book.id));
    }

    /*                                                 TABS                                                    */

    function redeemTab(uint256 who, uint256 which, uint256 more) external {
        (who, which) = (who % 3, which % 2);
        if (_ended(who)) _newKey(who);
        (customer, key, operator) = (customers[who], keys[who], operators[which]);
        agreedBps = fees[more % fees.length];
        uint128 redeemed = escrow.tabRedeemed(customer.addr, operator.addr, agreedBps);
        uint128 cumulative = redeemed + uint128(bound(more, 1, 50e6));
        bytes memory signature = _signTab(key, cumulative);
        uint256 booked = escrow.feesBooked();
        try escrow.redeemTab(_tab(cumulative), key.addr, signature) returns (uint128 paid) {
            uint256 bps = _feeOfTab();
            ++reached[bps == fees[fees.length - 1] ? bytes32("tab") : bytes32("tab at an old fee")];
            if (bps != agreedBps) ++reached["tab too old"];
            uint256 fee = uint256(paid) * bps / 10_000;
            if (escrow.feesBooked() - booked != fee) brokeAgreedFee = true;
            ghostPaid += paid;
            ghostFeesAtMost += fee;
        } catch { } // no balance, no cap
        _passTime(more);
    }

    function takeEarnings(uint256 which, uint256 keep) external {
        address wallet = operators[which % 2].addr;
        uint128 earned = escrow.earnedBy(wallet);
        if (earned == 0) return;
        keep = bound(keep, 0, earned);
        if (keep != 0) {
            vm.prank(wallet);
            escrow.keepEarnings(uint128(keep));
        }
        if (keep != earned) ghostOut += escrow.withdrawEarnings(wallet);
        if (escrow.fees() != 0 && which % 3 == 0) ghostOut += escrow.sweepFees();
    }

    /*                                            WHAT HAPPENS AROUND                                          */

    /// @dev Fees move within their bounds, pauses come and go, and now and then a season passes.
    function govern(uint256 seed) external {
        if (seed % 8 == 7) skip(60 days);
        uint16 bps = fees[fees.length - 1];
        replacedAt[bps] = block.timestamp;
        fees.push(uint16(bound(seed, bps - bps / 2, bps + bps / 2 > 1000 ? 1000 : bps + bps / 2)));
        _changeFee(fees[fees.length - 1]);
        vm.prank(council);
        try guardian.pause(uint8(seed % 16)) { } catch { } // at rest
        vm.prank(address(timelock));
        guardian.extend(uint40(block.timestamp + 300 days));
        _passTime(seed);
    }

    function gift(uint256 amount) external {
        amount = bound(amount, 1, 10e6);
        _fund(address(escrow), amount);
        ghostGifts += amount;
    }

    /// @dev Someone tries what must fail; if it works the run fails here.
    function cheat(uint256 which, uint256 seed) external {
        if (books.length == 0) return;
        Book storage book = books[which % books.length];
        Key memory thief = _key("thief");
        (customer, operator) = (customers[book.customerAt], thief);
        bytes[7] memory attempts = [
            abi.encodeCall(leases.redeem, (book.id, 1e6, thief.addr, _signVoucher(thief, book.id, 1e6))),
            abi.encodeCall(leases.close, (book.id, "mine")),
            abi.encodeCall(escrow.redeemTab, (_tab(1e6), thief.addr, _signTab(thief, 1e6))),
            abi.encodeCall(escrow.withdraw, (1)),
            abi.encodeCall(escrow.keepEarnings, (1)),
            abi.encodeCall(escrow.pay, (thief.addr, 1, 0)),
            abi.encodeCall(escrow.release, (bytes20(0), 1, thief.addr, 0))
        ];
        uint256 pick = seed % attempts.length;
        vm.prank(thief.addr);
        (bool accepted,) = (pick < 2 ? address(leases) : address(escrow)).call(attempts[pick]);
        require(!accepted, "a thief got through");
    }

    /*                                                  VIEWS                                                  */

    function bookCount() external view returns (uint256) {
        return books.length;
    }

    function bookAt(uint256 i) external view returns (Book memory) {
        return books[i];
    }

    function wallets() public view returns (address[] memory all) {
        all = new address[](5);
        for (uint256 i; i < 3; ++i) {
            all[i] = customers[i].addr;
        }
        for (uint256 i; i < 2; ++i) {
            all[3 + i] = operators[i].addr;
        }
    }

    /// @dev What `wallet` asked for at least a withdrawal delay ago.
    function ripeOf(address wallet) external view returns (uint256 ripe) {
        for (uint256 i; i < thawedAt[wallet].length; ++i) {
            if (thawedAt[wallet][i] + WITHDRAWAL_DELAY <= block.timestamp) ripe += thawedAmount[wallet][i];
        }
    }

    function market() external view returns (address, address, address) {
        return (address(escrow), address(leases), address(usdc));
    }

    /// @dev Closes and finalises every lease under every pause: it must always work.
    function goHome() external {
        vm.prank(council);
        try guardian.pause(15) { } catch { }
        for (uint256 i; i < books.length; ++i) {
            Book storage book = books[i];
            ILeases.Lease memory lease = leases.leaseOf(book.id);
            if (lease.status == ILeases.LeaseStatus.Running) {
                vm.prank(lease.customer);
                leases.close(book.id, "home");
            }
        }
        skip(FINALISE_GRACE);
        for (uint256 i; i < books.length; ++i) {
            if (leases.leaseOf(books[i].id).status == ILeases.LeaseStatus.Ended) leases.finalise(books[i].id);
        }
    }

    /*                                                 PRIVATE                                                 */

    /// @dev What honest verifiers say that saw this.
    function _nextLeaf(Book storage book, uint32 epoch, uint64 up, uint64 seen)
        private
        view
        returns (Uptime memory leaf)
    {
        Observation[] memory observations = new Observation[](5);
        for (uint256 i; i < 5; ++i) {
            observations[i] = Observation(up | uint64(i), seen);
        }
        (uint40 startedAt, uint40 endsAt) = leases.spanOf(book.id);
        uint64 inForce = Slots.within(_start(epoch), SLOT, startedAt, endsAt);
        uint32 down = uint32(Slots.count(Slots.down(observations, 3) & inForce) * SLOT);
        bool sameWindow = book.previous != 0 && book.previous / WINDOW_EPOCHS == epoch / WINDOW_EPOCHS;
        leaf.lease = book.id;
        leaf.device = book.offer.device;
        leaf.previous = book.previous;
        leaf.downSeconds = book.down + down;
        leaf.windowDownSeconds = (sameWindow ? book.windowDown : 0) + down;
        leaf.evidence = Attested.evidence(observations);
    }

    function _settle(Book storage book, uint32 epoch, Uptime memory leaf, bytes32[] memory path) private {
        (uint40 startedAt, uint40 endsAt) = leases.spanOf(book.id);
        uint256 until = _start(epoch + 1) < endsAt ? _start(epoch + 1) : endsAt;
        uint256 up = until - startedAt;
        uint256 due = Amounts.amountDown(book.rate, up > leaf.downSeconds ? up - leaf.downSeconds : 0);
        if (due > book.evidence) book.evidence = uint128(due);
        uint128 coverBefore = leases.leaseOf(book.id).cover;
        try leases.settle(epoch, leaf, path) returns (uint128 amount, uint128 credit) {
            if (amount != 0) ++reached["attested"];
            if (credit != 0) ++reached["credit"];
            _countPaid(book, amount);
            book.credited += credit;
            uint256 windowFees = Amounts.amountDown(book.rate, uint256(WINDOW_EPOCHS) * EPOCH);
            if (credit > coverBefore || credit > windowFees || book.credited > book.paid) brokeCreditBounds = true;
            // The same leaf again credits nothing.
            try leases.settle(epoch, leaf, path) returns (uint128, uint128 again) {
                if (again != 0) brokeCreditBounds = true;
            } catch { }
        } catch { } // nothing new
    }

    /// @dev What a tab at `agreedBps` pays by the handler's own memory.
    function _feeOfTab() private view returns (uint16) {
        uint16 inForce = fees[fees.length - 1];
        if (agreedBps >= inForce) return agreedBps;
        return block.timestamp - replacedAt[agreedBps] < 60 days ? agreedBps : inForce;
    }

    function _countPaid(Book storage book, uint128 amount) private {
        uint128 paid = leases.leaseOf(book.id).paid;
        if (paid != book.paid + amount) brokeMonotony = true;
        book.paid = paid;
        ghostPaid += amount;
        ghostFeesAtMost += uint256(amount) * book.feeBps / 10_000;
    }

    function _countFinalised(Book storage book, ILeases.Lease memory lease) private {
        book.finalised = true;
        book.refunded = lease.deposit - lease.paid;
    }

    function _remember(bytes32 id, uint256 who, Offer memory offer) private {
        ILeases.Lease memory lease = leases.leaseOf(id);
        Book storage book = books.push();
        book.id = id;
        book.customerAt = who;
        book.rate = lease.ratePerHour;
        book.tier = lease.tier;
        book.feeBps = lease.feeBps;
        book.funded = lease.deposit;
        book.coverAtStart = lease.cover;
        book.offer = offer;
    }

    function _newKey(uint256 who) private {
        keys[who] = _key(string.concat("key ", vm.toString(nextKey++)));
        (customer, key) = (customers[who], keys[who]);
        Session memory session = _session();
        session.cap = 300e6;
        session.validUntil = uint40(block.timestamp + 30 days);
        _authorise(session);
    }

    function _ended(uint256 who) private view returns (bool) {
        return block.timestamp >= escrow.sessionOf(customers[who].addr, keys[who].addr).validUntil;
    }

    function _wallet(uint256 who) private view returns (address) {
        return wallets()[who % 5];
    }

    function _operatorOf(Book storage book) private view returns (Key memory) {
        return operators[book.offer.device == deviceIds[0] ? 0 : 1];
    }

    /// @dev One of the leases that run, starting the search at `which`.
    function _running(uint256 which) private view returns (bool, Book storage) {
        for (uint256 i; i < books.length; ++i) {
            Book storage book = books[(which % books.length + i) % books.length];
            if (leases.leaseOf(book.id).status == ILeases.LeaseStatus.Running) return (true, book);
        }
        return (false, _nothing);
    }

    /// @dev One of the leases that are not finalised, starting the search at `which`.
    function _unfinalised(uint256 which) private view returns (bool, Book storage) {
        for (uint256 i; i < books.length; ++i) {
            Book storage book = books[(which % books.length + i) % books.length];
            if (!book.finalised) return (true, book);
        }
        return (false, _nothing);
    }

    function _passTime(uint256 seed) private {
        skip(uint256(keccak256(abi.encode(seed))) % 3 hours);
    }
}
