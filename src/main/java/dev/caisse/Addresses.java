package dev.caisse;

import dev.caisse.connectors.sandbox.Doors;
import java.util.List;
import java.util.Optional;

/// The addresses that a server is reached by, each without a slash at its end.
final class Addresses {
    private Addresses() {}

    /// The sandbox in this process: its pages are ours, and its notices stay on this machine.
    static Doors doors(Settings settings, List<String> publicUrls, int port) {
        var host = List.of("0.0.0.0", "::").contains(settings.host()) ? "127.0.0.1" : settings.host();
        var local = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        return new Doors(publicUrls, List.of(), Optional.of(local));
    }

    static List<String> publicUrls(Settings settings, int port) {
        return settings.publicUrls().isEmpty() ? localUrls(settings.host(), port) : settings.publicUrls();
    }

    /// What a server is reached by when nobody said otherwise.
    static List<String> localUrls(String host, int port) {
        var literal = host.contains(":") ? "[" + host + "]" : host;
        var named = List.of("0.0.0.0", "::").contains(host) ? "localhost" : literal;
        return List.of("http://" + named + ":" + port, "http://localhost:" + port);
    }
}
