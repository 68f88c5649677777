package dev.caisse;

import dev.caisse.accounts.Account;
import dev.caisse.accounts.Accounts;
import dev.caisse.accounts.ApiKey;
import dev.caisse.accounts.ApiKeys;
import dev.caisse.accounts.MakeKey;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.NodeLease;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `keys`: lists the first account's keys, makes one more, or rolls them. Works beside a running server.
@Command(
        name = "keys",
        description = {
            "Lists, makes and rolls API keys.",
            "  keys list        those that are valid now",
            "  keys make        one more, beside the others",
            "  keys roll        a new one; the older ones end after --overlap-hours"
        },
        mixinStandardHelpOptions = true)
final class KeysCommand implements Callable<Integer> {

    private enum Action {
        list,
        make,
        roll
    }

    @Parameters(index = "0", defaultValue = "list", description = "list, make or roll (default: list)")
    private Action action;

    @Option(names = "--publishable", description = "A publishable key rather than a secret one.")
    private boolean isPublishable;

    @Option(names = "--live", description = "Keys of live mode.")
    private boolean isLive;

    @Option(
            names = "--overlap-hours",
            defaultValue = "24",
            description = "For how long the older keys stay valid after a roll (default: 24).")
    private int overlapHours;

    @Override
    public Integer call() {
        refuseLive();
        var settings = Settings.ofThisProcess();
        try (var database = Database.join(settings, step -> System.err.println("… " + step))) {
            var account = new Accounts()
                    .findFirst(database.db())
                    .orElseThrow(() -> new Main.CannotGoOn(
                            "There is no account in this database yet. Start the server once: ./caisse serve"));
            run(database, account);
        }
        return 0;
    }

    private void refuseLive() {
        if (isLive) {
            throw new Main.CannotGoOn(
                    "Live keys need a live connector, and this version has none. Test keys are made without --live.");
        }
        if (overlapHours < 0 || overlapHours > 24 * 365) {
            throw new Main.CannotGoOn("--overlap-hours must be from 0 to 8760.");
        }
    }

    private void run(Database database, Account account) {
        var tenant = new Tenant(account.id(), false);
        switch (action) {
            case list -> list(database, account, tenant);
            case make -> System.out.println(make(database, tenant, Optional.empty()));
            case roll -> System.out.println(make(database, tenant, Optional.of(Duration.ofHours(overlapHours))));
        }
    }

    private static void list(Database database, Account account, Tenant tenant) {
        System.out.println("Keys of \"" + account.name() + "\":");
        new ApiKeys()
                .list(database.db(), tenant, Clock.system().nowMs())
                .forEach(key -> System.out.println("  " + shown(key)));
    }

    private static String shown(ApiKey key) {
        var text = key.publishable().orElseGet(key::shown);
        return key.expiresMs()
                .map(ms -> text + "  ends " + Instant.ofEpochMilli(ms))
                .orElse(text);
    }

    private String make(Database database, Tenant tenant, Optional<Duration> overlap) {
        var clock = Clock.system();
        try (var lease = NodeLease.take(database.db(), clock)) {
            return new MakeKey(database.db(), new Ids(clock, lease), clock, new SecureRandom(), new ApiKeys())
                    .run(tenant, !isPublishable, overlap)
                    .text();
        }
    }
}
