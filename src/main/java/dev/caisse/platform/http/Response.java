package dev.caisse.platform.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A whole answer, as a value.
public record Response(int status, List<HeaderLine> headers, byte[] body) {

    /// One line of the head; a name may stand in several.
    public record HeaderLine(String name, String value) {}

    public static Response of(int status, String contentType, byte[] body) {
        return new Response(status, List.of(new HeaderLine("Content-Type", contentType)), body);
    }

    public static Response text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Response empty(int status) {
        return new Response(status, List.of(), new byte[0]);
    }

    /// The same answer with one more header line.
    public Response with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new HeaderLine(name, value));
        return new Response(status, List.copyOf(more), body);
    }
}
