package dev.caisse.connectors.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisse.platform.http.BodyTooLarge;
import dev.caisse.platform.http.Incoming;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// A request as a browser sends it, without a wire.
record Asked(String method, String rawPath, String form, Optional<String> secret) implements Incoming {

    static Asked get(String address) {
        return new Asked("GET", URI.create(address).getRawPath(), "", Optional.empty());
    }

    static Asked post(String address, String form) {
        return new Asked("POST", URI.create(address).getRawPath(), form, Optional.empty());
    }

    Asked knowing(String password) {
        return new Asked(method, rawPath, form, Optional.of(password));
    }

    @Override
    public String rawQuery() {
        return "";
    }

    @Override
    public Optional<String> header(String name) {
        return name.equals("Authorization") ? secret.map(Counter::authorization) : Optional.empty();
    }

    @Override
    public List<String> headers(String name) {
        return List.of();
    }

    @Override
    public java.util.Map<String, String> headers() {
        return java.util.Map.of();
    }

    @Override
    public String peerAddress() {
        return "127.0.0.1";
    }

    @Override
    public byte[] body(int maxBytes) {
        var bytes = form.getBytes(UTF_8);
        if (bytes.length > maxBytes) {
            throw new BodyTooLarge(maxBytes);
        }
        return bytes;
    }
}
