package dev.caisse.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// All that is done to one payment intent, as planned: steps one after the other, the operations of a step at once.
///
/// @param name told in metadata, so that what was made under it is found in the database
record Story(long number, String name, long amount, boolean isManual, List<List<Operation>> steps) {

    int operations() {
        return steps.stream().mapToInt(List::size).sum();
    }

    /// Whether the bank does something wrong to it. Who returns goes on with what was said to the bank before.
    boolean isFaulty(Operation operation) {
        return operation.isFaulty()
                || operation.kind() == Operation.Kind.RETURN
                        && has(before -> before.card() == Operation.Card.CHALLENGED && before.isFaulty());
    }

    boolean has(Predicate<Operation> what) {
        return steps.stream().flatMap(List::stream).anyMatch(what);
    }

    /// Operations by their number, for what is sent again.
    Operation operation(int wanted) {
        return steps.stream()
                .flatMap(List::stream)
                .filter(operation -> operation.number() == wanted)
                .findFirst()
                .orElseThrow();
    }

    /// Every story that is shorter by one operation or by one step, whole steps first. What is sent again goes with its
    /// first.
    List<Story> shorter() {
        var shorter = new ArrayList<Story>();
        for (int step = steps.size() - 1; step >= 0; step--) {
            var left = new ArrayList<>(steps);
            left.remove(step);
            addWhole(shorter, left);
        }
        for (int step = steps.size() - 1; step >= 0; step--) {
            for (int at = 0; steps.get(step).size() > 1 && at < steps.get(step).size(); at++) {
                var left = new ArrayList<>(steps);
                var racing = new ArrayList<>(steps.get(step));
                racing.remove(at);
                left.set(step, List.copyOf(racing));
                addWhole(shorter, left);
            }
        }
        return shorter;
    }

    /// The same, done anew under another name.
    Story named(String newName) {
        return new Story(number, newName, amount, isManual, steps);
    }

    private void addWhole(List<Story> to, List<List<Operation>> left) {
        var numbers = left.stream().flatMap(List::stream).map(Operation::number).collect(Collectors.toSet());
        var whole = left.stream()
                .map(step -> step.stream()
                        .filter(operation ->
                                operation.again().map(numbers::contains).orElse(true))
                        .toList())
                .filter(step -> !step.isEmpty())
                .toList();
        if (whole.stream().flatMap(List::stream).anyMatch(Operation::creates)) {
            to.add(new Story(number, name, amount, isManual, whole));
        }
    }

    @Override
    public String toString() {
        var text = new StringBuilder(
                "A payment of %d, %s:\n".formatted(amount, isManual ? "captured by its merchant" : "captured at once"));
        for (var step : steps) {
            text.append("  ")
                    .append(step.size() > 1 ? "at once: " : "")
                    .append(step.stream().map(Operation::toString).collect(Collectors.joining(" | ")))
                    .append('\n');
        }
        return text.toString();
    }
}
