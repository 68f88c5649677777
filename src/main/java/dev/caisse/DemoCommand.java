package dev.caisse;

import dev.caisse.accounts.ApiKey;
import dev.caisse.console.Failed;
import dev.caisse.console.PlayDemo;
import dev.caisse.console.PlayMethod;
import dev.caisse.console.RunningServer;
import dev.caisse.platform.logs.Logs;
import dev.caisse.platform.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `demo`: takes a payment in the four steps, on a server of its own with a fresh data folder, and tidies up.
@Command(
        name = "demo",
        description = "Takes a payment from product to paid, on a server of its own, and prints every request.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--method",
            paramLabel = "TYPE",
            description = "the type of payment method to pay with, such as alipay; without it, a card")
    private String method = "card";

    @Override
    public Integer call() {
        Logs.onlyWarnings();
        var folder = fresh();
        try (var app = App.start(settings(folder), Clock.system(), step -> System.out.println("… " + step))) {
            System.out.println("A server of its own listens on " + app.url());
            var secretKey = app.opened().orElseThrow().secretKey();
            play(app.url(), secretKey);
        } finally {
            remove(folder);
        }
        return 0;
    }

    private void play(String url, ApiKey.Text secretKey) {
        try (var server = new RunningServer(url, secretKey.text())) {
            if (method.equals("card")) {
                new PlayDemo(server, System.out).run();
            } else {
                new PlayMethod(server, System.out, Clock.system()).run(method);
            }
        } catch (Failed e) {
            throw new Main.CannotGoOn("The demo failed: " + e.getMessage());
        }
    }

    /// Only what the demo needs: the environment's settings are for the operator's own server.
    private static Settings settings(Path folder) {
        return Settings.read(Map.of(
                Variable.CAISSE_PORT.name(), "0",
                Variable.CAISSE_DATA_DIR.name(), folder.toString(),
                Variable.CAISSE_ACCOUNT_NAME.name(), "Pineapple & Co."));
    }

    private static Path fresh() {
        try {
            return Files.createTempDirectory("caisse-demo-");
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary folder could be made", e);
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("The demo's folder could not be removed: " + folder, e);
        }
    }
}
