package dev.caisse;

import java.util.Random;

/// Runs a property many times on random input. Each run has a seed of its own, which a failure names, so that it can be
/// had again alone.
public final class Seeded {
    private static final long FIRST_SEED = Long.getLong("caisse.seed", System.nanoTime());

    private Seeded() {}

    /// What must hold, whatever the input.
    @FunctionalInterface
    public interface Property {
        void holds(Random random) throws Exception;
    }

    public static void runs(int count, Property property) {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + count; seed++) {
            try {
                property.holds(new Random(seed));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("with -Dcaisse.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    public static byte[] bytes(Random random, int most) {
        var bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Any characters at all, among them those that mean something to parsers.
    public static String text(Random random, int most) {
        var text = new StringBuilder();
        int length = random.nextInt(most + 1);
        for (int i = 0; i < length; i++) {
            text.append(
                    random.nextBoolean()
                            ? "-_,;=*.q0aZ é\0\uD800\n%[]{}\"'<>&".charAt(random.nextInt(25))
                            : (char) random.nextInt(0x10000));
        }
        return text.toString();
    }
}
