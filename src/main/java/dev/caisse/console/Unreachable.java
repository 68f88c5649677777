package dev.caisse.console;

/// The server does not answer, or cannot at this moment; it may later.
final class Unreachable extends Failed {
    Unreachable(String message) {
        super(message);
    }
}
