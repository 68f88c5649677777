package dev.caisse.stripe;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A version of Stripe's API: the day it was released and, since they have them, the name of its release train.
record StripeVersion(String day, String train) {
    /// What is spoken to whoever asks for no version, and the newest there is.
    static final StripeVersion NEWEST = new StripeVersion("2026-10-28", "endive");

    private static final String FIRST_DAY = "2011-01-01";
    private static final String FIRST_DAY_WITH_TRAIN = "2024-09-30";
    private static final Set<String> TRAINS = Set.of("acacia", "basil", "clover", "dahlia", "endive");
    private static final Pattern TEXT =
            Pattern.compile("([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))(?:\\.([a-z]+))?");

    /// Reads `2022-08-01` or `2026-10-28.endive`; empty when there is no such version.
    static Optional<StripeVersion> read(String text) {
        var match = TEXT.matcher(text);
        return match.matches()
                ? Optional.of(new StripeVersion(
                                match.group(1),
                                Optional.ofNullable(match.group(2)).orElse("")))
                        .filter(StripeVersion::exists)
                : Optional.empty();
    }

    private boolean exists() {
        boolean isInTime = day.compareTo(FIRST_DAY) >= 0 && day.compareTo(NEWEST.day) <= 0;
        return isInTime && (day.compareTo(FIRST_DAY_WITH_TRAIN) < 0 ? train.isEmpty() : TRAINS.contains(train));
    }

    boolean isBefore(String otherDay) {
        return day.compareTo(otherDay) < 0;
    }

    String text() {
        return train.isEmpty() ? day : day + "." + train;
    }
}
