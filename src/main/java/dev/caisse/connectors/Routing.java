package dev.caisse.connectors;

import java.util.List;
import java.util.Optional;

/// Which connector takes which payments.
public final class Routing {
    private final List<Connector> connectors;

    public Routing(List<Connector> connectors) {
        this.connectors = List.copyOf(connectors);
    }

    /// The connector for a type of payment method in a mode; empty when there is none, and then no such payment can be
    /// begun.
    public Optional<Connector> find(boolean live, String methodType) {
        return connectors.stream()
                .filter(connector -> connector.capabilities().live() == live)
                .filter(connector -> connector.capabilities().methodTypes().contains(methodType))
                .findFirst();
    }
}
