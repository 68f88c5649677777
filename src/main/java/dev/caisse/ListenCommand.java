package dev.caisse;

import dev.caisse.console.ForwardEvents;
import dev.caisse.console.LocalProgram;
import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.logs.Logs;
import dev.caisse.platform.time.Clock;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `listen`: forwards a running server's events to a local program until it is told to stop.
@Command(
        name = "listen",
        description = "Forwards a running server's events to a local program, signed as webhooks are.",
        mixinStandardHelpOptions = true)
final class ListenCommand implements Callable<Integer> {
    @Option(
            names = "--forward-to",
            required = true,
            description = "Your program, such as http://localhost:4242/webhooks.")
    private String forwardTo;

    @Option(
            names = "--events",
            defaultValue = "*",
            description = "Which events: types separated by commas, also * and payment_intent.* (default: all).")
    private String events;

    @Mixin
    private ServerOptions asked;

    @Override
    public Integer call() {
        Logs.onlyWarnings();
        var settings = Settings.ofThisProcess();
        var address = address(forwardTo);
        var wanted = EventWords.wanted(events);
        var clock = Clock.system();
        try (var server = asked.server(settings);
                var program = new LocalProgram(address, asked.key(settings), Version.text(), clock)) {
            var forward = new ForwardEvents(server, program, wanted, clock, System.out);
            Runtime.getRuntime().addShutdownHook(new Thread(forward::stop));
            System.out.println("Signing secret: " + program.secret() + " (the same whenever you listen with this key)");
            System.out.println("Forwards " + (events.equals("*") ? "all events" : events) + " of " + asked.url(settings)
                    + " to " + address + ". Times are UTC.");
            forward.run();
        }
        return 0;
    }

    /// Without a scheme only where it cannot be meant otherwise.
    private static URI address(String text) {
        return WebAddress.read(text)
                .filter(address ->
                        text.matches("(?i)https?://.*") || address.origin().startsWith("http://"))
                .map(address -> URI.create(address.absolute()))
                .orElseThrow(() ->
                        new Main.CannotGoOn("--forward-to must be an http or https address without a user name, such as"
                                + " http://localhost:4242/webhooks."));
    }
}
