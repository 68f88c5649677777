package dev.caisse.reference;

import dev.caisse.Client;
import dev.caisse.api.ValidRequest;
import dev.caisse.reference.Listening.Heard;
import dev.caisse.reference.Listening.Read;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// One route as it was seen at work.
///
/// @param reads what its readers read, of all requests that were made to it
/// @param required the parameters without which it was refused
/// @param needed the least that it accepts
/// @param isForPayersToo whether it answers a publishable key
record Operation(
        ValidRequest request,
        Client client,
        Heard heard,
        Set<Read> reads,
        Set<String> required,
        Map<String, Object> needed,
        boolean isForPayersToo) {

    Operation(ValidRequest request, Client client, Heard heard, boolean isForPayersToo) {
        this(
                request,
                client,
                heard,
                new LinkedHashSet<>(heard.reads()),
                new LinkedHashSet<>(),
                new LinkedHashMap<>(),
                isForPayersToo);
    }

    String method() {
        return request.method();
    }

    String path() {
        return request.route().substring(request.route().indexOf(' ') + 1);
    }
}
