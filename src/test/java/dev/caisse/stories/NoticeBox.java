package dev.caisse.stories;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Where the sandbox tells its notices, each kept as it was signed: they are brought to a server when a test wants, and
/// as often; in the end each at once.
final class NoticeBox implements AutoCloseable {
    private static final String SIGNATURE = "Sandbox-Signature";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Notice> kept = new CopyOnWriteArrayList<>();
    private volatile Optional<Supplier<Client>> onward = Optional.empty();

    NoticeBox() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::keep);
        server.start();
    }

    /// One, as it came.
    record Notice(String path, String signature, byte[] body) {
        Reply bringTo(Client client) {
            return client.send(HttpRequest.newBuilder(URI.create(client.url() + path))
                    .header("Content-Type", "application/json")
                    .header(SIGNATURE, signature)
                    .POST(BodyPublishers.ofByteArray(body)));
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// What is told because of something. Nothing else may come about at the sandbox meanwhile.
    synchronized Notice after(Runnable work) {
        int before = kept.size();
        work.run();
        Eventually.holds(() -> kept.size() > before);
        return kept.get(before);
    }

    /// From here on what is told goes on to whoever serves then, and counts as taken when it was taken there.
    void passOn(Supplier<Client> server) {
        onward = Optional.of(server);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void keep(HttpExchange exchange) throws IOException {
        try (exchange) {
            var notice = new Notice(
                    exchange.getRequestURI().getRawPath(),
                    exchange.getRequestHeaders().getFirst(SIGNATURE),
                    exchange.getRequestBody().readAllBytes());
            kept.add(notice);
            int status =
                    onward.map(there -> notice.bringTo(there.get()).status()).orElse(200);
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
