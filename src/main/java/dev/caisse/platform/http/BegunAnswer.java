package dev.caisse.platform.http;

import dev.caisse.platform.http.Fetched.Answered;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;

/// An answer as it comes in, for whom the status says enough: known from its head on, and never longer than wanted.
/// Read by one thread, looked at by another.
final class BegunAnswer {
    private static final int PIECE = 2048;

    private final int maxBytes;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;
    private String contentType = "";

    BegunAnswer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// Ends at the end of the body, or when there is enough of it. An answer that is read to its end leaves its
    /// connection to the next call.
    void read(ClassicHttpResponse response) throws IOException {
        var entity = Optional.ofNullable(response.getEntity());
        begin(response.getCode(), entity.map(HttpEntity::getContentType).orElse(""));
        if (entity.isPresent()) {
            var content = entity.get().getContent();
            var piece = new byte[PIECE];
            int length = content.read(piece);
            while (length >= 0 && add(piece, length)) {
                length = content.read(piece);
            }
        }
    }

    /// Empty until its head is there.
    synchronized Optional<Answered> soFar() {
        return status == 0 ? Optional.empty() : Optional.of(new Answered(status, contentType, body.toByteArray()));
    }

    private synchronized void begin(int code, String type) {
        status = code;
        contentType = type;
    }

    private synchronized boolean add(byte[] piece, int length) {
        int room = maxBytes - body.size();
        body.write(piece, 0, Math.min(room, length));
        return length <= room;
    }
}
