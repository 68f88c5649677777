package dev.caisse.platform.http;

/// The other side stopped in the middle of its body, or sent it in broken pieces.
public final class BodyUnreadable extends RuntimeException {
    BodyUnreadable(Throwable cause) {
        super("The body ended early or came in broken pieces", cause, false, false);
    }
}
