package dev.caisse.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Secrets to hand out, and the means to recognise them without keeping them.
public final class Tokens {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// A byte from here on is drawn again, or the first letters would come more often than the last.
    private static final int FAIR = 256 / ALPHABET.length() * ALPHABET.length();

    private Tokens() {}

    /// Letters and digits, each equally likely: 24 of them hold 142 bits.
    public static String letters(SecureRandom random, int count) {
        var text = new StringBuilder(count);
        var bytes = new byte[count + count / 8];
        while (text.length() < count) {
            // One call for many letters: each takes a lock that all threads share.
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length && text.length() < count; i++) {
                int drawn = bytes[i] & 0xff;
                if (drawn < FAIR) {
                    text.append(ALPHABET.charAt(drawn % ALPHABET.length()));
                }
            }
        }
        return text.toString();
    }

    public static byte[] hmacSha256(byte[] key, String text) {
        return hmacSha256(key, text.getBytes(UTF_8));
    }

    public static byte[] hmacSha256(byte[] key, byte[] bytes) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks HMAC-SHA-256.", e);
        }
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks SHA-256.", e);
        }
    }

    /// Letters and digits, always the same for a secret and a purpose; they tell nothing about the secret.
    public static String derived(String secret, String purpose, int count) {
        return letters(new BigInteger(1, hmacSha256(secret.getBytes(UTF_8), purpose)), count);
    }

    /// Base64 for addresses, without padding.
    public static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// @throws IllegalArgumentException when it is not base64 for addresses; the message quotes nothing
    public static byte[] fromBase64Url(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("not base64url");
        }
    }

    /// Takes the same time wherever the first difference lies.
    public static boolean areEqual(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    /// Takes the same time wherever the first difference lies.
    public static boolean areEqual(String one, String other) {
        return areEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }

    /// The lowest digits of a number to the base of 62: a shorter spelling for a hash.
    static String letters(BigInteger number, int count) {
        var text = new StringBuilder(count);
        var base = BigInteger.valueOf(ALPHABET.length());
        var rest = number;
        while (text.length() < count) {
            var parts = rest.divideAndRemainder(base);
            text.append(ALPHABET.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        return text.toString();
    }
}
