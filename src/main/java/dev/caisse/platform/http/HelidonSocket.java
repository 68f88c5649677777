package dev.caisse.platform.http;

import dev.caisse.platform.http.WebSockets.Conversation;
import dev.caisse.platform.http.WebSockets.Line;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.util.Optional;

/// One web socket as Helidon sees it.
final class HelidonSocket implements WsListener {
    static final int MOST_BYTES = 64 * 1024;

    private static final int MESSAGE_TOO_BIG = 1009;

    private final WebSockets sockets;
    private final StringBuilder begun = new StringBuilder();
    private Conversation conversation;

    HelidonSocket(WebSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
        conversation = sockets.admit(name -> headers.first(HeaderNames.create(name)))
                .orElseThrow(() -> RequestException.builder()
                        .type(EventType.OTHER)
                        .status(Status.NOT_FOUND_404)
                        .message("not let in")
                        .build());
        return Optional.of(
                WritableHeaders.create().set(HeaderNames.create("Sec-WebSocket-Protocol"), sockets.protocol()));
    }

    @Override
    public void onOpen(WsSession session) {
        conversation.begin(new Line() {
            @Override
            public void say(String text) {
                session.send(text, true);
            }

            @Override
            public void close(int code, String reason) {
                session.close(code, reason);
            }
        });
    }

    @Override
    public void onMessage(WsSession session, String text, boolean isLast) {
        if (begun.length() + text.length() > MOST_BYTES) {
            begun.setLength(0);
            session.close(MESSAGE_TOO_BIG, "more than 64 KB");
            return;
        }
        begun.append(text);
        if (isLast) {
            var whole = begun.toString();
            begun.setLength(0);
            conversation.hear(whole);
        }
    }

    @Override
    public void onPing(WsSession session, BufferData payload) {
        session.pong(payload);
    }

    @Override
    public void onClose(WsSession session, int status, String reason) {
        conversation.end();
    }

    @Override
    public void onError(WsSession session, Throwable cause) {
        conversation.end();
    }
}
