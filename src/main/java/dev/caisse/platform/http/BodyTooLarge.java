package dev.caisse.platform.http;

/// The other side sent more than was allowed.
public final class BodyTooLarge extends RuntimeException {
    private final int maxBytes;

    public BodyTooLarge(int maxBytes) {
        super("The body is larger than " + maxBytes + " bytes.", null, false, false);
        this.maxBytes = maxBytes;
    }

    public int maxBytes() {
        return maxBytes;
    }
}
