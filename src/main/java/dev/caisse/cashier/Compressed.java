package dev.caisse.cashier;

import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Sends pages compressed to browsers that take it, and no body to those that asked for the head alone.
final class Compressed {
    private static final int WORTHWHILE_BYTES = 1024;

    private Compressed() {}

    static Response answer(Incoming request, Response response) {
        if (request.method().equals("HEAD")) {
            return new Response(response.status(), response.headers(), new byte[0]);
        }
        return isWorthwhile(response) && isTakenBy(request)
                ? new Response(response.status(), response.headers(), packed(response.body()))
                        .with("Content-Encoding", "gzip")
                : response;
    }

    private static boolean isWorthwhile(Response response) {
        return response.body().length >= WORTHWHILE_BYTES
                && response.headers().stream().noneMatch(line -> line.name().equals("Content-Encoding"))
                && response.headers().stream()
                        .anyMatch(line -> line.name().equals("Content-Type")
                                && line.value().startsWith("text/"));
    }

    static boolean isTakenBy(Incoming request) {
        return request.header("Accept-Encoding")
                .orElse("")
                .matches("(?i).*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*");
    }

    private static byte[] packed(byte[] body) {
        var packed = new ByteArrayOutputStream(body.length / 3);
        try (var gzip = new FastGzip(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /// A page is sent once, so speed beats size.
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
