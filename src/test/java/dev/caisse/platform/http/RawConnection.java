package dev.caisse.platform.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A connection on which a test sends any bytes it likes, and reads what comes back as a browser would.
public final class RawConnection implements AutoCloseable {
    private static final int PATIENCE_MS = 10_000;

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawConnection to(int port) throws IOException {
        var socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MS);
        return new RawConnection(socket);
    }

    /// One answer. Header names are in lower case.
    public record Answer(int status, Map<String, String> headers, String body) {
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /// Sends text, each character one byte.
    public RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// What the other side no longer takes is lost, as it is for a browser that still sends.
    public RawConnection send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (java.net.SocketException _) {
            // Its answer may be there all the same.
        }
        return this;
    }

    /// No more will be sent; what comes back can still be read.
    public RawConnection endOfSending() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /// The next answer; empty when the other side closed without one.
    public Optional<Answer> answer() throws IOException {
        return answer(true);
    }

    /// @param hasBody false for the answer to a HEAD
    public Optional<Answer> answer(boolean hasBody) throws IOException {
        var first = line();
        if (first == null) {
            return Optional.empty();
        }
        var headers = new LinkedHashMap<String, String>();
        for (var line = line(); line != null && !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        var body = hasBody ? body(headers) : "";
        return Optional.of(new Answer(Integer.parseInt(first.split(" ")[1]), headers, body));
    }

    /// Whether the other side has ended the connection and nothing more comes.
    public boolean isOver() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String body(Map<String, String> headers) throws IOException {
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            return chunks();
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String chunks() throws IOException {
        var all = new ByteArrayOutputStream();
        for (int size = size(); size > 0; size = size()) {
            all.write(in.readNBytes(size));
            line();
        }
        line();
        return all.toString(StandardCharsets.UTF_8);
    }

    private int size() throws IOException {
        return Integer.parseInt(line().split(";")[0].strip(), 16);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = read(); c != '\n'; c = read()) {
            if (c < 0) {
                return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private int read() throws IOException {
        try {
            return in.read();
        } catch (java.net.SocketException _) {
            return -1;
        }
    }
}
