package dev.caisse;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A method and a path of the API, with `{id}` where ids stand.
public record Endpoint(String method, String path) {
    private static final Pattern ROUTE = Pattern.compile("/v1/[a-z_/{}]*");

    /// All that a server answers at, with no way to forget one: the paths are read from the table of contents of each
    /// resource, the methods are asked of the server.
    public static Set<Endpoint> all(Client merchant) {
        var all = Sources.read().texts().stream()
                .filter(text -> text.where().endsWith("Api.routes"))
                .filter(text -> ROUTE.matcher(text.value()).matches())
                .flatMap(text -> Stream.of("GET", "POST", "DELETE").map(method -> new Endpoint(method, text.value())))
                .filter(endpoint -> endpoint.isThere(merchant))
                .collect(Collectors.toSet());
        assertThat(all).hasSizeGreaterThan(15);
        return all;
    }

    public boolean isRead() {
        return method.equals("GET");
    }

    private boolean isThere(Client merchant) {
        var nobodys = path.replace("{id}", "none").replace("{method}", "none");
        return merchant.send(request(merchant, nobodys)).status() != 405;
    }

    HttpRequest.Builder request(Client client, String realPath) {
        return client.request(realPath).method(method, BodyPublishers.noBody());
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
