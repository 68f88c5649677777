package dev.caisse.connectors;

import java.util.List;
import java.util.Optional;

/// Which connector takes which payments, and which authenticator goes before it.
public final class Routing {
    private final List<Connector> connectors;
    private final List<Authenticator> authenticators;

    public Routing(List<Connector> connectors, List<Authenticator> authenticators) {
        this.connectors = List.copyOf(connectors);
        this.authenticators = List.copyOf(authenticators);
    }

    /// The connector for a type of payment method in a mode; empty when there is none, and then no such payment can be
    /// begun.
    public Optional<Connector> find(boolean live, String methodType) {
        return connectors.stream()
                .filter(connector -> connector.capabilities().live() == live)
                .filter(connector -> connector.capabilities().methodTypes().test(methodType))
                .findFirst();
    }

    /// The authenticator of a mode; empty when there is none, and then what asks for a challenge is declined.
    public Optional<Authenticator> findAuthenticator(boolean live) {
        return authenticators.stream()
                .filter(authenticator -> authenticator.isLive() == live)
                .findFirst();
    }

    /// By the name that an attempt was recorded under, or that a notice is addressed to.
    public Optional<Connector> findConnector(boolean live, String name) {
        return connectors.stream()
                .filter(connector -> connector.capabilities().live() == live)
                .filter(connector -> connector.name().equals(name))
                .findFirst();
    }

    /// The connector an attempt was made with.
    public Connector connector(String name) {
        return connectors.stream()
                .filter(connector -> connector.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no connector is called " + name));
    }

    /// The authenticator an attempt was made with.
    public Authenticator authenticator(String name) {
        return authenticators.stream()
                .filter(authenticator -> authenticator.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no authenticator is called " + name));
    }
}
