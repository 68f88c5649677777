package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.Means;
import dev.caisse.platform.money.Money;
import dev.caisse.vault.CardNumber;
import java.util.Map;
import java.util.Optional;

/// The sandbox's connector when it is a process of its own.
final class RemoteConnector implements Connector {
    private final RemoteCounter counter;
    private final NoticeSeal seal;

    RemoteConnector(RemoteCounter counter, NoticeSeal seal) {
        this.counter = counter;
        this.seal = seal;
    }

    @Override
    public String name() {
        return SandboxConnector.NAME;
    }

    @Override
    public Capabilities capabilities() {
        return SandboxConnector.CAPABILITIES;
    }

    @Override
    public Optional<Declined> screen(CardNumber number) {
        return SandboxConnector.screened(number);
    }

    @Override
    public Answer authorize(Call call, Money amount, Means means, Capture capture) {
        return switch (means) {
            case Means.Card card ->
                ask(
                        "authorize",
                        call,
                        Map.of("amount", Wire.write(amount), "card", Wire.write(card), "capture", capture.name()));
            case Means.Elsewhere elsewhere ->
                ask(
                        "authorize",
                        call,
                        Map.of(
                                "amount",
                                Wire.write(amount),
                                "elsewhere",
                                Wire.write(elsewhere),
                                "capture",
                                capture.name()));
        };
    }

    @Override
    public Answer resume(Call call) {
        return ask("resume", call, Map.of());
    }

    @Override
    public Answer capture(Call call, Money amount) {
        return ask("capture", call, Map.of("amount", Wire.write(amount)));
    }

    @Override
    public Answer cancel(Call call, Money amount) {
        return ask("cancel", call, Map.of("amount", Wire.write(amount)));
    }

    @Override
    public Answer refund(Call call, Money amount) {
        return ask("refund", call, Map.of("amount", Wire.write(amount)));
    }

    @Override
    public Answer contest(Call call, String dispute, Money amount, Map<String, String> evidence) {
        return ask("contest", call, Map.of("dispute", dispute, "amount", Wire.write(amount), "evidence", evidence));
    }

    @Override
    public Answer concede(Call call, String dispute, Money amount) {
        return ask("concede", call, Map.of("dispute", dispute, "amount", Wire.write(amount)));
    }

    @Override
    public Optional<DisputeNews> lookupDispute(Call call) {
        return counter.ask(
                "disputes/lookup",
                call,
                Map.of(),
                json -> json.findObject("dispute").map(Wire::dispute),
                _ -> Optional.empty());
    }

    @Override
    public Answer lookup(Call call) {
        return ask("lookup", call, Map.of());
    }

    @Override
    public Optional<Notice> readNotice(Map<String, String> headers, byte[] body) {
        return SendNotices.read(seal, headers, body);
    }

    private Answer ask(String verb, Call call, Map<String, Object> more) {
        return counter.ask(verb, call, more, Wire::answer, Answer.Unknown::new);
    }
}
