package dev.caisse.mail;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import java.time.Duration;

/// Forgets letters by their age: they hold people's addresses, and are of use for as long as somebody may ask whether
/// one was sent. Events hold the same address for as long or longer.
public final class ForgetLetters {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int AT_ONCE = 1000;

    private final Db db;
    private final Clock clock;
    private final Letters letters = new Letters();

    public ForgetLetters(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    public static Duration pause() {
        return Duration.ofHours(1);
    }

    public void run() {
        int forgotten;
        do {
            forgotten = letters.forget(db, clock.nowMs() - KEPT.toMillis(), AT_ONCE);
        } while (forgotten == AT_ONCE);
    }
}
