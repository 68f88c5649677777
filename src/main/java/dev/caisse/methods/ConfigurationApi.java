package dev.caisse.methods;

import dev.caisse.api.ListView;
import dev.caisse.api.Page;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.connectors.Routing;

/// `/v1/payment_method_configurations`: the table of ways to pay, and which of them are active in the caller's mode.
public final class ConfigurationApi {
    private static final String URL = "/v1/payment_method_configurations";

    private final Routing routing;

    public ConfigurationApi(Routing routing) {
        this.routing = routing;
    }

    public void routes(Routes routes) {
        routes.get("/v1/payment_method_configurations", this::list)
                .get("/v1/payment_method_configurations/list", this::list);
    }

    private Object list(Request request) {
        request.params().refuseUnknown();
        return ListView.of(
                URL, new Page<>(MethodType.all(), false), type -> ConfigurationView.of(type, isActive(request, type)));
    }

    private boolean isActive(Request request, MethodType type) {
        return type.isOffered()
                && routing.find(request.tenant().live(), type.name()).isPresent();
    }
}
