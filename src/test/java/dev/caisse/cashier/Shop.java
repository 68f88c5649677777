package dev.caisse.cashier;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The merchant's own site, on another origin than the cashier: says "Thank you" and notes who came, and from where.
final class Shop implements AutoCloseable {
    private static final byte[] PAGE =
            "<!DOCTYPE html><html lang=en><title>Shop</title><link rel=icon href=\"data:,\"><h1>Thank you</h1>"
                    .getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final List<String> visits = new CopyOnWriteArrayList<>();
    private final List<String> referrers = new CopyOnWriteArrayList<>();

    Shop() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            visits.add(exchange.getRequestURI().toString());
            referrers.addAll(exchange.getRequestHeaders().getOrDefault("Referer", List.of()));
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, PAGE.length);
            exchange.getResponseBody().write(PAGE);
            exchange.close();
        });
        server.start();
    }

    /// Scheme, host and port.
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Paths and queries asked for so far.
    List<String> visits() {
        return visits;
    }

    /// What browsers told about where they came from.
    List<String> referrers() {
        return referrers;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
