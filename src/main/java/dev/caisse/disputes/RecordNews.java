package dev.caisse.disputes;

import dev.caisse.api.Caller;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.Attempts;
import dev.caisse.attempts.Respondent;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.DisputeNews.Standing;
import dev.caisse.payments.Alarm;
import dev.caisse.payments.Charge;
import dev.caisse.payments.Charges;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// *Record*: what a bank says of a dispute, in one transaction, with the intent locked first. The same news twice, and
/// old news, change nothing; what cannot be placed is not acknowledged.
final class RecordNews implements Respondent {
    private static final Logger LOG = LoggerFactory.getLogger(RecordNews.class);

    private final Db db;
    private final Ids ids;
    private final PaymentIntents intents;
    private final MoveDispute move;
    private final Alarm alarm;
    private final Attempts attempts = new Attempts();
    private final Charges charges = new Charges();
    private final Disputes disputes = new Disputes();

    RecordNews(Db db, Ids ids, PaymentIntents intents, MoveDispute move, Alarm alarm) {
        this.db = db;
        this.ids = ids;
        this.intents = intents;
        this.move = move;
        this.alarm = alarm;
    }

    @Override
    public boolean told(Caller caller, String connector, Optional<Attempt> authorization, DisputeNews news) {
        if (authorization.filter(attempt -> attempt.whose() == Whose.PAYMENT).isEmpty()) {
            alarm.raise("%s tells of dispute %s of a payment that is not ours".formatted(connector, news.reference()));
            return false;
        }
        return db.inTransaction(tx -> isRecorded(tx, caller, connector, authorization.get(), news));
    }

    /// What was asked about one that is known.
    void told(Caller caller, Dispute known, DisputeNews news) {
        db.inTransaction(tx -> {
            var intent = intents.lock(tx, caller.tenant(), known.intent()).orElseThrow();
            disputes.lock(tx, caller.tenant(), known.id())
                    .ifPresent(dispute -> move(tx, caller, intent, dispute, news));
            return null;
        });
    }

    private boolean isRecorded(Tx tx, Caller caller, String connector, Attempt authorization, DisputeNews news) {
        var intent = intents.lock(tx, caller.tenant(), authorization.intent()).orElseThrow();
        var known = disputes.lock(tx, caller.tenant(), connector, news.reference());
        if (known.isPresent()) {
            move(tx, caller, intent, known.get(), news);
            return true;
        }
        var charge = charges.findOf(tx, caller.tenant(), authorization.id()).filter(Charge::isPaid);
        if (charge.isEmpty() && attempts.isBeingReturned(tx, caller.tenant(), authorization)) {
            goesBackAnyway(authorization, news);
            return true;
        }
        return charge.filter(paid -> isDisputable(paid, news))
                .map(paid -> opened(tx, caller, connector, intent, paid, news))
                .isPresent();
    }

    /// Money that was never a payment, such as a part of one, is on its way back, and is with the payer whoever sends
    /// it.
    /// Nobody answers for it, so the bank cannot decide for us; if it did, it would be our turn again.
    private void goesBackAnyway(Attempt authorization, DisputeNews news) {
        if (news.standing() == Standing.WON) {
            alarm.raise("dispute %s gives back money of attempt %d, which is the payer's"
                    .formatted(news.reference(), authorization.id()));
        }
    }

    private Dispute opened(
            Tx tx, Caller caller, String connector, PaymentIntent intent, Charge charge, DisputeNews news) {
        var opened = Dispute.opened(ids.next(), charge.id(), intent.id(), connector, news);
        return move.begin(tx, caller, intent, charge, opened, opened.told(news));
    }

    /// A payment whose own answer is not recorded yet is one that will be. An inquiry moves no money: what it asks
    /// about may have been refunded before we hear of it.
    private boolean isDisputable(Charge charge, DisputeNews news) {
        if (charge.captured() == 0) {
            LOG.warn("dispute {} is told of before its payment was; it must be told again", news.reference());
            return false;
        }
        var amount = news.amount();
        long most = news.standing().isWarning()
                ? charge.captured()
                : charge.captured() - charge.refunded() - charge.withheld();
        boolean fits =
                amount.currency().equals(charge.amount().currency()) && amount.minor() > 0 && amount.minor() <= most;
        if (!fits) {
            alarm.raise("dispute %s is about %s, which is more than is left of charge %s"
                    .formatted(news.reference(), amount, Prefix.CHARGE.id(charge.id())));
        }
        return fits;
    }

    private void move(Tx tx, Caller caller, PaymentIntent intent, Dispute dispute, DisputeNews news) {
        if (!dispute.isNews(news)) {
            return;
        }
        if (dispute.contradicts(news)) {
            alarm.raise("dispute %s is %s and is told to be %s now"
                    .formatted(
                            news.reference(),
                            dispute.state().status(),
                            news.standing().word()));
        }
        move.to(tx, caller, intent, dispute, dispute.told(news));
    }
}
