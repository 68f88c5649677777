package dev.caisse;

import dev.caisse.api.Idempotency;
import dev.caisse.checkout.PageKeys;
import dev.caisse.payments.ClientSecrets;
import dev.caisse.platform.db.SealedColumn;
import dev.caisse.platform.time.Clock;
import dev.caisse.vault.KeySource;
import dev.caisse.vault.Keysets;
import dev.caisse.vault.RotateKeys;
import dev.caisse.vault.Vault;
import dev.caisse.webhooks.Webhooks;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `vault`: changes the keys that seal card numbers and secrets, or the key that wraps those. Works beside running
/// servers.
@Command(
        name = "vault",
        description = {
            "Changes the keys of the vault, while servers run.",
            "  vault rotate     a new key; everything is sealed anew with it, then the old one is taken away.",
            "                   It may be interrupted at any moment and run again.",
            "  vault rewrap     wraps the keys with the one in --new-key-file; servers that start from then on need it"
        },
        mixinStandardHelpOptions = true)
final class VaultCommand implements Callable<Integer> {
    /// Longer than a call to a connector, after which an answer is sealed.
    private static final Duration SETTLING = Duration.ofSeconds(15);

    private enum Action {
        rotate,
        rewrap
    }

    @Parameters(index = "0", description = "rotate or rewrap")
    private Action action;

    @Option(names = "--new-key-file", description = "With rewrap: a file with the new key (openssl rand -base64 32).")
    private Path newKeyFile;

    /// Everything that is sealed, whichever room it is in.
    static List<SealedColumn> columns() {
        return Stream.of(
                        List.of(Vault.SEALED, PageKeys.SEALED, Idempotency.SEALED),
                        ClientSecrets.SEALED,
                        Webhooks.SEALED)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Integer call() {
        if (action == Action.rewrap && newKeyFile == null) {
            throw new Main.CannotGoOn("vault rewrap needs --new-key-file, a file with the new key. Make one with:"
                    + " openssl rand -base64 32");
        }
        var settings = Settings.ofThisProcess();
        var random = new SecureRandom();
        var source = settings.keySource(random);
        try (var database = Database.join(settings, step -> System.err.println("… " + step))) {
            switch (action) {
                case rotate ->
                    new RotateKeys(database.db(), Clock.system(), source, columns(), SETTLING).run(System.out::println);
                case rewrap -> {
                    var next = KeySource.of(Optional.empty(), Optional.of(newKeyFile), settings.dataDir(), random);
                    Keysets.rewrap(database.db(), source, next);
                    System.out.println(
                            "The keys are wrapped with the one in " + newKeyFile + ". Set CAISSE_VAULT_KEY_FILE"
                                    + " to it for every server, and restart them one after another.");
                }
            }
        }
        return 0;
    }
}
