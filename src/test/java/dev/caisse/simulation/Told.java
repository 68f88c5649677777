package dev.caisse.simulation;

import dev.caisse.simulation.Operation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A story that is being told: how far it is, what was answered, and what may be true of its payment now.
final class Told {
    private static final int PATIENCE = 6;

    private record Kept(int key, boolean isOther) {}

    private final Story story;
    private final Model model;
    private final Map<Kept, String> kept = new HashMap<>();
    private final List<String> history = new ArrayList<>();
    private Set<Guess> guesses = Set.of(Guess.NOTHING);
    private Optional<Long> intent = Optional.empty();
    private int step;
    private int creations;

    Told(Story story) {
        this.story = story;
        this.model = new Model(story);
    }

    Story story() {
        return story;
    }

    Optional<Long> intent() {
        return intent;
    }

    List<String> keys() {
        return kept.keySet().stream().map(one -> key(one.key())).distinct().toList();
    }

    String key(int number) {
        return story.name() + "#" + number;
    }

    boolean isOver() {
        return step >= story.steps().size() || intent.isEmpty() && creations >= PATIENCE;
    }

    /// What comes next. As long as nobody knows the payment's id, its creation is sent again.
    List<Operation> next() {
        if (step > 0 && intent.isEmpty()) {
            creations++;
            return story.steps().stream()
                    .flatMap(List::stream)
                    .filter(Operation::creates)
                    .findFirst()
                    .map(first -> List.of(first.again(first.number(), creations % Nodes.COUNT, false)))
                    .orElseGet(() -> skipped());
        }
        return story.steps().get(step++);
    }

    private List<Operation> skipped() {
        step = story.steps().size();
        return List.of();
    }

    /// @throws Finding when the answers have no explanation
    void answered(List<Asked> asked) {
        var real = asked.stream()
                .filter(one -> one.operation().kind() != Kind.KILL)
                .toList();
        history.add(String.join(" | ", asked.stream().map(Asked::toString).toList()));
        real.forEach(this::keep);
        real.stream()
                .filter(one -> one.operation().creates() && one.isKept())
                .findFirst()
                .flatMap(Asked::intent)
                .ifPresent(id -> intent = Optional.of(id));
        var after = model.after(guesses, real);
        if (after.isEmpty()) {
            throw found("answers without an explanation", "It could have been " + guesses + ".");
        }
        guesses = after;
    }

    /// An answer that was given once under a key is given for ever, to the letter.
    private void keep(Asked asked) {
        if (asked.operation().kind() == Kind.RETRIEVE || !asked.isKept()) {
            return;
        }
        var before = kept.putIfAbsent(
                new Kept(asked.operation().key(), asked.operation().isOther()),
                asked.reply().body());
        if (before != null && !before.equals(asked.reply().body())) {
            throw found(
                    "one answer under one key",
                    "Under #%d was answered\n%s\nand then\n%s"
                            .formatted(
                                    asked.operation().key(),
                                    before,
                                    asked.reply().body()));
        }
    }

    /// @throws Finding when what is in the database cannot be
    void seen(Checks.Seen now) {
        history.add("  in the database: " + now);
        var possible = model.after(guesses, List.of()).stream()
                .filter(guess -> guess.status() == now.status()
                        && guess.capturable() == now.capturable()
                        && guess.received() == now.received()
                        && guess.back() == now.back())
                .collect(Collectors.toSet());
        if (possible.isEmpty()) {
            throw found("states move along the machine's lines", "It could have been " + guesses + ".");
        }
        guesses = possible;
    }

    Finding found(String invariant, String detail) {
        return new Finding(
                invariant, story, detail + "\nWhat was done and answered:\n  " + String.join("\n  ", history));
    }
}
