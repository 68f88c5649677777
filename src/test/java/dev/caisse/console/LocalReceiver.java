package dev.caisse.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caisse.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// A merchant's program that takes webhooks, on a port of this machine; it keeps all it hears.
final class LocalReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final Function<Heard, Integer> answer;

    private LocalReceiver(int port, Function<Heard, Integer> answer) {
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.answer = answer;
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    /// One request, as it arrived.
    record Heard(Headers headers, byte[] body) {
        String header(String name) {
            return headers.getFirst(name);
        }

        String at(String name) {
            return Json.readObject(new String(body, StandardCharsets.UTF_8))
                    .get(name)
                    .toString();
        }
    }

    static LocalReceiver start() {
        return new LocalReceiver(0, _ -> 200);
    }

    /// @param answer the status of each, which may take its time
    static LocalReceiver answering(Function<Heard, Integer> answer) {
        return new LocalReceiver(0, answer);
    }

    /// The same port again.
    LocalReceiver again() {
        return new LocalReceiver(server.getAddress().getPort(), answer);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks?shop=1");
    }

    List<Heard> heard() {
        return heard;
    }

    List<String> ids() {
        return heard.stream().map(event -> event.at("id")).toList();
    }

    List<String> types() {
        return heard.stream().map(event -> event.at("type")).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void take(HttpExchange exchange) throws IOException {
        var event = new Heard(
                exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes());
        heard.add(event);
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(answer.apply(event), -1);
        exchange.close();
    }
}
