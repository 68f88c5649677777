package dev.caisse;

import dev.caisse.console.Trigger;
import dev.caisse.console.TriggerEvent;
import dev.caisse.platform.logs.Logs;
import dev.caisse.platform.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `trigger`: makes one event happen on a running server, in test mode only.
@Command(
        name = "trigger",
        description = "Makes an event happen on a running server, by the requests that cause it.",
        mixinStandardHelpOptions = true)
final class TriggerCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private What what;

    /// One of the two.
    private static final class What {
        @Parameters(index = "0", paramLabel = "EVENT", description = "The type of the event, such as charge.succeeded.")
        private String type;

        @Option(names = "--list", description = "Lists the types there are.")
        private boolean isList;
    }

    @Mixin
    private ServerOptions asked;

    @Override
    public Integer call() {
        Logs.onlyWarnings();
        if (what.isList) {
            Trigger.all().values().forEach(TriggerCommand::list);
        } else {
            trigger(Trigger.all().get(EventWords.known(what.type)));
        }
        return 0;
    }

    private void trigger(Trigger trigger) {
        var settings = Settings.ofThisProcess();
        if (asked.key(settings).startsWith("sk_live_")) {
            throw new Main.CannotGoOn("Events are made to happen in test mode only; this is a live key.");
        }
        try (var server = asked.server(settings)) {
            var event = new TriggerEvent(server, System.out, Clock.system()).run(trigger);
            System.out.println("Event " + event + " " + trigger.type());
        }
    }

    private static void list(Trigger trigger) {
        System.out.println(trigger.type()
                + trigger.whyNot().map(why -> "  (not: " + why + ")").orElse(""));
    }
}
