package dev.caisse.api;

import java.util.regex.Pattern;

/// How much of a caller's own words an answer repeats: enough to recognise them, and nothing in them that could be a
/// card
/// number or a key that was pasted into the wrong place.
final class Echo {
    private static final int LONGEST = 60;
    private static final int SHORTENED = 30;
    private static final int LOOKED_AT = 200;
    private static final Pattern SECRET =
            Pattern.compile("[0-9](?:[ -]?[0-9]){11,}|(?<=[sr]k_(?:test|live)_|whsec_|_secret_)\\S+");

    private Echo() {}

    static String of(String text) {
        var harmless = SECRET.matcher(beginning(text)).replaceAll("…");
        return harmless.codePointCount(0, harmless.length()) > LONGEST
                ? harmless.substring(0, harmless.offsetByCodePoints(0, SHORTENED)) + "…"
                : harmless;
    }

    /// The pattern takes stack for each digit, and a megabyte of them may be sent.
    private static String beginning(String text) {
        return text.length() > 2 * LOOKED_AT ? text.substring(0, text.offsetByCodePoints(0, LOOKED_AT)) + "…" : text;
    }
}
