package dev.caisse.webhooks;

import java.util.function.Supplier;

/// The body that an event is delivered with: written once, when the first delivery needs it, and shared by all.
final class Payload {
    private final Supplier<byte[]> render;
    private byte[] bytes;

    Payload(Supplier<byte[]> render) {
        this.render = render;
    }

    synchronized byte[] bytes() {
        if (bytes == null) {
            bytes = render.get();
        }
        return bytes;
    }
}
