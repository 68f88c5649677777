package dev.caisse.simulation;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Speaks plain HTTP/1.1 with one node over connections that are kept: as little as a merchant's server needs, so that
/// most of the machine's time is left to what is tested.
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MS = 600_000;
    /// The server closes what nobody uses for long, and who asks just then gets no answer.
    private static final Duration KEPT = Duration.ofSeconds(20);

    private final int port;
    private final String authorization;
    private final Deque<Line> idle = new ConcurrentLinkedDeque<>();
    private final Set<Line> all = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    /// What came back.
    ///
    /// @param status 0 when nothing came
    record Reply(int status, String body, String location) {
        static final Reply NONE = new Reply(0, "", "");

        /// Whether a node had too much to do. It says that it did nothing, and is taken by its word.
        boolean isTurnedAway() {
            return status == 503 && body.contains("Nothing was written");
        }

        /// Whether a node had too much to do to record what it had heard. Recovery has to find it.
        boolean isUnsure() {
            return status == 500 && body.contains("outcome_unknown");
        }

        boolean isKnown() {
            return status != 0 && status < 500;
        }
    }

    /// A connection, and since when nobody uses it.
    private record Line(Socket socket, InputStream in, long idleSinceNanos) {
        Line now() {
            return new Line(socket, in, System.nanoTime());
        }
    }

    Wire(int port, String secretKey) {
        this.port = port;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((secretKey + ":").getBytes(StandardCharsets.ISO_8859_1));
    }

    Reply get(String path) {
        return ask("GET", path, null, "", Map.of("Authorization", authorization));
    }

    Reply post(String path, String json, Map<String, String> headers) {
        var all = new java.util.HashMap<>(headers);
        all.put("Authorization", authorization);
        return ask("POST", path, "application/json", json, all);
    }

    /// As a payer's browser, who knows no key.
    Reply page(String path) {
        return ask("GET", path, null, "", payer(path));
    }

    Reply form(String path, String form) {
        return ask("POST", path, "application/x-www-form-urlencoded", form, payer(path));
    }

    /// Each page has a payer of its own, with an address of their own: one alone may not do so much.
    private static Map<String, String> payer(String path) {
        int number = path.replaceFirst("[?].*", "").hashCode();
        return Map.of(
                "X-Forwarded-For", "10." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255));
    }

    /// Whoever waits for an answer gets none.
    @Override
    public void close() {
        isClosed = true;
        all.forEach(Wire::close);
    }

    private Reply ask(String method, String path, String type, String body, Map<String, String> headers) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1:");
        head.append(port).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (type != null) {
            head.append("Content-Type: ").append(type).append("\r\nContent-Length: ");
            head.append(bytes.length).append("\r\n");
        }
        head.append("\r\n");
        var first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        var message = java.util.Arrays.copyOf(first, first.length + bytes.length);
        System.arraycopy(bytes, 0, message, first.length, bytes.length);
        return asked(message);
    }

    private Reply asked(byte[] message) {
        Line line = null;
        try {
            line = line();
            line.socket().getOutputStream().write(message);
            return read(line);
        } catch (IOException _) {
            if (line != null) {
                all.remove(line);
                close(line);
            }
            return Reply.NONE;
        }
    }

    private Line line() throws IOException {
        for (var kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            if (System.nanoTime() - kept.idleSinceNanos() < KEPT.toNanos()) {
                return kept;
            }
            all.remove(kept);
            close(kept);
        }
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        var line = new Line(socket, new BufferedInputStream(socket.getInputStream()), 0);
        all.add(line);
        if (isClosed) {
            throw new IOException("closed");
        }
        return line;
    }

    private Reply read(Line line) throws IOException {
        int status = Integer.parseInt(header(line.in()).substring(9, 12));
        int length = 0;
        var location = "";
        boolean isKept = true;
        for (var header = header(line.in()); !header.isEmpty(); header = header(line.in())) {
            var lower = header.toLowerCase(java.util.Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (lower.startsWith("location:")) {
                location = header.substring(9).strip();
            } else if (lower.equals("connection: close")) {
                isKept = false;
            }
        }
        var body = line.in().readNBytes(length);
        if (body.length < length) {
            throw new IOException("cut");
        }
        if (isKept && !isClosed) {
            all.remove(line);
            var kept = line.now();
            all.add(kept);
            idle.addFirst(kept);
        } else {
            all.remove(line);
            close(line);
        }
        return new Reply(status, new String(body, StandardCharsets.UTF_8), location);
    }

    private static String header(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("cut");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    private static void close(Line line) {
        try {
            line.socket().close();
        } catch (IOException _) {
            // It is gone.
        }
    }
}
