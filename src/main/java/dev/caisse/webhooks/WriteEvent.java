package dev.caisse.webhooks;

import dev.caisse.events.Happened;
import dev.caisse.events.RenderEvent;

/// Writes the body that an event is delivered with.
final class WriteEvent {
    private final RenderEvent render;

    WriteEvent(RenderEvent render) {
        this.render = render;
    }

    /// @param pending how many endpoints have not heard of it yet
    Payload payload(Happened happened, int pending) {
        return new Payload(dialect -> render.in(dialect, happened.tenant(), happened.event(), pending));
    }
}
