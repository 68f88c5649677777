package dev.caisse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Every variable that configures this server, with its default and a sentence. The guide's table is made from this.
enum Variable {
    CAISSE_HOST("127.0.0.1", "The address to listen on. `0.0.0.0` listens on all."),
    CAISSE_PORT("8080", "The port to listen on. `0` takes any free one."),
    CAISSE_PUBLIC_URL(
            "http://<host>:<port>",
            "The addresses this server is reached by, separated by commas. The first is used in links; a request's `Host`"
                    + " picks another of the list."),
    CAISSE_DATA_DIR("./data", "The folder for the embedded database and what belongs to it."),
    CAISSE_DATABASE_URL(
            "embedded",
            "`postgresql://user:password@host:port/database` of a PostgreSQL 15 or newer, used instead of the embedded"
                    + " one."),
    CAISSE_DATABASE_CONNECTIONS("16", "How many connections this node keeps to the database."),
    CAISSE_NOTIFY_URL(
            "CAISSE_DATABASE_URL",
            "The same of a direct connection to the database, when a pooler in transaction mode stands before it: nodes"
                    + " wake each other by `LISTEN` and `NOTIFY`."),
    CAISSE_LOG_FORMAT("text", "`text` for people or `json` for machines. Logs go to standard error."),
    CAISSE_ACCOUNT_NAME("Your shop", "The name of the first account, as payers see it."),
    CAISSE_ACCOUNT_LOGO("none", "A PNG, JPEG, WebP or GIF file of at most 256 KB, shown instead of the name."),
    CAISSE_TEST_SECRET_KEY(
            "made at random",
            "The secret test key of an empty database's first account: `sk_test_` and more, 24 characters or longer."),
    CAISSE_TEST_PUBLISHABLE_KEY(
            "made at random", "Its publishable test key: `pk_test_` and more, 24 characters or longer."),
    CAISSE_CONNECTOR_TIMEOUT("10", "Seconds to wait for a connector's answer before a payment counts as unknown."),
    CAISSE_SANDBOX_URL(
            "none: in this process",
            "The address of a sandbox that runs as a process of its own (`./caisse sandbox`), such as"
                    + " `http://127.0.0.1:8090`. Told to both processes."),
    CAISSE_SANDBOX_SECRET(
            "none", "What the server and a sandbox of its own process know each other by, 24 characters or longer."),
    CAISSE_SANDBOX_PORT("8090", "The port that `./caisse sandbox` listens on. `0` takes any free one."),
    CAISSE_VAULT_KEY(
            "a file in the data folder",
            "32 bytes in base64 that wrap the vault's keys. Required in live mode, and the same on every node."),
    CAISSE_VAULT_KEY_FILE("none", "A file that holds that key."),
    CAISSE_ALLOW_PRIVATE_ADDRESSES(
            "true on loopback, else false",
            "Whether test mode may call private and loopback addresses, for pictures and webhooks. Live mode never"
                    + " may."),
    CAISSE_RATE_LIMIT(
            "1000", "Requests a second that one live key may make on each node; more get a 429. `0` sets no limit."),
    CAISSE_TEST_RATE_LIMIT("0", "The same for one test key."),
    CAISSE_TRUSTED_PROXIES(
            "none",
            "The proxies in front of this server, as addresses or blocks such as `10.0.0.0/8`, separated by commas: their"
                    + " `X-Forwarded-For` is believed where payers' addresses count."),
    CAISSE_EVENTS_KEPT_DAYS("30", "For how many days events can be read, 30 to 90. What was not fanned out yet stays."),
    CAISSE_FEE(
            "0",
            "What is kept of every payment, as a part, an amount in the currency's smallest unit, or both: `2.9%`, `30`,"
                    + " `2.9%+30`."),
    CAISSE_SETTLEMENT_DAYS(
            "2", "How many days later, at midnight UTC, what was paid is available. `0` makes it so at once."),
    CAISSE_SECRET_KEY(
            "none",
            "The secret key with which `./caisse listen` and `./caisse trigger` ask a running server. The server itself"
                    + " does not use it."),
    CAISSE_SMTP_URL(
            "none: no mail is sent",
            "The mail server, as `smtp://user:password@host:587` (encrypted by STARTTLS, unless it is on this machine) or"
                    + " `smtps://user:password@host:465`. What is special in user or password is percent-encoded."),
    CAISSE_MAIL_FROM("none", "The address that mail comes from. Required with `CAISSE_SMTP_URL`."),
    CAISSE_ACCOUNT_EMAIL(
            "none", "The merchant's address, which is told when a webhook endpoint no longer takes its events.");

    private final String byDefault;
    private final String meaning;

    Variable(String byDefault, String meaning) {
        this.byDefault = byDefault;
        this.meaning = meaning;
    }

    /// Its value; empty when it is not set, or set to nothing.
    Optional<String> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name())).map(String::strip).filter(text -> !text.isEmpty());
    }

    /// Its value, or its default.
    String orDefault(Map<String, String> environment) {
        return of(environment).orElse(byDefault);
    }

    /// Variables that look like ours and are not: misspelled, or of another version.
    static List<String> unknownIn(Map<String, String> environment) {
        var known = Arrays.stream(values()).map(Variable::name).collect(Collectors.toSet());
        return environment.keySet().stream()
                .filter(name -> name.startsWith("CAISSE_") && !known.contains(name))
                .sorted()
                .toList();
    }

    /// The table of all variables, in Markdown.
    static String table() {
        return "| variable | default | meaning |\n| --- | --- | --- |\n"
                + Arrays.stream(values())
                        .map(variable ->
                                "| `%s` | %s | %s |\n".formatted(variable.name(), variable.byDefault, variable.meaning))
                        .collect(Collectors.joining());
    }
}
