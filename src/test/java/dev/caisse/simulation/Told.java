package dev.caisse.simulation;

import dev.caisse.simulation.Asked.MadeRefund;
import dev.caisse.simulation.Operation.Kind;
import dev.caisse.simulation.Question.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A story that is being told: how far it is, what was answered, and what may be true of its payment now.
final class Told {
    private static final int PATIENCE = 6;

    private record Kept(int key, boolean isOther) {}

    private final Story story;
    private final Model model;
    private final Map<Kept, String> kept = new HashMap<>();
    private final Map<Kept, Optional<Request>> requests = new ConcurrentHashMap<>();
    private final Map<String, MadeRefund> refunds = new HashMap<>();
    private final List<String> history = new ArrayList<>();
    private Optional<String> session = Optional.empty();
    private Optional<String> refund = Optional.empty();
    private Optional<String> customer = Optional.empty();
    private Optional<String> saved = Optional.empty();
    private String page = "";
    private boolean isWeekOver;
    private boolean mayBeHeldAnew;
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

    Optional<String> session() {
        return session;
    }

    /// Where the session is paid.
    String page() {
        return page;
    }

    Optional<String> customer() {
        return customer;
    }

    /// The refund that was made last.
    Optional<String> refund() {
        return refund;
    }

    /// The saved card, when the payment is its customer's.
    Optional<String> savedMethod() {
        boolean isTheirs = requests.values().stream()
                .flatMap(Optional::stream)
                .anyMatch(request -> request.path().endsWith("payment_intents")
                        && request.body().contains("customer"));
        return saved.filter(_ -> isTheirs);
    }

    /// What was asked under the operation's key; what is not known yet is asked for another time.
    Optional<Request> asked(Operation operation, Supplier<Optional<Request>> words) {
        var same = new Kept(operation.key(), operation.isOther());
        var request = requests.computeIfAbsent(same, _ -> words.get());
        if (request.isEmpty()) {
            requests.remove(same);
        }
        return request;
    }

    /// What an operation cancels.
    Optional<MadeRefund> canceled(Operation operation) {
        return Optional.ofNullable(requests.get(new Kept(operation.key(), false)))
                .flatMap(request -> request)
                .filter(_ -> operation.kind() == Kind.CANCEL_REFUND)
                .map(request -> refunds.get(request.path().split("/")[3]));
    }

    /// Whether it goes on only when seven days pass.
    boolean isSleeping() {
        return !isOver()
                && (intent.isPresent() || step <= creation())
                && story.steps().get(step).stream().anyMatch(operation -> operation.kind() == Kind.WEEK);
    }

    /// Whether nothing may be left of it that only waits in such a state. What was paid while the week ended may be
    /// held
    /// from then on, for another.
    boolean mustNotWaitIn(Guess.Status status) {
        return isWeekOver
                && (status == Guess.Status.REQUIRES_CAPTURE && !mayBeHeldAnew
                        || session.isPresent() && status == Guess.Status.REQUIRES_PAYMENT_METHOD);
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
        if (step > creation() && intent.isEmpty()) {
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

    private int creation() {
        int at = 0;
        while (story.steps().get(at).stream().noneMatch(Operation::creates)) {
            at++;
        }
        return at;
    }

    private List<Operation> skipped() {
        step = story.steps().size();
        return List.of();
    }

    /// @throws Finding when the answers have no explanation
    void answered(List<Asked> asked) {
        var real =
                asked.stream().filter(one -> !one.operation().kind().isFate()).toList();
        if (asked.stream().anyMatch(one -> one.operation().kind() == Kind.WEEK)) {
            isWeekOver = true;
            mayBeHeldAnew =
                    asked.stream().anyMatch(one -> one.operation().kind().pays());
            model.aWeekPasses();
        }
        history.add(String.join(" | ", asked.stream().map(Asked::toString).toList()));
        real.forEach(this::keep);
        real.stream().filter(one -> one.reply().status() == 200).forEach(this::learn);
        real.forEach(model::hear);
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

    private void learn(Asked asked) {
        switch (asked.operation().kind()) {
            case SESSION -> {
                session = asked.text("id");
                page = Page.path("", asked.text("url").orElseThrow());
            }
            case CUSTOMER -> customer = asked.text("id");
            case SETUP -> saved = asked.text("payment_method").filter(_ -> asked.says("succeeded"));
            case REFUND -> {
                refund = asked.text("id");
                var made = asked.madeRefund();
                refunds.put(made.id(), made);
            }
            default -> {}
        }
    }

    /// An answer that was given once under a key is given for ever, to the letter.
    private void keep(Asked asked) {
        if (!asked.operation().kind().isKeyed() || !asked.isKept()) {
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
                        && (guess.back() == now.back() || model.mayBeDisputed()))
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
