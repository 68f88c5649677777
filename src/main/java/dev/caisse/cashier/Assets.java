package dev.caisse.cashier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// Everything the cashier's pages load, read once at the start and held in memory, plain and compressed. Nothing else
/// is ever served under `/assets/`.
public record Assets(Asset css, Asset script, Asset icon) {
    private static final int HASH_CHARACTERS = 12;

    /// A script the page may run, for the list that proves it (PCI DSS 6.4.3).
    public record Script(String name, String hash, String purpose) {}

    public static Assets load() {
        return new Assets(
                together("css", "text/css; charset=utf-8", "cashier", "methods"),
                together("js", "text/javascript; charset=utf-8", "cashier", "methods"),
                read("favicon", "svg", "image/svg+xml"));
    }

    /// By the name in the address, hash included.
    public Optional<Asset> find(String name) {
        return List.of(css, script, icon).stream()
                .filter(asset -> asset.name().equals(name))
                .findFirst();
    }

    /// All scripts that the payment page may run.
    public List<Script> scripts() {
        return List.of(new Script(
                script.name(),
                script.integrity(),
                "Formats and checks the payment form in the browser. Sends nothing anywhere by itself."));
    }

    /// Several files as one, so that a browser asks once.
    private static Asset together(String extension, String contentType, String first, String... more) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(content(first + "." + extension));
        for (var name : more) {
            all.writeBytes(content(name + "." + extension));
        }
        return asset(first, extension, contentType, all.toByteArray());
    }

    private static Asset read(String name, String extension, String contentType) {
        return asset(name, extension, contentType, content(name + "." + extension));
    }

    private static byte[] content(String file) {
        try (var stream = Assets.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("The program was built without " + file + ": build it again.");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static Asset asset(String name, String extension, String contentType, byte[] bytes) {
        var hash = sha384(bytes);
        var shortHash = HexFormat.of().formatHex(hash).substring(0, HASH_CHARACTERS);
        var integrity = "sha384-" + Base64.getEncoder().encodeToString(hash);
        return new Asset(name + "." + shortHash + "." + extension, contentType, integrity, bytes, gzip(bytes));
    }

    private static byte[] sha384(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-384").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-384", e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
