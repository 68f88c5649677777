package dev.caisse.console;

/// A program of the console cannot do what it was asked. The message says why, and holds no key.
public sealed class Failed extends RuntimeException permits Unreachable {
    Failed(String message) {
        super(message, null, false, false);
    }
}
