package dev.caisse.clocks;

import dev.caisse.api.Tenant;
import dev.caisse.clocks.TestClock.State;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import java.util.List;
import java.util.Optional;

/// Where test clocks are kept, and every setting they had.
public final class TestClocks {
    private static final String COLUMNS = """
            account_id, live, id, name, status, frozen_ms, target_ms, step_id, moved_ms, made_by, deletes_after_ms
            """;

    /// One setting: what the clock showed from an id on.
    record Step(long sinceId, long shownMs) {}

    public Optional<TestClock> find(Sql sql, Tenant tenant) {
        return sql.one(
                TestClocks::clock,
                "select " + COLUMNS + " from test_clocks where account_id = ? and live = ?",
                tenant.account(),
                tenant.live());
    }

    public Optional<TestClock> lock(Tx tx, Tenant tenant) {
        return tx.one(
                TestClocks::clock,
                "select " + COLUMNS + " from test_clocks where account_id = ? and live = ? for update",
                tenant.account(),
                tenant.live());
    }

    /// Its settings, oldest first.
    ///
    /// @param afterId those known already are left out
    List<Step> steps(Sql sql, Tenant tenant, long afterId) {
        return sql.all(
                row -> new Step(row.number("since_id"), row.number("shown_ms")),
                """
                select since_id, shown_ms from test_clock_steps
                 where account_id = ? and live = ? and since_id > ? order by since_id
                """,
                tenant.account(),
                tenant.live(),
                afterId);
    }

    /// How many throw-away accounts that an account asked for can still be used.
    public int count(Sql sql, long madeBy, long nowMs) {
        return sql.one(row -> row.integer("n"), """
                        select count(*) as n from test_clocks
                         where made_by = ? and deletes_after_ms > ? and status <> 'deleted'
                        """, madeBy, nowMs).orElseThrow();
    }

    public void add(Tx tx, TestClock clock) {
        tx.later(
                """
                insert into test_clocks
                  (account_id, live, id, name, status, frozen_ms, step_id, made_by, deletes_after_ms)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                clock.tenant().account(),
                clock.tenant().live(),
                clock.id(),
                clock.name().orElse(null),
                clock.state().status(),
                clock.frozenMs(),
                clock.stepId(),
                clock.madeBy(),
                clock.deletesAfterMs());
        step(tx, clock);
    }

    /// Saves its state, which its caller has locked. Whoever is at work on it no longer is.
    public void save(Tx tx, TestClock clock) {
        var advancing = advancing(clock);
        tx.later(
                """
                update test_clocks set status = ?, target_ms = ?, moved_ms = ?, lease_ms = ?
                 where account_id = ? and live = ?
                """,
                clock.state().status(),
                advancing.map(State.Advancing::targetMs).orElse(null),
                advancing.map(State.Advancing::movedMs).orElse(null),
                advancing.map(_ -> 0L).orElse(null),
                clock.tenant().account(),
                clock.tenant().live());
    }

    /// The worker's claim over all tenants: one that advances and on which nobody is at work.
    public Optional<TestClock> claim(Sql sql, long nowMs, long leasedUntilMs) {
        return sql.one(TestClocks::clock, """
                update test_clocks set lease_ms = ?
                 where (account_id, live) in (
                   select account_id, live from test_clocks
                    where status = 'advancing' and lease_ms <= ?
                    order by lease_ms limit 1 for update skip locked)
                returning\s""" + COLUMNS, leasedUntilMs, nowMs);
    }

    /// Keeps it for whoever claimed it, or lets go of it.
    ///
    /// @return false when it no longer advances
    public boolean lease(Sql sql, Tenant tenant, long untilMs) {
        return sql.run(
                        "update test_clocks set lease_ms = ? where account_id = ? and live = ? and status = 'advancing'",
                        untilMs,
                        tenant.account(),
                        tenant.live())
                == 1;
    }

    /// One step forward, its caller holding the lock: ids from here on were made after it, whichever node makes them.
    public TestClock move(Tx tx, TestClock clock, long shownMs, long freshId, long nowMs) {
        var moved = clock.at(shownMs, Math.max(freshId, clock.stepId() + 1));
        tx.later(
                "update test_clocks set frozen_ms = ?, step_id = ?, moved_ms = ? where account_id = ? and live = ?",
                moved.frozenMs(),
                moved.stepId(),
                nowMs,
                clock.tenant().account(),
                clock.tenant().live());
        step(tx, moved);
        return moved;
    }

    private static void step(Tx tx, TestClock clock) {
        tx.later(
                "insert into test_clock_steps (account_id, live, since_id, shown_ms) values (?, ?, ?, ?)",
                clock.tenant().account(),
                clock.tenant().live(),
                clock.stepId(),
                clock.frozenMs());
    }

    private static Optional<State.Advancing> advancing(TestClock clock) {
        return clock.state() instanceof State.Advancing advancing ? Optional.of(advancing) : Optional.empty();
    }

    private static TestClock clock(Columns row) {
        return new TestClock(
                new Tenant(row.number("account_id"), row.flag("live")),
                row.number("id"),
                Optional.ofNullable(row.text("name")),
                state(row),
                row.number("frozen_ms"),
                row.number("step_id"),
                row.number("made_by"),
                row.number("deletes_after_ms"));
    }

    private static State state(Columns row) {
        return switch (row.text("status")) {
            case "ready" -> new State.Ready();
            case "advancing" -> new State.Advancing(row.number("target_ms"), row.number("moved_ms"));
            case "internal_failure" -> new State.Failed();
            case "deleted" -> new State.Deleted();
            default -> throw new IllegalStateException("a clock cannot be " + row.text("status"));
        };
    }
}
