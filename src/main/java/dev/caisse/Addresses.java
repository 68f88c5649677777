package dev.caisse;

import dev.caisse.connectors.sandbox.Doors;
import java.util.List;
import java.util.Optional;

/// By which names a server is reached.
final class Addresses {
    private Addresses() {}

    static List<String> publicUrls(Settings settings, int port) {
        return settings.publicUrls().isEmpty() ? localUrls(settings.host(), port) : settings.publicUrls();
    }

    /// What a server is reached by when nobody said otherwise.
    static List<String> localUrls(String host, int port) {
        var named = List.of("0.0.0.0", "::").contains(host) ? "localhost" : literal(host);
        return List.of("http://" + named + ":" + port, "http://localhost:" + port);
    }

    /// Of the sandbox in this process: its pages are ours, and its notices stay on this machine.
    static Doors doors(Settings settings, int port) {
        var host = List.of("0.0.0.0", "::").contains(settings.host()) ? "127.0.0.1" : settings.host();
        return new Doors(publicUrls(settings, port), List.of(), Optional.of("http://" + literal(host) + ":" + port));
    }

    private static String literal(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
