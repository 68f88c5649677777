package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Rehearsal;
import dev.caisse.connectors.TestCard.OddRefund;
import dev.caisse.connectors.TestCards;
import dev.caisse.connectors.sandbox.Entry.Face;
import dev.caisse.connectors.sandbox.Entry.Operation;
import dev.caisse.connectors.sandbox.Issuer.Proven;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.db.GroupCommit.Outcome;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Overloaded;
import dev.caisse.platform.db.Rows;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import dev.caisse.vault.CardNumber;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Test mode's bank: a counterpart with a book of its own, that knows the test cards and nothing of intents. An
/// operation and its record are one transaction, and a twin's effect falls with its record.
final class SandboxConnector implements Connector {
    static final String NAME = "sandbox";
    static final Capabilities CAPABILITIES = new Capabilities(_ -> true, false);

    private static final Logger LOG = LoggerFactory.getLogger(SandboxConnector.class);

    private final Db db;
    private final GroupCommit groupCommit;
    private final Clock clock;
    private final MerchantTime time;
    private final SecureRandom random;
    private final Line line;
    private final SendNotices notices;
    private final TakeOrder takeOrder;
    private final SandboxBook book = new SandboxBook();
    private final PayerChecks checks = new PayerChecks();
    private final Complaints complaints = new Complaints();
    private final OddRefunds oddRefunds = new OddRefunds();

    SandboxConnector(
            Db db,
            GroupCommit groupCommit,
            Clock clock,
            MerchantTime time,
            SecureRandom random,
            SendNotices notices,
            TakeOrder takeOrder) {
        this.takeOrder = takeOrder;
        this.db = db;
        this.groupCommit = groupCommit;
        this.clock = clock;
        this.time = time;
        this.random = random;
        this.line = new Line(clock);
        this.notices = notices;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Optional<Declined> screen(CardNumber number) {
        return screened(number);
    }

    /// The same for every way to reach the sandbox: the table decides.
    static Optional<Declined> screened(CardNumber number) {
        return TestCards.byNumber(number).isPresent()
                ? Optional.empty()
                : Optional.of(Refusals.of(DeclineCode.TESTMODE_DECLINE));
    }

    @Override
    public Answer authorize(Call call, Money amount, Means means, Capture capture) {
        return carry(Rehearsal.Operation.AUTHORIZE, call, () -> switch (means) {
            case Means.Card card -> authorize(call, amount, card, capture);
            case Means.Elsewhere elsewhere ->
                found(call, tx -> takeOrder.in(tx, call, amount, elsewhere)).answerTo(Operation.AUTHORIZE);
        });
    }

    private Answer authorize(Call call, Money amount, Means.Card card, Capture capture) {
        var entry = card.proof().isPresent()
                ? found(call, tx -> authorized(tx, call, amount, card, capture, proven(tx, call, amount, card)))
                : together(call, rows -> authorized(rows, call, amount, card, capture, Proven.NOT_SHOWN));
        return entry.answerTo(Operation.AUTHORIZE);
    }

    /// What only inserts is committed together with others', and the book's key decides.
    private Entry together(Call call, Function<Rows, Entry> act) {
        var rows = new Rows();
        var entry = act.apply(rows);
        book.add(rows, entry);
        return groupCommit.write(rows) == Outcome.WRITTEN
                ? entry
                : book.find(db, call.reference()).orElseThrow();
    }

    @Override
    public Answer resume(Call call) {
        return carry(
                Rehearsal.Operation.RESUME,
                call,
                () -> book.find(db, call.reference())
                        .map(entry -> entry.answerTo(Operation.AUTHORIZE))
                        .orElse(new Answer.Unknown("The sandbox never saw the beginning of this.")));
    }

    @Override
    public Answer capture(Call call, Money amount) {
        return once(call, Operation.CAPTURE, tx -> {
            var original = original(call);
            var refusal = refusal(tx, original, payment -> payment.refusesCaptureOf(amount));
            if (refusal.isEmpty()) {
                book.setMoved(tx, original, amount);
                complaints.expect(tx, original, time.nowMs(call.merchant()));
            }
            return entry(call, Operation.CAPTURE, amount, refusal);
        });
    }

    @Override
    public Answer cancel(Call call, Money amount) {
        return once(call, Operation.CANCEL, tx -> {
            var original = original(call);
            book.addIfAbsent(tx, neverToBe(original, amount));
            var refusal = refusal(tx, original, Entry::refusesCancel);
            if (refusal.isEmpty()) {
                book.cancel(tx, original);
            }
            return entry(call, Operation.CANCEL, amount, refusal);
        });
    }

    @Override
    public Answer refund(Call call, Money amount) {
        return once(call, Operation.REFUND, tx -> {
            var original = original(call);
            var payment = book.lock(tx, original);
            var refusal = payment.map(found -> found.refusesRefundOf(amount))
                    .orElseGet(() -> Optional.of(Entry.unknownOriginal()));
            var done = entry(call, Operation.REFUND, amount, refusal);
            if (refusal.isPresent()) {
                return done;
            }
            book.addRefunded(tx, original, amount.minor());
            return payment.flatMap(Entry::card)
                    .flatMap(Issuer::oddRefund)
                    .map(kind -> odd(tx, call, done, kind))
                    .orElse(done);
        });
    }

    /// It will end otherwise than it begins.
    private Entry odd(Tx tx, Call call, Entry done, OddRefund kind) {
        oddRefunds.add(tx, call, original(call), kind, time.nowMs(call.merchant()) + TurnRefunds.DELAY.toMillis());
        return kind == OddRefund.PENDING_THEN_SUCCEEDED ? done.pending() : done;
    }

    @Override
    public Answer contest(Call call, String dispute, Money amount, Map<String, String> evidence) {
        return once(call, Operation.CONTEST, tx -> {
            var complaint = complaints.lock(tx, dispute).filter(found -> found.isOf(original(call)));
            complaint
                    .filter(Complaint::awaitsAnswer)
                    .ifPresent(open ->
                            complaints.save(tx, open.contested(evidence.values(), time.nowMs(open.merchant()))));
            return entry(call, Operation.CONTEST, amount, refusal(complaint));
        });
    }

    @Override
    public Answer concede(Call call, String dispute, Money amount) {
        return once(call, Operation.CONCEDE, tx -> {
            var complaint = complaints.lock(tx, dispute).filter(found -> found.isOf(original(call)));
            complaint.filter(Complaint::awaitsAnswer).ifPresent(open -> complaints.save(tx, open.conceded()));
            return entry(call, Operation.CONCEDE, amount, refusal(complaint));
        });
    }

    @Override
    public Optional<DisputeNews> lookupDispute(Call call) {
        return line.carry(
                Rehearsal.Operation.LOOKUP,
                call,
                new Errand<>(() -> news(call.reference()), _ -> Optional.empty(), _ -> {}));
    }

    @Override
    public Answer lookup(Call call) {
        return carry(
                Rehearsal.Operation.LOOKUP,
                call,
                () -> book.find(db, call.reference()).map(Entry::answer).orElseGet(Answer.NeverSeen::new));
    }

    @Override
    public Optional<Notice> readNotice(Map<String, String> headers, byte[] body) {
        return notices.read(headers, body);
    }

    private Answer once(Call call, Operation operation, Function<Tx, Entry> act) {
        return carry(
                Rehearsal.Operation.valueOf(operation.name()),
                call,
                () -> found(call, act).answerTo(operation));
    }

    private Entry found(Call call, Function<Tx, Entry> act) {
        return book.find(db, call.reference()).orElseGet(() -> written(call, act));
    }

    private Answer carry(Rehearsal.Operation operation, Call call, Supplier<Answer> act) {
        return line.carry(
                operation,
                call,
                new Errand<>(() -> answering(act), Answer.Unknown::new, answer -> notices.of(call, operation, answer)));
    }

    private Entry written(Call call, Function<Tx, Entry> act) {
        try {
            return db.inTransaction(tx -> {
                var entry = act.apply(tx);
                book.add(tx, entry);
                return entry;
            });
        } catch (DbFailure e) {
            // A twin was first: what this one did was rolled back, and the twin's answer is the answer.
            if (e.broke(SandboxBook.ONE_EFFECT)) {
                return book.find(db, call.reference()).orElseThrow();
            }
            throw e;
        }
    }

    private static Answer answering(Supplier<Answer> work) {
        try {
            return work.get();
        } catch (DbFailure | Overloaded e) {
            LOG.error("The sandbox cannot reach its book; the outcome is unknown", e);
            return new Answer.Unknown("The sandbox could not reach its book.");
        }
    }

    private Optional<Declined> refusal(Tx tx, String original, Function<Entry, Optional<Declined>> rule) {
        return book.lock(tx, original).map(rule).orElseGet(() -> Optional.of(Entry.unknownOriginal()));
    }

    private Optional<DisputeNews> news(String dispute) {
        try {
            return complaints.find(db, dispute).flatMap(Complaint::news);
        } catch (DbFailure e) {
            LOG.error("The sandbox cannot reach its book; how a dispute stands is unknown", e);
            return Optional.empty();
        }
    }

    private static Optional<Declined> refusal(Optional<Complaint> complaint) {
        if (complaint.isEmpty()) {
            return Optional.of(Entry.unknownDispute());
        }
        return complaint.get().awaitsAnswer() ? Optional.empty() : Optional.of(Complaint.tooLate());
    }

    private Entry authorized(Inserts into, Call call, Money amount, Means.Card card, Capture capture, Proven proven) {
        var refusal = Issuer.refusal(card, amount, proven, thisMonth(call));
        var granted = granted(call, amount);
        boolean moves = refusal.isEmpty() && capture == Capture.AUTOMATIC;
        if (refusal.isEmpty() && !amount.isZero()) {
            Issuer.complaint(card).ifPresent(kind -> {
                var complaint = Complaint.of(kind, "sbx_dp_" + Tokens.letters(random, 20), call, granted);
                complaints.add(into, moves ? complaint.expected(time.nowMs(call.merchant())) : complaint);
            });
        }
        return new Entry(
                call.reference(),
                Operation.AUTHORIZE,
                Optional.empty(),
                granted,
                moves ? Optional.of(granted.minor()) : Optional.empty(),
                0,
                0,
                answer(refusal, granted, Issuer.checks(card)),
                Optional.of(new Face(card.number().brand().word(), card.number().last4())),
                call.statement(),
                clock.nowMs());
    }

    private static Money granted(Call call, Money asked) {
        boolean isPartial = call.rehearsal()
                .flatMap(Rehearsal::read)
                .filter(Rehearsal::isPartial)
                .isPresent();
        return isPartial ? Money.of((asked.minor() + 1) / 2, asked.currency()) : asked;
    }

    /// A proof is used up by the authorisation it comes with, whatever becomes of that.
    private Proven proven(Tx tx, Call call, Money amount, Means.Card card) {
        return card.proof()
                .map(proof -> checks.use(tx, proof, card.number(), amount, call.reference()))
                .map(isGood -> isGood ? Proven.YES : Proven.REFUTED)
                .orElse(Proven.NOT_SHOWN);
    }

    private Entry entry(Call call, Operation operation, Money amount, Optional<Declined> refusal) {
        boolean moves = refusal.isEmpty() && (operation == Operation.CAPTURE || operation == Operation.REFUND);
        return new Entry(
                call.reference(),
                operation,
                Optional.of(original(call)),
                amount,
                moves ? Optional.of(amount.minor()) : Optional.empty(),
                0,
                0,
                answer(refusal, amount, Checks.NONE),
                Optional.empty(),
                Optional.empty(),
                clock.nowMs());
    }

    private Entry neverToBe(String reference, Money amount) {
        return new Entry(
                reference,
                Operation.NOTHING,
                Optional.empty(),
                amount,
                Optional.empty(),
                0,
                0,
                Refusals.of(DeclineCode.ALREADY_CANCELED),
                Optional.empty(),
                Optional.empty(),
                clock.nowMs());
    }

    private Answer answer(Optional<Declined> refusal, Money amount, Checks checks) {
        return refusal.<Answer>map(Function.identity())
                .orElseGet(() -> new Answer.Approved("sbx_" + Tokens.letters(random, 20), amount, checks));
    }

    private static String original(Call call) {
        return call.original()
                .map(Call.Original::reference)
                .orElseThrow(() -> new IllegalArgumentException("this call must name the authorisation it acts on"));
    }

    private YearMonth thisMonth(Call call) {
        return YearMonth.from(Instant.ofEpochMilli(time.nowMs(call.merchant())).atOffset(ZoneOffset.UTC));
    }
}
