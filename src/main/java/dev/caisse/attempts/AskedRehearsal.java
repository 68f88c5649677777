package dev.caisse.attempts;

import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.connectors.Rehearsal;
import java.util.Optional;

/// What a request asks the sandbox to do wrong, in words that the sandbox understands.
public final class AskedRehearsal {
    private AskedRehearsal() {}

    /// @throws Refusal when they hold a word that it does not know
    public static Optional<String> of(Request request) {
        var words = request.rehearsal();
        if (words.filter(text -> Rehearsal.read(text).isEmpty()).isPresent()) {
            throw Refusal.invalid("Caisse-Sandbox", "holds a word that the sandbox does not know");
        }
        return words;
    }
}
