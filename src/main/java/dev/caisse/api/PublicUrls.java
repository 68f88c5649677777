package dev.caisse.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The names this deployment is reached by. A request's `Host` picks among them; a name that is not listed is never
/// used, so nobody can make us write links to somewhere else.
public final class PublicUrls {
    private final List<String> urls;

    /// @param urls absolute, without a slash at the end; the first is the default
    public PublicUrls(List<String> urls) {
        this.urls = List.copyOf(urls);
    }

    public String first() {
        return urls.getFirst();
    }

    public String pick(Optional<String> host) {
        return host.flatMap(this::ofHost).orElse(first());
    }

    private Optional<String> ofHost(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        return urls.stream()
                .filter(url -> url.substring(url.indexOf("://") + 3).equals(name))
                .findFirst();
    }
}
