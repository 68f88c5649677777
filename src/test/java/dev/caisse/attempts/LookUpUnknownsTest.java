package dev.caisse.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.SettableClock;
import dev.caisse.TestDatabase;
import dev.caisse.api.Caller;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Routing;
import dev.caisse.connectors.sandbox.Doors;
import dev.caisse.connectors.sandbox.MerchantTime;
import dev.caisse.connectors.sandbox.Sandbox;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.money.Money;
import dev.caisse.vault.CardNumber;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Thousands of unknowns at once, of a bank that answers and of one that hangs; both are the sandbox, under two names.
class LookUpUnknownsTest {
    private static final int MANY = 2_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final TestDatabase database = TestDatabase.fresh();
    private final TrustedClient http = new TrustedClient("test");
    private final SettableClock clock = new SettableClock();
    private Named quick;
    private Named hanging;

    @BeforeEach
    void open() {
        var doors = new Doors(List.of("https://shop.test"), List.of(), Optional.empty());
        var bank = Sandbox.here(
                        database.db(),
                        database.groupCommit(),
                        clock,
                        MerchantTime.real(clock),
                        new SecureRandom(),
                        doors,
                        http,
                        Optional.empty())
                .connector();
        quick = new Named("quick", bank);
        hanging = new Named("hanging", bank);
    }

    @AfterEach
    void close() {
        http.close();
        database.close();
    }

    @Test
    void aBankThatHangsHoldsUpItsOwnAttemptsOnly() {
        add("hanging", MANY, "timeout=lookup", 1);
        add("quick", 100, null, 1_000_000);
        try (var node = new Node()) {
            Eventually.holds(() -> node.owner.of("quick") == 100);
            assertThat(node.owner.of("hanging")).isLessThan(MANY / 2);
            assertThat(hanging.mostAtOnce.get()).isBetween(LookUpUnknowns.AT_ONCE, 2 * LookUpUnknowns.AT_ONCE);
            assertThat(quick.mostAtOnce.get()).isBetween(1, LookUpUnknowns.AT_ONCE);
        }
    }

    @Test
    void whatWaitsForItsTurnIsLeftToOtherNodes() {
        add("hanging", MANY, "timeout=lookup", 1);
        try (var node = new Node()) {
            Eventually.holds(() -> hanging.atOnce.get() == LookUpUnknowns.AT_ONCE);
            assertThat(count("select count(*) as n from attempts where look_ms <= " + clock.nowMs()))
                    .isGreaterThanOrEqualTo(MANY - 3L * LookUpUnknowns.AT_ONCE);
            assertThat(node.owner.of("hanging")).isLessThan(MANY);
        }
    }

    @Test
    void twoNodesShareTheWorkAndLookAtEachOnce() {
        add("quick", MANY, null, 1);
        try (var one = new Node();
                var other = new Node()) {
            Eventually.holds(() -> one.owner.of("quick") + other.owner.of("quick") >= MANY);
            assertThat(one.owner.of("quick")).isPositive();
            assertThat(other.owner.of("quick")).isPositive();
        }
        assertThat(quick.asked.values()).hasSize(MANY).allMatch(times -> times.get() == 1);
        assertThat(count("select count(*) as n from attempts where outcome is null"))
                .isZero();
    }

    @Test
    void aNodeThatStopsLetsItsLooksFinishAndBeginsNoMore() {
        add("hanging", MANY, "latency=1000", 1);
        var node = new Node();
        Eventually.holds(() -> hanging.atOnce.get() == LookUpUnknowns.AT_ONCE);
        node.close();
        assertThat(hanging.atOnce.get()).isZero();
        assertThat(node.owner.of("hanging")).isEqualTo(hanging.asked.size());
    }

    /// Recovery as a node runs it.
    private final class Node implements AutoCloseable {
        final Closing owner = new Closing();
        final LookUpUnknowns lookUps = new LookUpUnknowns(
                database.db(),
                clock,
                new Clocks(database.db(), clock),
                TIMEOUT,
                new Routing(List.of(quick, hanging), List.of()),
                owner);
        final Worker worker = Worker.start("look-up-unknowns", PAUSE, clock, lookUps::run);

        @Override
        public void close() {
            worker.close();
            lookUps.close();
        }
    }

    /// Closes what was answered, and leaves what is unknown for a day.
    private final class Closing implements Owner {
        private final Map<String, AtomicInteger> answered = new ConcurrentHashMap<>();

        int of(String connector) {
            return answered.getOrDefault(connector, new AtomicInteger()).get();
        }

        @Override
        public void answered(Caller caller, Attempt attempt, Answer answer) {
            boolean isUnknown = answer instanceof Answer.Unknown;
            database.db()
                    .inTransaction(tx -> isUnknown
                            ? new Attempts()
                                    .note(
                                            tx,
                                            caller.tenant(),
                                            attempt.id(),
                                            Told.of(answer),
                                            clock.nowMs() + 86_400_000)
                            : new Attempts()
                                    .close(tx, caller.tenant(), attempt.id(), Outcome.CANCELED, Told.of(answer)));
            answered.computeIfAbsent(attempt.connector(), _ -> new AtomicInteger())
                    .incrementAndGet();
        }

        @Override
        public void answered(Caller caller, Attempt attempt, Authentication authentication) {
            throw new AssertionError("nobody is authenticated here");
        }
    }

    /// A bank under another name, which counts who asks it.
    private record Named(
            String name,
            Connector bank,
            AtomicInteger atOnce,
            AtomicInteger mostAtOnce,
            Map<String, AtomicInteger> asked)
            implements Connector {

        Named(String name, Connector bank) {
            this(name, bank, new AtomicInteger(), new AtomicInteger(), new ConcurrentHashMap<>());
        }

        @Override
        public Answer lookup(Call call) {
            asked.computeIfAbsent(call.reference(), _ -> new AtomicInteger()).incrementAndGet();
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                return bank.lookup(call);
            } finally {
                atOnce.decrementAndGet();
            }
        }

        @Override
        public Capabilities capabilities() {
            return bank.capabilities();
        }

        @Override
        public Optional<Answer.Declined> screen(CardNumber number) {
            return bank.screen(number);
        }

        @Override
        public Answer authorize(Call call, Money amount, Means means, Capture capture) {
            return bank.authorize(call, amount, means, capture);
        }

        @Override
        public Answer resume(Call call) {
            return bank.resume(call);
        }

        @Override
        public Answer capture(Call call, Money amount) {
            return bank.capture(call, amount);
        }

        @Override
        public Answer cancel(Call call, Money amount) {
            return bank.cancel(call, amount);
        }

        @Override
        public Answer refund(Call call, Money amount) {
            return bank.refund(call, amount);
        }

        @Override
        public Answer contest(Call call, String dispute, Money amount, Map<String, String> evidence) {
            return bank.contest(call, dispute, amount, evidence);
        }

        @Override
        public Answer concede(Call call, String dispute, Money amount) {
            return bank.concede(call, dispute, amount);
        }

        @Override
        public Optional<DisputeNews> lookupDispute(Call call) {
            return bank.lookupDispute(call);
        }

        @Override
        public Optional<Notice> readNotice(Map<String, String> headers, byte[] body) {
            return bank.readNotice(headers, body);
        }
    }

    /// Attempts whose time to look came long ago.
    private void add(String connector, int howMany, String rehearsal, long firstId) {
        database.db().run("""
                insert into attempts (account_id, live, id, intent_id, operation, reference, connector, amount, currency,
                                      rehearsal, deadline_ms, look_ms)
                select 1, false, n, n, 'authorize', n::text, ?, 100, 'GBP', ?, 0, n
                  from generate_series(?, ? - 1) n
                """, connector, rehearsal, firstId, firstId + howMany);
    }

    private long count(String sql) {
        return database.db().one(row -> row.number("n"), sql).orElseThrow();
    }
}
