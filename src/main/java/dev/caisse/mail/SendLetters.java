package dev.caisse.mail;

import dev.caisse.mail.Letter.Kind;
import dev.caisse.mail.Letters.End;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.mail.Handover;
import dev.caisse.platform.mail.Mail;
import dev.caisse.platform.mail.SmtpClient;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands queued letters over to the mail server, a few at once, on any number of nodes: each is claimed first, sent
/// outside any transaction, and recorded. A node that dies in between sends it once more, under the same Message-ID.
public final class SendLetters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SendLetters.class);

    /// Of one node; so a mail server that hangs holds up four letters and nobody else.
    private static final int AT_ONCE = 4;

    /// Longer than a letter may take.
    private static final Duration LEASE = Duration.ofMinutes(2);

    /// A round ends after this and the letters then under way, well before its worker counts as unwell.
    private static final Duration ROUND = Duration.ofSeconds(15);

    /// How long a mail server that cannot be used is left alone: refused passwords add up to a locked door.
    private static final Duration QUIET = Duration.ofSeconds(30);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(4);
    private static final Duration TRIED_FOR = Duration.ofHours(72);

    private final Db db;
    private final Clock clock;
    private final SmtpClient client;
    private final String from;
    private final Map<Kind, Writing> writings;
    private final Letters letters = new Letters();
    private volatile long waiting;
    private volatile long quietUntilMs;
    private volatile boolean isClosed;

    /// @param from the address that all letters come from
    public SendLetters(Db db, Clock clock, SmtpClient client, String from, Map<Kind, Writing> writings) {
        this.db = db;
        this.clock = clock;
        this.client = client;
        this.from = from;
        this.writings = writings;
    }

    public static Duration pause() {
        return Duration.ofSeconds(1);
    }

    /// How many letters had not been sent when this was last looked at.
    public long waiting() {
        return waiting;
    }

    /// Begins no more; those under way are finished.
    @Override
    public void close() {
        isClosed = true;
    }

    /// Sends what is due.
    public void run() {
        waiting = letters.waiting(db);
        long untilNanos = clock.monotonicNanos() + ROUND.toNanos();
        while (mayBegin() && clock.monotonicNanos() < untilNanos) {
            var claimed = letters.claim(db, clock.nowMs(), clock.nowMs() + LEASE.toMillis(), AT_ONCE);
            sendTogether(claimed);
            if (claimed.size() < AT_ONCE) {
                break;
            }
        }
        waiting = letters.waiting(db);
    }

    private boolean mayBegin() {
        return !isClosed && clock.nowMs() >= quietUntilMs;
    }

    private void sendTogether(List<Letter> claimed) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            claimed.forEach(letter -> threads.execute(() -> send(letter)));
        }
    }

    /// One that fails must not keep the others waiting; its lease ends by itself.
    private void send(Letter letter) {
        try {
            record(letter, handedOver(letter));
        } catch (RuntimeException e) {
            LOG.error("{} could not be recorded and will be sent again", letter.name(), e);
        }
    }

    private Handover handedOver(Letter letter) {
        return written(letter).map(client::send).orElseGet(() -> new Handover.Failed("its words were not found"));
    }

    private Optional<Mail> written(Letter letter) {
        try {
            var written = writings.get(letter.kind()).written(letter);
            return Optional.of(new Mail(
                    letter.name(),
                    from,
                    written.from(),
                    letter.to(),
                    written.subject(),
                    written.text(),
                    written.html(),
                    letter.locale().toLanguageTag(),
                    letter.queuedMs()));
        } catch (RuntimeException e) {
            LOG.error("{} could not be written", letter.name(), e);
            return Optional.empty();
        }
    }

    /// Answers may name the address, so the log has none of them but the server's own troubles.
    private void record(Letter letter, Handover handover) {
        switch (handover) {
            case Handover.Accepted _ -> letters.end(db, letter, End.SENT, null, clock.nowMs());
            case Handover.Refused refused -> giveUp(letter, refused.answer());
            case Handover.Failed failed -> tryLater(letter, failed.answer());
            case Handover.Unreachable unreachable -> {
                quietUntilMs = clock.nowMs() + QUIET.toMillis();
                LOG.warn("{} was not sent: {}; see CAISSE_SMTP_URL", letter.name(), unreachable.why());
                tryLater(letter, unreachable.why());
            }
        }
    }

    private void tryLater(Letter letter, String answer) {
        long laterMs = clock.nowMs() + pauseAfter(letter.tries()).toMillis();
        if (laterMs > letter.queuedMs() + TRIED_FOR.toMillis()) {
            giveUp(letter, answer);
        } else {
            letters.putOff(db, letter, answer, laterMs);
        }
    }

    private void giveUp(Letter letter, String answer) {
        LOG.warn("{} is given up after {} tries; the row says why", letter.name(), letter.tries());
        letters.end(db, letter, End.FAILED, answer, clock.nowMs());
    }

    /// Twice as long each time.
    static Duration pauseAfter(int tries) {
        var doubled = FIRST_PAUSE.multipliedBy(1L << Math.clamp(tries - 1, 0, 20));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
