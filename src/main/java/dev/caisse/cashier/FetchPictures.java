package dev.caisse.cashier;

import dev.caisse.cashier.Pictures.Wanted;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.Fetched;
import dev.caisse.platform.http.Fetched.Answered;
import dev.caisse.platform.http.Fetched.Failed;
import dev.caisse.platform.http.Fetched.Reason;
import dev.caisse.platform.http.GuardedClient;
import dev.caisse.platform.http.Limits;
import dev.caisse.platform.time.Clock;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches wanted pictures in the background and keeps them small. Any number of nodes may run it: each picture is
/// claimed first. Holds no database connection while it fetches or draws, and never delays a payer.
public final class FetchPictures implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FetchPictures.class);
    private static final Limits LIMITS = new Limits(2_000_000, Duration.ofSeconds(5));
    private static final int WORKERS = 2;

    /// The net below [#wake]: finds what a crashed node left and what has waited out its day.
    private static final Duration POLL = Duration.ofMinutes(1);

    private final Db db;
    private final GuardedClient client;
    private final Clock clock;
    private final Pictures pictures = new Pictures();
    private final Semaphore wakes = new Semaphore(WORKERS);
    private final List<Thread> workers;

    public FetchPictures(Db db, GuardedClient client, Clock clock) {
        this.db = db;
        this.client = client;
        this.clock = clock;
        this.workers = Stream.generate(
                        () -> Thread.ofVirtual().name("fetch-pictures").unstarted(this::work))
                .limit(WORKERS)
                .toList();
    }

    /// Begins with what is already wanted. Once only.
    public void start() {
        workers.forEach(Thread::start);
    }

    /// Says that pictures were wanted, after the commit. Cheap; may be called too often.
    public void wake() {
        if (wakes.availablePermits() < WORKERS) {
            wakes.release(WORKERS);
        }
    }

    /// Gives up what is being fetched; it is due again when its lease ends.
    @Override
    public void close() {
        workers.forEach(Thread::interrupt);
        workers.stream().filter(Thread::isAlive).forEach(FetchPictures::await);
    }

    /// Fetches on this thread until nothing is due.
    void fetchDue() {
        while (!Thread.currentThread().isInterrupted()) {
            var wanted = pictures.claim(db, clock.nowMs());
            if (wanted.isEmpty()) {
                return;
            }
            fetch(wanted.get());
        }
    }

    private void work() {
        try {
            while (true) {
                wakes.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
                tryToFetchDue();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tryToFetchDue() throws InterruptedException {
        try {
            fetchDue();
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LOG.warn("Pictures could not be fetched; it is tried again within a minute", e);
        }
    }

    private void fetch(Wanted wanted) {
        switch (answer(wanted.url())) {
            case Answered answered -> save(wanted, picture(answered));
            case Failed failed when failed.reason() == Reason.STOPPED -> {}
            case Failed _ -> save(wanted, Optional.empty());
        }
    }

    private Fetched answer(String url) {
        try {
            return client.get(new URI(url), LIMITS);
        } catch (URISyntaxException _) {
            return new Failed(Reason.REFUSED, "This is no URL.");
        }
    }

    private static Optional<Picture> picture(Answered answered) {
        try {
            return answered.isSuccess() ? Optional.of(Thumbnail.of(answered.body())) : Optional.empty();
        } catch (UnusablePicture e) {
            LOG.debug("A picture is not shown: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void save(Wanted wanted, Optional<Picture> picture) {
        picture.ifPresentOrElse(made -> pictures.saveReady(db, wanted, made), () -> pictures.saveFailed(db, wanted));
    }

    private static void await(Thread worker) {
        try {
            worker.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
