package dev.caisse.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the word somebody probably meant.
public final class Spelling {
    private static final int MAX_LENGTH = 40;

    private Spelling() {}

    /// The word itself.
    ///
    /// @throws Refusal when it is none of these, with the nearest that is
    static String checked(String parameter, String given, Collection<String> words) {
        if (!words.contains(given)) {
            var near = nearest(given, words)
                    .map(word -> "; the nearest is " + word)
                    .orElse("");
            throw Refusal.invalid(parameter, "is not a word that is known here" + near);
        }
        return given;
    }

    /// The nearest word, when it is near: a third of its letters may be wrong.
    public static Optional<String> nearest(String given, Collection<String> words) {
        if (given.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return words.stream()
                .filter(word -> distance(given, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt((String word) -> distance(given, word))
                        .thenComparing(word -> word));
    }

    /// Levenshtein's: how many letters must be put in, taken out or changed.
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
