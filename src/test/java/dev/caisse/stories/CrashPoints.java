package dev.caisse.stories;

import dev.caisse.platform.db.StatementProxy.Link;
import dev.caisse.platform.db.StatementProxy.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The moments at which a flow can die, told by its statements as a proxy sees them pass: a run without a fault is
/// written down and gives each its name; later the same flow is held at one of them. Statements of background work are
/// let through and never counted; recovery waits until it may.
final class CrashPoints {
    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final Set<String> TABLES = Set.of(
            "attempts",
            "charges",
            "checkout_sessions",
            "events",
            "idempotency_keys",
            "line_items",
            "payment_intents",
            "payment_methods",
            "prices",
            "products",
            "refunds",
            "sandbox.authentications",
            "sandbox.book",
            "setup_intents",
            "vault_cards");
    private static final Pattern INSERT = Pattern.compile("insert into ([a-z_.]+)");
    private static final Pattern UPDATE = Pattern.compile("update ([a-z_.]+)(?: [a-z])?\\s+set ([a-z_]+)");
    private static final Pattern SELECT = Pattern.compile("select\\b.*?\\bfrom\\s+([a-z_.]+)", Pattern.DOTALL);

    private final Map<Link, Transaction> open = new HashMap<>();
    private List<Step> seen = new ArrayList<>();
    private Optional<Stop> armed = Optional.empty();
    private boolean recovers = true;
    private int transactions;

    /// What a statement's moment belongs to.
    enum Beat {
        REQUEST,
        GROUP_COMMIT,
        INTEND,
        CALL,
        RECORD;

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    enum Place {
        /// PostgreSQL never gets the statement.
        BEFORE,
        /// PostgreSQL gets it in the moment of the kill, and nobody hears the answer.
        IN,
        /// PostgreSQL has answered, and nobody has heard.
        AFTER
    }

    /// A moment with a name.
    ///
    /// @param at the statement's place among those of the flow, from 0
    /// @param isTogether whether others' rows are committed by the same transaction, and so wait with it
    record Point(String flow, String name, Beat beat, int at, Place place, boolean isTogether) {
        @Override
        public String toString() {
            return flow + ", " + name;
        }
    }

    /// @param transaction 0 when the statement is one by itself
    private record Step(String text, int transaction) {}

    /// A connection's open transaction; ours once one of the flow's statements was in it.
    private static final class Transaction {
        private final int number;
        private boolean isOurs;

        Transaction(int number) {
            this.number = number;
        }
    }

    /// A flow's run that was held at its point, or will be.
    final class Stop {
        private final Point point;
        private final List<String> expected;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch lastWords = new CountDownLatch(1);
        private final CountDownLatch sent = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean isLetGo;
        private volatile Optional<String> surprise = Optional.empty();

        private Stop(Point point, List<String> expected) {
            this.point = point;
            this.expected = expected;
        }

        Point point() {
            return point;
        }

        boolean isReached() {
            return reached.getCount() == 0;
        }

        /// What the flow did otherwise than in the run that was written down.
        Optional<String> surprise() {
            return surprise;
        }

        /// The kill is next: what dies on its way goes on its way.
        void goOnItsWay() {
            if (point.place() == Place.IN) {
                lastWords.countDown();
                await(sent);
            }
        }

        /// The kill is over.
        ///
        /// @param goesOn whether both ends of the connection still live
        void end(boolean goesOn) {
            isLetGo = goesOn;
            ended.countDown();
        }

        private boolean hold(Link link) {
            var came = texts(seen);
            if (!came.equals(expected)) {
                surprise = Optional.of(point + " should come after\n" + expected + "\nand came after\n" + came);
            }
            switch (point.place()) {
                case BEFORE -> link.push();
                case AFTER -> {
                    link.withhold();
                    link.send();
                    link.awaitAnswer();
                }
                case IN -> link.withhold();
            }
            reached.countDown();
            if (point.place() == Place.IN) {
                await(lastWords);
                link.send();
                sent.countDown();
            }
            await(ended);
            if (isLetGo) {
                link.deliver();
            } else {
                link.cut();
            }
            return isLetGo;
        }
    }

    /// Watches the connections of a server or a sandbox.
    Watch watch() {
        return this::goesOn;
    }

    /// From here on the statements of one flow are counted, until the next one begins.
    synchronized void begin() {
        seen = new ArrayList<>();
        armed = Optional.empty();
    }

    /// The points of the flow that has just run.
    synchronized List<Point> named(String flow) {
        var points = new ArrayList<Point>();
        var names = new HashSet<String>();
        for (int at = 0; at < seen.size(); at++) {
            var beat = beat(at);
            if (beat == Beat.REQUEST) {
                continue;
            }
            for (var place : places(at)) {
                var name = unique(names, beat, place, seen.get(at).text());
                points.add(new Point(flow, name, beat, at, place, isTogether(at)));
            }
        }
        return points;
    }

    /// What the flow that has just run did.
    synchronized List<String> written() {
        return texts(seen);
    }

    /// Begins a flow that will be held at a point.
    ///
    /// @param written what [#written] said of the run in which the point got its name
    synchronized Stop arm(Point point, List<String> written) {
        begin();
        var stop = new Stop(point, written.subList(0, point.at() + 1));
        armed = Optional.of(stop);
        return stop;
    }

    synchronized void recovers(boolean mayNow) {
        recovers = mayNow;
        notifyAll();
    }

    private static List<String> texts(List<Step> steps) {
        return steps.stream().map(Step::text).toList();
    }

    private static String unique(Set<String> names, Beat beat, Place place, String text) {
        var name = beat.words() + ": " + place.name().toLowerCase(Locale.ROOT) + " " + text;
        for (int i = 2; !names.add(name); i++) {
            name = name.replaceFirst("( \\(\\d+\\))?$", " (" + i + ")");
        }
        return name;
    }

    private boolean isTogether(int at) {
        int transaction = seen.get(at).transaction();
        return transaction != 0
                && seen.stream()
                        .filter(step -> step.transaction() == transaction)
                        .findFirst()
                        .orElseThrow()
                        .text()
                        .startsWith("set local");
    }

    /// One point for each gap: before the first statement, after each, and around COMMIT more closely.
    private List<Place> places(int at) {
        var step = seen.get(at);
        if (step.text().equals("COMMIT")) {
            return List.of(Place.BEFORE, Place.IN, Place.AFTER);
        }
        boolean isFirst = at == 0 || step.transaction() == 0 || seen.get(at - 1).transaction() != step.transaction();
        boolean isLast = at + 1 < seen.size() && seen.get(at + 1).text().equals("COMMIT");
        var places = new ArrayList<Place>();
        if (isFirst) {
            places.add(Place.BEFORE);
        }
        if (!isLast) {
            places.add(Place.AFTER);
        }
        return places;
    }

    private Beat beat(int at) {
        var step = seen.get(at);
        if (step.transaction() != 0) {
            return beat(texts(seen.stream()
                    .filter(other -> other.transaction() == step.transaction())
                    .toList()));
        }
        if (step.text().contains("sandbox.")) {
            return Beat.CALL;
        }
        return isAround(0, at) && isAround(at + 1, seen.size()) ? Beat.CALL : Beat.REQUEST;
    }

    /// Whether the payment is at work there already, or still.
    private boolean isAround(int from, int to) {
        return seen.subList(from, to).stream()
                .filter(step -> step.transaction() != 0)
                .map(step -> beat(seen.indexOf(step)))
                .anyMatch(Set.of(Beat.INTEND, Beat.RECORD)::contains);
    }

    private static Beat beat(List<String> transaction) {
        if (transaction.contains("update attempts set deadline_ms")) {
            return Beat.INTEND;
        }
        if (transaction.stream().anyMatch(text -> text.startsWith("update attempts"))) {
            return Beat.RECORD;
        }
        if (transaction.contains("insert into attempts")) {
            return Beat.INTEND;
        }
        if (transaction.stream().anyMatch(text -> text.contains("sandbox."))) {
            return Beat.CALL;
        }
        return transaction.getFirst().startsWith("set local") ? Beat.GROUP_COMMIT : Beat.REQUEST;
    }

    private boolean goesOn(Link link, String sql) {
        var stop = stopAt(link, sql.strip());
        return stop.isEmpty() || stop.get().hold(link);
    }

    private synchronized Optional<Stop> stopAt(Link link, String sql) {
        if (isRecovery(sql)) {
            awaitRecovery(link);
            return Optional.empty();
        }
        if (!isCounted(link, sql)) {
            return Optional.empty();
        }
        var transaction = open.get(link);
        seen.add(new Step(text(sql), transaction == null ? 0 : transaction.number));
        if (sql.strip().equals("COMMIT") || sql.equals("ROLLBACK")) {
            open.remove(link);
        }
        var due = armed.filter(stop -> stop.point().at() == seen.size() - 1);
        if (due.isPresent()) {
            armed = Optional.empty();
        }
        return due;
    }

    private boolean isCounted(Link link, String sql) {
        if (sql.equals("BEGIN")) {
            open.put(link, new Transaction(++transactions));
            return false;
        }
        var transaction = open.get(link);
        if (sql.strip().equals("COMMIT") || sql.equals("ROLLBACK")) {
            if (transaction == null || !transaction.isOurs) {
                open.remove(link);
                return false;
            }
            return true;
        }
        boolean isOurs = !isBackground(sql) && (sql.startsWith("set local") || TABLES.contains(table(sql)));
        if (transaction != null) {
            transaction.isOurs |= isOurs;
        }
        return isOurs;
    }

    private static boolean isRecovery(String sql) {
        return sql.startsWith("update attempts set look_ms");
    }

    private static boolean isBackground(String sql) {
        return sql.contains("expires_ms <= ")
                || sql.contains("cancel_ms <= ")
                || sql.startsWith("delete from idempotency_keys")
                || sql.startsWith("select distinct connector")
                || sql.contains("where fanned_out is null")
                || sql.startsWith("update events")
                || sql.contains("and connector = $3 and reference = ");
    }

    private void awaitRecovery(Link link) {
        while (!recovers && !link.isOver()) {
            try {
                wait(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String table(String sql) {
        return Stream.of(INSERT, UPDATE, SELECT)
                .map(pattern -> pattern.matcher(sql))
                .filter(Matcher::lookingAt)
                .map(match -> match.group(1))
                .findFirst()
                .orElse("");
    }

    private static String text(String sql) {
        var update = UPDATE.matcher(sql);
        if (update.lookingAt()) {
            return "update " + update.group(1) + " set " + update.group(2);
        }
        if (sql.startsWith("insert")) {
            return "insert into " + table(sql);
        }
        if (sql.startsWith("select")) {
            return "select from " + table(sql)
                    + (sql.matches("(?s).*\\bfor (no key )?update\\b.*") ? " for update" : "");
        }
        return sql.startsWith("set local") ? sql.replaceFirst(" *=.*", "") : sql;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody went on");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
