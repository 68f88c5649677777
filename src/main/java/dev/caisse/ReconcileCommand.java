package dev.caisse;

import dev.caisse.connectors.sandbox.BankBook;
import dev.caisse.connectors.sandbox.Sandbox;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.time.Clock;
import dev.caisse.reconcile.Reconcile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `reconcile`: compares payments, ledger and test mode's bank, and says what differs. Changes nothing; works beside a
/// running server.
@Command(
        name = "reconcile",
        description = {
            "Compares payments, charges, refunds, sessions and the ledger with each other and with the book of test"
                    + " mode's bank, and prints each difference.",
            "Changes nothing, and works beside a running server. Ends with 0 when all agrees, with 1 when anything"
                    + " differs, and with 2 when the bank's book cannot be read."
        },
        mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {
    private static final int DIFFERS = 1;
    private static final int CLOSED = 2;

    @Option(names = "--under-way", description = "Also print what is under way and cannot be compared yet.")
    private boolean showsUnderWay;

    @Override
    public Integer call() {
        var settings = Settings.ofThisProcess();
        var clock = Clock.system();
        try (var database = Database.join(settings, step -> System.err.println("… " + step));
                var http = new TrustedClient(Version.text())) {
            var bank = settings.sandboxUrl()
                    .map(url -> Sandbox.bookElsewhere(
                            http, clock, url, settings.sandboxSecret().orElseThrow()))
                    .orElseGet(() -> Sandbox.bookHere(database.db()));
            var result = new Reconcile(database.db(), clock, bank)
                    .run(difference -> System.out.println("differs: " + difference), this::underWay);
            System.out.println(said(result));
            return result.isClean() ? 0 : DIFFERS;
        } catch (BankBook.Closed e) {
            System.err.println("The book of test mode's bank cannot be read: " + e.getMessage());
            System.err.println(
                    "See that ./caisse sandbox runs, and that CAISSE_SANDBOX_URL and CAISSE_SANDBOX_SECRET are"
                            + " the server's.");
            return CLOSED;
        }
    }

    private void underWay(String text) {
        if (showsUnderWay) {
            System.out.println("under way: " + text);
        }
    }

    private static String said(Reconcile.Result result) {
        return "%,d payments, %,d charges, %,d transfers, %,d sessions, %,d lines of the bank's book: %s; %,d under way."
                .formatted(
                        result.payments(),
                        result.charges(),
                        result.transfers(),
                        result.sessions(),
                        result.lines(),
                        result.isClean() ? "all agree" : "%,d differ".formatted(result.differences()),
                        result.underWay());
    }
}
