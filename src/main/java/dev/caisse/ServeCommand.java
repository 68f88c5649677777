package dev.caisse;

import dev.caisse.accounts.OpenFirstAccount.Opened;
import dev.caisse.platform.logs.Logs;
import dev.caisse.platform.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/// `serve`: runs the server until it is told to stop.
@Command(name = "serve", description = "Starts the server.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
        var settings = Settings.ofThisProcess();
        if (settings.isLogJson()) {
            Logs.writeJson();
        }
        Settings.unknownOfThisProcess().forEach(ServeCommand::warn);
        var clock = Clock.system();
        long start = clock.monotonicNanos();
        var app = App.start(settings, clock, step -> System.out.println("… " + step));
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(app, stopped)));
        System.out.printf(
                "Caisse serves %s (ready after %d ms)%n", app.url(), (clock.monotonicNanos() - start) / 1_000_000);
        app.opened().ifPresent(keys -> show(settings, app.url(), keys));
        stopped.await();
        return 0;
    }

    private static void warn(String variable) {
        LoggerFactory.getLogger(ServeCommand.class)
                .warn("{} is no variable of this version and does nothing", variable);
    }

    private static void stop(App app, CountDownLatch stopped) {
        System.out.println("Caisse stops when what is under way is done.");
        app.close();
        stopped.countDown();
    }

    /// Keys are shown once, where only the operator sees them: on the terminal, else in a file for its owner alone.
    private static void show(Settings settings, String url, Opened keys) {
        var secret = keys.secretKey().text();
        var text = """

                These keys were made for the first account. The secret one is not shown again.
                  secret key:      %s
                  publishable key: %s
                A first request to try:
                  curl -u %s: %s/v1/products -d name=Tea -d 'default_price_data[currency]=GBP' \
                -d 'default_price_data[unit_amount]=450'
                """.formatted(secret, keys.publishableKey().text(), secret, url);
        boolean isChosen = settings.testSecretKey().isPresent()
                && settings.testPublishableKey().isPresent();
        if (isChosen) {
            return;
        }
        if (isTerminal()) {
            System.out.println(text);
        } else {
            var file = settings.dataDir().resolve("keys.txt");
            write(file, text);
            System.out.println("The first account's keys are in " + file);
        }
    }

    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    private static void write(Path file, String text) {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(file);
            Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var channel = Files.newByteChannel(file, options, ownerOnly)) {
                channel.write(java.nio.ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The keys could not be written to " + file, e);
        }
    }
}
