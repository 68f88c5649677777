package dev.caisse;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every statement that the program has is planned on big tables, as the server runs it: prepared, its values not known
/// yet. None may read a table, or all that a tenant has, from one end to the other, nor sort much of it.
class PlansTest {

    /// Statements that may, or that cannot be planned alone, and why.
    private static final Map<String, String> EXEMPT = Map.ofEntries(
            entry("ApiKeys.list", "a command of the operator's, who wants all keys of one mode"),
            entry("Balances.list", "sorts what a merchant has in each currency, one snapshot for each of its days"),
            entry("Deliveries.list", "put together for each order; both halves begin with the whole of a primary key"),
            entry("Events.claimWaiting", "walks an index of what is to be fanned out, which is empty most of the time"),
            entry("ForgetDays.deleteFromDefault", "put together of names; what came when its day had no partition"),
            entry("ForgetDays.isWaitedFor", "asks one day's partition, whose index of what waits is empty by then"),
            entry("Letters.waiting", "counts an index of what is still to be sent, which is short most of the time"),
            entry("OurBooks.attempts", "walks an index of what is open, once for a page of an operator's command"),
            entry("OurBooks.charges", "walks an index of what is open, once for a page of an operator's command"),
            entry("OurBooks.tenants", "a command of the operator's, who wants all accounts compared"),
            entry("OurLedger.wrongBalances", "a command of the operator's, who wants all transfers summed"),
            entry("OurLedger.wrongSettlements", "sums all settlements of a merchant, one for each day and currency"),
            entry("Pictures.claim", "walks an index of what is still to be fetched, which is empty most of the time"),
            entry("Reseal.stale", "put together of names; an operator's command, which reads each table once"),
            entry("Reseal.statement", "put together of names; by the whole primary key"),
            entry("RotateKeys.has", "put together of names; an operator's command, which reads each table once"),
            entry("Table.insertOneGiven", "put together of names; an insert looks for nothing"),
            entry("Table.insertOneComputed", "put together of names; an insert looks for nothing"),
            entry("Table.insertMany", "put together of names; an insert looks for nothing"),
            entry("Table.findByKey", "by the whole primary key, or `on conflict` would refuse it"),
            entry("WebhookEndpoints.takeSlot", "sorts sixteen numbers"));

    /// What is put into statements by their names, and why it is quick.
    private static final Map<String, String> PARTS =
            Map.of("WebhookEndpoints.IS_WANTED_BY_NOBODY", "looks at a tenant's endpoints, of which there are sixteen");

    /// Tables that stay small, and why.
    private static final Map<String, String> SMALL = Map.of(
            "nodes", "1,024 rows",
            "ledger_cut", "one row",
            "page_keys", "one row, and another for each change of the key",
            "vault_keysets", "one row",
            "vault_nodes", "a row for each node",
            "sandbox.notice_key", "one row",
            "schema_history", "a row for each migration",
            "webhook_endpoints", "at most sixteen of one tenant");

    /// What a statement may end with where it is put together while the program runs.
    private static final List<String> ENDINGS = List.of("asc", "desc", "on conflict do nothing", "");

    /// What few rows have, of what a list may be filtered by.
    private static final List<Filtered> RARE = List.of(
            new Filtered("payment_intent_id = ?::bigint", "150000"),
            new Filtered("payment_method_id = ?::bigint", "150000"),
            new Filtered("client_reference_id = ?::text", "'order 150000'"),
            new Filtered("p.product_id = ?::bigint", "150000"),
            new Filtered("p.lookup_key = any (?::text[])", "'{key 150000}'"),
            new Filtered("id = any (?::bigint[])", "'{150000}'"),
            new Filtered("t.kind = any (?::text[])", "'{refund}'"),
            new Filtered("t.source_id = ?::bigint", "150000"),
            new Filtered("t.currency = ?::text", "'USD'"),
            new Filtered("email = ?::text", "'150000@shop.example'"),
            new Filtered("lower(email) = lower(?::text)", "'150000@shop.example'"),
            new Filtered("lower(name) = lower(?::text)", "'Number 150000'"),
            new Filtered("merchant_order_id = ?::text", "'order 150000'"),
            new Filtered("intent_id = ?::bigint", "150000"),
            new Filtered("customer_id = ?::bigint", "150000"),
            new Filtered("url = ?::text", "'https://shop.example/150000'"));

    private static final Pattern BEGINNING =
            Pattern.compile("(?s)\\s*(select|insert into|update|delete from|with)\\b.*");
    private static final Pattern COMPARED =
            Pattern.compile("\\((?:\\w+\\(+)?(?:\\w+\\.)?(\\w+)(?:\\)(?:::\\w+)?)* (?:=|<|>|<=|>=) ");
    private static final Set<String> TENANT = Set.of("account_id", "live");
    /// Tables that have one row for each tenant, who is its whole primary key.
    private static final Set<String> ONE_FOR_EACH_TENANT = Set.of("test_clocks");
    private static final long SORTED_AT_MOST = 100;
    private static final AtomicInteger PREPARED = new AtomicInteger();

    private static TestDatabase database;
    private static Set<String> big;

    @BeforeAll
    static void fill() {
        database = TestDatabase.fresh();
        BigDatabase.fill(database.db());
        big = BigDatabase.tables(database.db()).stream()
                .map(name -> name.substring(name.indexOf('.') + 1))
                .collect(Collectors.toSet());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void everyTableIsBigOrKnownToStaySmall() {
        var small = BigDatabase.allTables(database.db()).stream()
                .filter(name -> !big.contains(name.substring(name.indexOf('.') + 1)))
                .filter(name -> !big.contains(name + "_default"))
                .toList();
        assertThat(small).containsExactlyInAnyOrderElementsOf(SMALL.keySet());
    }

    @Test
    void noStatementReadsABigTableFromOneEndToTheOther() {
        var statements = statements();
        assertThat(statements).hasSizeGreaterThan(80);
        var slow = new ArrayList<String>();
        var unused = new HashSet<>(EXEMPT.keySet());
        for (var statement : statements) {
            var faults = faults(statement.value());
            if (!faults.isEmpty()) {
                unused.remove(statement.where());
                if (!EXEMPT.containsKey(statement.where())) {
                    slow.add(statement.where() + " " + faults + ": " + statement.value());
                }
            }
        }
        assertThat(slow).as("statements that need an index").isEmpty();
        assertThat(unused).as("exemptions that no statement needs").isEmpty();
    }

    @Test
    void everyTextThatNamesATableIsAPartOfAStatement() {
        var statements = statements().stream().map(Sources.Text::value).collect(Collectors.joining("\0"));
        var table = Pattern.compile("(?i)\\b(from|join|into|update)\\s+(only\\s+)?("
                + BigDatabase.anyOf(BigDatabase.allTables(database.db())) + ")\\b");
        assertThat(Sources.read().texts())
                .filteredOn(text -> table.matcher(text.value()).find())
                .filteredOn(text -> !statements.contains(text.value()))
                .extracting(Sources.Text::where)
                .containsExactlyElementsOf(PARTS.keySet());
    }

    @Test
    void everyForeignKeyHasAnIndexForWhoeverDeletesAParent() {
        assertThat(database.db().all(row -> row.text("name"), """
                select c.conname as name from pg_constraint c
                 where c.contype = 'f' and not exists (
                   select 1 from pg_index i
                    where i.indrelid = c.conrelid and i.indpred is null
                      and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
                """)).isEmpty();
    }

    @Test
    void whatMayBeLeftOutOfAStatementIsPlannedWithItsValues() {
        assertThat(statements())
                .filteredOn(statement -> statement.value().contains("? is null or ")
                        || statement.value().matches("(?s).*\\?::[a-z]+ is null or .*"))
                .hasSizeGreaterThan(6)
                .allMatch(statement -> statement.givenTo().equals(Optional.of("filtered")));
    }

    @Test
    void aListThatIsFilteredReadsLittleMoreThanItShows() {
        for (var rare : RARE) {
            var statement = statements().stream()
                    .filter(list -> list.value().contains(" " + rare.condition()))
                    .filter(list -> list.givenTo().equals(Optional.of("filtered")))
                    .findFirst()
                    .orElseThrow();
            assertThat(rowsRead(statement.value(), rare))
                    .as(statement.where() + " where " + rare.condition())
                    .isBetween(1.0, 100.0);
        }
    }

    @Test
    void aFilteredListIsNotPlannedOnceAndForAll() {
        try (var db = database.alone()) {
            for (int i = 0; i < 20; i++) {
                db.filtered(_ -> true, "select 1 from products where id = ?", 1L);
                db.all(_ -> true, "select 2 from products where id = ?", 1L);
            }
            assertThat(db.all(row -> row.text("statement"), "select statement from pg_prepared_statements"))
                    .contains("select 2 from products where id = $1")
                    .doesNotContain("select 1 from products where id = $1");
        }
    }

    /// A condition of a list, and one value of it that few rows have.
    private record Filtered(String condition, String value) {}

    /// All texts that are a whole statement.
    private static List<Sources.Text> statements() {
        var texts = Sources.read().texts().stream()
                .filter(text -> BEGINNING.matcher(text.value()).matches())
                .toList();
        return texts.stream().filter(text -> !isAPart(text, texts)).toList();
    }

    /// What stands in a constant so that others begin with it.
    private static boolean isAPart(Sources.Text text, List<Sources.Text> texts) {
        return texts.stream()
                .anyMatch(other -> other.value().length() > text.value().length()
                        && other.value().startsWith(text.value())
                        && other.where().startsWith(text.where().replaceFirst("\\..*", ".")));
    }

    /// What is wrong with the plans of a statement.
    private static List<String> faults(String text) {
        var plans = Stream.concat(Stream.of(text).filter(whole -> !whole.contains("…")), endings(text))
                .map(PlansTest::plan)
                .flatMap(Optional::stream)
                .toList();
        return plans.isEmpty()
                ? List.of("cannot be planned")
                : plans.stream().flatMap(plan -> faults(plan, false)).distinct().toList();
    }

    private static Stream<String> endings(String text) {
        return text.contains("…") ? ENDINGS.stream().map(ending -> text.replace("…", ending)) : Stream.empty();
    }

    /// The plan that is made once, for any values; empty when this is no statement that PostgreSQL understands.
    private static Optional<Map<?, ?>> plan(String text) {
        try {
            return Optional.of(database.db().inTransaction(tx -> {
                tx.run("set local plan_cache_mode = force_generic_plan");
                var prepared = Prepared.of(tx, text);
                var plan = prepared.explain(tx, "", prepared.values(Optional.empty()));
                prepared.forget(tx);
                return plan;
            }));
        } catch (DbFailure _) {
            return Optional.empty();
        }
    }

    private static Stream<String> faults(Map<?, ?> node, boolean isLimited) {
        var type = node.get("Node Type").toString();
        boolean isBelowLimit = isLimited || type.equals("Limit");
        var own = Stream.concat(scanned(node, type, isLimited).stream(), sorted(node, type).stream());
        return Stream.concat(own, below(node).flatMap(child -> faults(child, isBelowLimit)));
    }

    private static Optional<String> scanned(Map<?, ?> node, String type, boolean isLimited) {
        var table = Optional.ofNullable(node.get("Relation Name"))
                .map(Object::toString)
                .orElse("");
        if (!big.contains(table)) {
            return Optional.empty();
        }
        if (type.equals("Seq Scan")) {
            return Optional.of("reads all of " + table);
        }
        boolean isIndexScan = type.startsWith("Index");
        boolean isFirstOnly = isLimited && !node.containsKey("Filter");
        return isIndexScan && !isFirstOnly && !findsByMoreThanTheTenant(node)
                ? Optional.of("walks all of " + table + " by " + node.get("Index Name"))
                : Optional.empty();
    }

    private static boolean findsByMoreThanTheTenant(Map<?, ?> node) {
        var condition = Optional.ofNullable(node.get("Index Cond"))
                .map(Object::toString)
                .orElse("");
        boolean isByTenant = condition.contains("account_id = ");
        return isByTenant && ONE_FOR_EACH_TENANT.contains(String.valueOf(node.get("Relation Name")))
                || COMPARED.matcher(condition).results().anyMatch(column -> !TENANT.contains(column.group(1)));
    }

    private static Optional<String> sorted(Map<?, ?> node, String type) {
        boolean isBig =
                type.contains("Sort") && below(node).anyMatch(child -> number(child, "Plan Rows") > SORTED_AT_MOST);
        return isBig ? Optional.of("sorts by " + node.get("Sort Key")) : Optional.empty();
    }

    private static Stream<Map<?, ?>> below(Map<?, ?> node) {
        return node.get("Plans") instanceof List<?> plans ? plans.stream().map(plan -> (Map<?, ?>) plan) : Stream.of();
    }

    private static double number(Map<?, ?> node, String name) {
        return Optional.ofNullable(node.get(name))
                .map(value -> Double.parseDouble(value.toString()))
                .orElse(0.0);
    }

    /// Of all tables, with the values known when it is planned.
    private static double rowsRead(String text, Filtered rare) {
        return database.db().inTransaction(tx -> {
            var prepared = Prepared.of(tx, text.replace("…", "desc"));
            var plan = prepared.explain(tx, "analyze, ", prepared.values(Optional.of(rare)));
            prepared.forget(tx);
            return rowsRead(plan);
        });
    }

    private static double rowsRead(Map<?, ?> node) {
        double own =
                (number(node, "Actual Rows") + number(node, "Rows Removed by Filter")) * number(node, "Actual Loops");
        return own + below(node).mapToDouble(PlansTest::rowsRead).sum();
    }

    /// A statement as the server prepares it.
    private record Prepared(String name, String text, int parameters) {
        private static final Pattern PLACE = Pattern.compile("\\?");

        static Prepared of(Tx tx, String text) {
            var name = "statement_" + PREPARED.incrementAndGet();
            // PostgreSQL cannot tell by itself what is taken apart; the driver says that it is texts.
            var typed = text.replace("unnest(?)", "unnest(?::text[])");
            var counter = new AtomicInteger();
            var numbered = PLACE.matcher(typed).replaceAll(_ -> "\\$" + counter.incrementAndGet());
            tx.run("prepare " + name + " as " + numbered);
            return new Prepared(name, typed, counter.get());
        }

        /// The values of a page's first request, with one filter or none; of other statements none.
        String values(Optional<Filtered> filter) {
            var pieces = text.split("\\?", -1);
            return Stream.iterate(0, at -> at < parameters, at -> at + 1)
                    .map(at -> value(pieces[at], pieces[at + 1], at, filter))
                    .collect(Collectors.joining(", "));
        }

        private String value(String before, String after, int at, Optional<Filtered> filter) {
            var filtered = filter.filter(rare -> isOf(rare, before, after, at));
            return filtered.map(Filtered::value).orElseGet(() -> usual(before, after));
        }

        /// A filter has two places: whether it is given, and its condition.
        private boolean isOf(Filtered rare, String before, String after, int at) {
            var parts = rare.condition().split("\\?");
            boolean isCondition = before.endsWith(" " + parts[0]) && after.startsWith(parts[1]);
            var pieces = text.split("\\?", -1);
            boolean isBeforeCondition =
                    at + 2 < pieces.length && after.endsWith(" " + parts[0]) && pieces[at + 2].startsWith(parts[1]);
            return isCondition || isBeforeCondition;
        }

        private static String usual(String before, String after) {
            if (after.startsWith("::text[]") || after.startsWith("::bigint[]")) {
                return "'{}'";
            }
            var ending =
                    before.replaceFirst("(?s).*?([a-z_]+ *[=<>]* *)$", "$1").strip();
            return switch (ending) {
                case "account_id =" -> "1";
                case "live =" -> "false";
                case "id >" -> "0";
                case "id <" -> Long.toString(Long.MAX_VALUE);
                case "limit" -> "11";
                default -> "null";
            };
        }

        Map<?, ?> explain(Tx tx, String how, String values) {
            var plan = tx.one(
                            row -> row.text("QUERY PLAN"),
                            "explain (" + how + "format json) execute " + name
                                    + (parameters == 0 ? "" : "(" + values + ")"))
                    .orElseThrow();
            var first = (Map<?, ?>) ((List<?>) Json.read(plan)).getFirst();
            return (Map<?, ?>) first.get("Plan");
        }

        void forget(Tx tx) {
            tx.run("deallocate " + name);
        }
    }
}
