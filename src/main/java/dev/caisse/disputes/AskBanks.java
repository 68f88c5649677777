package dev.caisse.disputes;

import dev.caisse.api.Caller;
import dev.caisse.attempts.AskOutside;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.Routing;
import dev.caisse.disputes.Disputes.Due;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks banks how disputes stand that should have come further: when the time to answer is over, and every hour while
/// one is under review. Safe on any number of nodes: whoever asks has the next look an hour ahead.
final class AskBanks {
    private static final Logger LOG = LoggerFactory.getLogger(AskBanks.class);

    private final Db db;
    private final Clock clock;
    private final Clocks clocks;
    private final Duration timeout;
    private final Routing routing;
    private final RecordNews recordNews;
    private final AskOutside outside;
    private final Disputes disputes = new Disputes();

    AskBanks(Db db, Clock clock, Clocks clocks, Duration timeout, Routing routing, RecordNews recordNews) {
        this.db = db;
        this.clock = clock;
        this.clocks = clocks;
        this.timeout = timeout;
        this.routing = routing;
        this.recordNews = recordNews;
        this.outside = new AskOutside(clock);
    }

    /// A few of them. One that fails must not keep the others waiting.
    void run() {
        long nowMs = clock.nowMs();
        for (var due : disputes.claimDue(db, nowMs, nowMs + MoveDispute.LOOK_EVERY.toMillis())) {
            try {
                clocks.look(due.tenant());
                ask(due);
            } catch (RuntimeException e) {
                LOG.error("dispute {} could not be asked about", due.dispute().id(), e);
            }
        }
    }

    private void ask(Due due) {
        var dispute = due.dispute();
        long deadlineMs = clock.nowMs() + timeout.toMillis();
        var call = new Call(dispute.reference(), Optional.empty(), deadlineMs);
        var news = outside.<Optional<DisputeNews>>run(
                deadlineMs, () -> routing.connector(dispute.connector()).lookupDispute(call), _ -> Optional.empty());
        news.ifPresent(told -> recordNews.told(Caller.worker(due.tenant()), dispute, told));
    }
}
