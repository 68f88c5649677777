package dev.caisse;

import dev.caisse.console.RunningServer;
import dev.caisse.platform.http.WebAddress;
import java.nio.file.Files;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which running server a command asks, and with which key.
final class ServerOptions {
    @Option(
            names = "--url",
            description =
                    "The server's address (default: what CAISSE_PUBLIC_URL, or CAISSE_HOST and CAISSE_PORT, say).")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--key",
            description = "A secret key of that server (default: CAISSE_SECRET_KEY, which other users of this machine"
                    + " cannot see as they can a command's words, then CAISSE_TEST_SECRET_KEY).")
    private Optional<String> key = Optional.empty();

    String url(Settings settings) {
        return url.map(ServerOptions::origin)
                .orElseGet(() -> Addresses.publicUrls(settings, settings.port()).getFirst());
    }

    /// @throws Main.CannotGoOn when there is none, or it is not a secret one
    String key(Settings settings) {
        var found = key.or(
                        () -> settings.secretKey().or(settings::testSecretKey).map(text -> text.text()))
                .orElseThrow(() -> new Main.CannotGoOn(noKey(settings)));
        if (!found.matches("sk_(test|live)_[!-~&&[^:]]+")) {
            throw new Main.CannotGoOn("The key must be a secret one, which begins with sk_test_ or sk_live_.");
        }
        return found;
    }

    RunningServer server(Settings settings) {
        return new RunningServer(url(settings), key(settings));
    }

    /// Of a key only a hash is kept, so none can be looked up.
    private static String noKey(Settings settings) {
        var written = settings.dataDir().resolve("keys.txt");
        var where = Files.exists(written) ? " The keys of the first start are in " + written + "." : "";
        return "Which key? The database keeps only hashes of keys, so none can be found there." + where
                + " One more is made with\n  export CAISSE_SECRET_KEY=$(./caisse keys make)";
    }

    private static String origin(String text) {
        return WebAddress.read(text)
                .filter(address -> address.absolute().replaceAll("/$", "").equals(address.origin()))
                .map(WebAddress::origin)
                .orElseThrow(() ->
                        new Main.CannotGoOn("--url must be an address such as http://127.0.0.1:8080, without a path."));
    }
}
