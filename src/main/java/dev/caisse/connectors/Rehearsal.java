package dev.caisse.connectors;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What shall go wrong at the sandbox, so that recovery can be tested from outside: `refuse=capture latency=300ms`.
/// Words are separated by spaces or commas; each operation has at most one fault. (test values: Faults on demand)
///
/// @param isDown every operation is refused
/// @param isPartial the payer's bank approves half of what is asked
/// @param latencyMs how long each operation takes, half of it on the way there and half on the way back
public record Rehearsal(boolean isDown, boolean isPartial, long latencyMs, Map<Operation, Fault> faults) {
    private static final int MAX_CHARACTERS = 500;
    private static final long MAX_MS = 600_000;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms)?");
    private static final Pattern FAULT = Pattern.compile("(refuse|timeout|lost-answer|late)=([a-z]+)(?::([0-9a-z]+))?");

    public Rehearsal {
        faults = Map.copyOf(faults);
    }

    /// What a fault can befall.
    public enum Operation {
        AUTHENTICATE,
        AUTHORIZE,
        RESUME,
        CAPTURE,
        CANCEL,
        REFUND,
        CONTEST,
        CONCEDE,
        LOOKUP
    }

    /// What befalls it.
    public sealed interface Fault {

        /// It never arrives.
        record Refused() implements Fault {}

        /// It arrives and is not done.
        record TimedOut() implements Fault {}

        /// It is done, and no answer comes.
        record AnswerLost() implements Fault {}

        /// It is done only after this time, which may be after the caller's deadline; then a notice is sent.
        record Late(long ms) implements Fault {}
    }

    /// Empty when a word is unknown, stands twice, or has no sensible number. No words are no faults.
    public static Optional<Rehearsal> read(String text) {
        var reading = new Reading();
        boolean isGood = text.length() <= MAX_CHARACTERS
                && Pattern.compile("[ ,]+").splitAsStream(text.strip()).allMatch(reading::takes);
        return isGood ? Optional.of(reading.result()) : Optional.empty();
    }

    public Optional<Fault> find(Operation operation) {
        return isDown ? Optional.of(new Fault.Refused()) : Optional.ofNullable(faults.get(operation));
    }

    /// What has been understood so far.
    private static final class Reading {
        private final Map<Operation, Fault> faults = new EnumMap<>(Operation.class);
        private boolean isDown;
        private boolean isPartial;
        private Optional<Long> latencyMs = Optional.empty();

        Rehearsal result() {
            return new Rehearsal(isDown, isPartial, latencyMs.orElse(0L), faults);
        }

        boolean takes(String word) {
            if (word.isEmpty()) {
                return true;
            }
            if (word.equals("down")) {
                isDown = true;
                return true;
            }
            if (word.equals("partial")) {
                isPartial = true;
                return true;
            }
            return word.startsWith("latency=") ? takesLatency(word.substring("latency=".length())) : takesFault(word);
        }

        private boolean takesLatency(String duration) {
            boolean isFirst = latencyMs.isEmpty();
            latencyMs = ms(duration);
            return isFirst && latencyMs.isPresent();
        }

        private boolean takesFault(String word) {
            var parts = FAULT.matcher(word);
            if (!parts.matches()) {
                return false;
            }
            var operation = operation(parts.group(2));
            var fault = fault(parts.group(1), Optional.ofNullable(parts.group(3)));
            return operation.isPresent()
                    && fault.isPresent()
                    && faults.putIfAbsent(operation.get(), fault.get()) == null;
        }

        private static Optional<Fault> fault(String name, Optional<String> duration) {
            if (name.equals("late")) {
                return duration.flatMap(Reading::ms).map(Fault.Late::new);
            }
            return duration.isPresent()
                    ? Optional.empty()
                    : Optional.of(
                            switch (name) {
                                case "refuse" -> new Fault.Refused();
                                case "timeout" -> new Fault.TimedOut();
                                default -> new Fault.AnswerLost();
                            });
        }

        private static Optional<Operation> operation(String word) {
            return java.util.Arrays.stream(Operation.values())
                    .filter(operation ->
                            operation.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst();
        }

        private static Optional<Long> ms(String duration) {
            var parts = DURATION.matcher(duration);
            return parts.matches()
                    ? Optional.of(Long.parseLong(parts.group(1))).filter(ms -> ms <= MAX_MS)
                    : Optional.empty();
        }
    }
}
