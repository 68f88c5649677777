package dev.caisse.cashier;

import java.util.Base64;

/// A file the page loads from us. Its name carries the hash of its content, so it may be kept for ever.
///
/// @param integrity `sha384-…`, as browsers compare it
public record Asset(String name, String contentType, String integrity, byte[] bytes, byte[] gzip) {
    /// Where it is served.
    public String path() {
        return "/assets/" + name;
    }

    /// The whole file as an address, for what is too small to be worth a request.
    public String inline() {
        return "data:" + contentType + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }
}
