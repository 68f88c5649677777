package dev.caisse.platform.crypto;

/// Sealed bytes did not open: another key, another context, or bytes that were changed. Its message holds no data.
public final class Unsealable extends RuntimeException {
    Unsealable(String message) {
        super(message);
    }
}
