package dev.caisse.accounts;

import dev.caisse.api.Tenant;
import dev.caisse.platform.crypto.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/// A key as it is kept: enough to recognise it and to show which one is meant, never the secret itself.
///
/// @param hint the last four characters, for lists
/// @param publishable the whole key, when it is one that browsers may see
/// @param expiresMs from when on it is no longer valid
public record ApiKey(
        long id, Tenant tenant, byte[] hash, String hint, Optional<String> publishable, Optional<Long> expiresMs) {
    private static final int LETTERS = 32;
    private static final Pattern GIVEN = Pattern.compile("[!-~]{24,255}");

    /// The text of a key, at the one moment when it is known. Prints itself masked.
    public record Text(String text) {
        @Override
        public String toString() {
            return ApiKey.prefixOf(text) + "…";
        }
    }

    static Text random(SecureRandom random, boolean live, boolean isSecret) {
        return new Text(prefix(live, isSecret) + Tokens.letters(random, LETTERS));
    }

    /// Whether somebody may choose this text as a key: the right prefix, printable, 24 characters or more.
    public static boolean isFit(String text, boolean live, boolean isSecret) {
        return text.startsWith(prefix(live, isSecret)) && GIVEN.matcher(text).matches() && !text.contains(":");
    }

    static ApiKey of(long id, Tenant tenant, Text text) {
        var key = text.text();
        var publishable = key.startsWith("pk_") ? Optional.of(key) : Optional.<String>empty();
        return new ApiKey(id, tenant, hash(key), key.substring(key.length() - 4), publishable, Optional.empty());
    }

    static byte[] hash(String key) {
        return Tokens.sha256(key.getBytes(StandardCharsets.UTF_8));
    }

    public boolean isSecret() {
        return publishable.isEmpty();
    }

    /// How a list shows it: `sk_test_…x7Qa`.
    public String shown() {
        return prefix(tenant.live(), isSecret()) + "…" + hint;
    }

    boolean isValidAt(long nowMs) {
        return expiresMs.map(ms -> nowMs < ms).orElse(true);
    }

    private static String prefix(boolean live, boolean isSecret) {
        return (isSecret ? "sk_" : "pk_") + (live ? "live_" : "test_");
    }

    private static String prefixOf(String key) {
        return key.substring(0, Math.min(8, key.length()));
    }
}
