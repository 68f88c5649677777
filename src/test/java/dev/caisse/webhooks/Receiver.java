package dev.caisse.webhooks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// A merchant's server on a port of its own, that keeps what it is sent and answers what a test tells it to. Speaks
/// HTTP/1.1 over plain sockets and keeps connections.
public final class Receiver implements AutoCloseable {
    private static final Pattern EVENT_ID = Pattern.compile("\"id\":\"(evt_[0-9]+)\"");
    private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z_.]+)\"}$");

    private final Answer answer;
    private final int port;
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listening;

    /// One request.
    ///
    /// @param headers by name in lower case
    public record Received(String path, Map<String, String> headers, byte[] body, long atMs) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String event() {
            return found(EVENT_ID);
        }

        public String type() {
            return found(TYPE);
        }

        private String found(Pattern pattern) {
            var match = pattern.matcher(text());
            return match.find() ? match.group(1) : "none in " + text();
        }
    }

    /// Answers a request, in whatever bytes.
    public interface Answer {
        void to(Received request, OutputStream out) throws IOException, InterruptedException;
    }

    private Receiver(Answer answer) {
        this.answer = answer;
        this.listening = listen(0);
        this.port = listening.getLocalPort();
        up();
    }

    /// Takes everything.
    public static Receiver taking() {
        return answering((_, out) -> write(out, "200 OK", "taken"));
    }

    public static Receiver answering(Answer answer) {
        return new Receiver(answer);
    }

    public static void write(OutputStream out, String statusAndHeaders, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = "HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        var all = new ByteArrayOutputStream();
        all.write(head.getBytes(StandardCharsets.UTF_8));
        all.write(bytes);
        out.write(all.toByteArray());
        out.flush();
    }

    public String url() {
        return "http://127.0.0.1:" + port + "/hook";
    }

    public int port() {
        return port;
    }

    /// What came, in the order in which it came.
    public List<Received> received() {
        return List.copyOf(received);
    }

    public int count() {
        return received.size();
    }

    public Set<String> events() {
        var ids = new HashSet<String>();
        received.forEach(request -> ids.add(request.event()));
        return ids;
    }

    /// How many connections were ever made to it.
    public int connections() {
        return connections.get();
    }

    /// Nobody listens any more, and who talks is cut off.
    public void down() {
        try {
            listening.close();
            open.forEach(Receiver::cut);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Listens again, on the same port.
    public void up() {
        if (listening.isClosed()) {
            listening = listen(port);
        }
        var socket = listening;
        Thread.ofVirtual().start(() -> accept(socket));
    }

    @Override
    public void close() {
        down();
    }

    private static ServerSocket listen(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket on) {
        while (!on.isClosed()) {
            try {
                var socket = on.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> talk(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            for (var request = read(in); request != null; request = read(in)) {
                received.add(request);
                answer.to(request, socket.getOutputStream());
            }
        } catch (IOException | InterruptedException _) {
            // The caller hung up, which is what many tests are about.
        } finally {
            open.remove(socket);
        }
    }

    private static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Null at the end of the connection.
    private static Received read(InputStream in) throws IOException {
        var first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        var headers = new TreeMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Received(first.split(" ")[1], headers, in.readNBytes(length), System.currentTimeMillis());
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }
}
