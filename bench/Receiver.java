package bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/// A merchant's program as fast as one can be: reads each delivery to its end, remembers when the event came, and
/// answers 200 on the same connection.
final class Receiver implements AutoCloseable {
    private static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_HEADER = 16_384;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final Pattern OBJECT = Pattern.compile("\"object\":\\{\"id\":\"([^\"]+)\"");

    private final ServerSocket door;
    private final AtomicLong received = new AtomicLong();
    private final Map<String, Long> firstNanos = new ConcurrentHashMap<>();
    private final Queue<Map.Entry<String, Long>> arrivals = new ConcurrentLinkedQueue<>();
    private volatile boolean remembers;

    Receiver() throws IOException {
        door = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::welcome);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort() + "/hook";
    }

    long received() {
        return received.get();
    }

    /// Forgets, and from now on remembers when each event came, and about which object.
    void remember() {
        arrivals.clear();
        firstNanos.clear();
        remembers = true;
    }

    /// All that came, by object and `System.nanoTime`.
    List<Map.Entry<String, Long>> arrivals() {
        return List.copyOf(arrivals);
    }

    /// When the first event about an object came, by `System.nanoTime`.
    Long nanosOf(String object) {
        return firstNanos.get(object);
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                client.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                // The end, or a caller that has gone.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new BufferedInputStream(client.getInputStream(), LONGEST_HEADER);
            var out = client.getOutputStream();
            for (var body = next(in); body != null; body = next(in)) {
                received.incrementAndGet();
                if (remembers) {
                    note(body);
                }
                out.write(OK);
            }
        } catch (IOException _) {
            // The server closed it.
        }
    }

    private void note(byte[] body) {
        long nanos = System.nanoTime();
        var object = OBJECT.matcher(new String(body, StandardCharsets.UTF_8));
        if (object.find()) {
            firstNanos.putIfAbsent(object.group(1), nanos);
            arrivals.add(Map.entry(object.group(1), nanos));
        }
    }

    /// The next request's body; null at the end.
    private static byte[] next(InputStream in) throws IOException {
        var header = new byte[LONGEST_HEADER];
        int length = 0;
        while (length < 4 || !endsHeader(header, length)) {
            int read = in.read();
            if (read < 0 || length == header.length) {
                return null;
            }
            header[length++] = (byte) read;
        }
        var declared = LENGTH.matcher(new String(header, 0, length, StandardCharsets.US_ASCII));
        return in.readNBytes(declared.find() ? Integer.parseInt(declared.group(1)) : 0);
    }

    private static boolean endsHeader(byte[] header, int length) {
        return header[length - 4] == '\r'
                && header[length - 3] == '\n'
                && header[length - 2] == '\r'
                && header[length - 1] == '\n';
    }
}
