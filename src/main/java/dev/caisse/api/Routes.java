package dev.caisse.api;

import dev.caisse.platform.http.Percent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The addresses of the API and who answers them. Each resource lists its own here, one line each.
public final class Routes {
    private final Node root = new Node();

    /// Answers a request with a view.
    @FunctionalInterface
    public interface Handler {
        Object handle(Request request);
    }

    /// Who may call, and who answers.
    ///
    /// @param isOnlyInserting whether a used idempotency key may be left to be found by its own insert
    record Route(String method, String path, boolean isForPayersToo, boolean isOnlyInserting, Handler handler) {}

    /// What was found at a path: routes by method, and the path's variables.
    record Found(Map<String, Route> routes, Map<String, String> variables) {
        Set<String> methods() {
            return new TreeSet<>(routes.keySet());
        }
    }

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final Map<String, Route> routes = new LinkedHashMap<>();
        Node variable;
        String variableName;

        void collect(Collection<Route> into) {
            into.addAll(routes.values());
            literals.values().forEach(child -> child.collect(into));
            if (variable != null) {
                variable.collect(into);
            }
        }
    }

    public Routes get(String path, Handler handler) {
        return add(new Route("GET", path, false, false, handler));
    }

    /// A GET that a payer's browser may make too, with a publishable key.
    public Routes getForPayersToo(String path, Handler handler) {
        return add(new Route("GET", path, true, false, handler));
    }

    public Routes post(String path, Handler handler) {
        return add(new Route("POST", path, false, false, handler));
    }

    /// A POST that does nothing but look until what it inserts under its idempotency key is committed. Nobody looks
    /// for the key before: one more round trip for every request, for the few that are repeated.
    public Routes postInserting(String path, Handler handler) {
        return add(new Route("POST", path, false, true, handler));
    }

    /// A POST that a payer's browser may make too, with a publishable key.
    public Routes postForPayersToo(String path, Handler handler) {
        return add(new Route("POST", path, true, false, handler));
    }

    public Routes delete(String path, Handler handler) {
        return add(new Route("DELETE", path, false, false, handler));
    }

    /// Every route there is.
    Collection<Route> all() {
        var all = new ArrayList<Route>();
        root.collect(all);
        return all;
    }

    private Routes add(Route route) {
        var node = root;
        for (var segment : route.path().substring(1).split("/")) {
            node = segment.startsWith("{") ? variable(node, segment) : literal(node, segment);
        }
        if (node.routes.putIfAbsent(route.method(), route) != null) {
            throw new IllegalStateException("two answers to " + route.method() + " " + route.path());
        }
        return this;
    }

    private static Node literal(Node node, String segment) {
        return node.literals.computeIfAbsent(segment, _ -> new Node());
    }

    private static Node variable(Node node, String segment) {
        if (node.variable == null) {
            node.variable = new Node();
            node.variableName = segment.substring(1, segment.length() - 1);
        }
        return node.variable;
    }

    /// What stands at a path as it was sent.
    ///
    /// @throws Refusal 400 when the path has a bad escape
    Optional<Found> find(String rawPath) {
        var node = root;
        var variables = new HashMap<String, String>();
        for (var raw : rawPath.substring(1).split("/", -1)) {
            var segment = Percent.decodePath(raw)
                    .filter(dev.caisse.platform.json.Json::isStorable)
                    .orElseThrow(() -> Refusal.of(400, "path_malformed", null, "The path has a bad escape."));
            var next = node.literals.get(segment);
            if (next == null && node.variable != null && !segment.isEmpty()) {
                variables.put(node.variableName, segment);
                next = node.variable;
            }
            if (next == null) {
                return Optional.empty();
            }
            node = next;
        }
        return node.routes.isEmpty() ? Optional.empty() : Optional.of(new Found(node.routes, variables));
    }
}
