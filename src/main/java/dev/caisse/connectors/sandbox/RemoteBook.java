package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The book of a sandbox in another process, asked over HTTP.
final class RemoteBook implements BankBook {
    static final int PAGE = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RemoteCounter counter;
    private final Clock clock;

    RemoteBook(RemoteCounter counter, Clock clock) {
        this.counter = counter;
        this.clock = clock;
    }

    @Override
    public List<Line> after(String reference) {
        return ask("book/after", Map.of("after", reference));
    }

    @Override
    public List<Line> find(List<String> references) {
        var found = new ArrayList<Line>();
        for (int from = 0; from < references.size(); from += PAGE) {
            var some = references.subList(from, Math.min(from + PAGE, references.size()));
            found.addAll(ask("book/find", Map.of("references", String.join(" ", some))));
        }
        return found;
    }

    private List<Line> ask(String verb, Map<String, Object> more) {
        var call = new Call("book", Optional.empty(), clock.nowMs() + PATIENCE.toMillis());
        return counter.ask(verb, call, more, Wire::lines, why -> {
            throw new Closed(why);
        });
    }
}
