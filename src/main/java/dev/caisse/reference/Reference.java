package dev.caisse.reference;

import dev.caisse.platform.html.Html;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/// The reference of the API, under `/docs`: a page for each resource of each dialect, and the documents that they are
/// made of. Made at the first request and then kept; nothing on it comes from elsewhere, and it runs no script.
public final class Reference {
    /// Where it stands.
    public static final String PATH = "/docs";

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String CSS = PATH + "/reference.css";
    private static final String DOCUMENT = "/openapi.json";
    private static final String HTML = "text/html; charset=utf-8";

    private final Map<String, Leaflet> kept = new ConcurrentHashMap<>();
    private final Map<String, Supplier<Leaflet>> leaflets = new LinkedHashMap<>();

    /// What is sent from one address.
    private record Leaflet(String contentType, byte[] bytes, byte[] gzip) {
        static Leaflet of(String contentType, byte[] bytes) {
            var packed = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(packed)) {
                gzip.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Leaflet(contentType, bytes, packed.toByteArray());
        }
    }

    /// Whether an address is one of these.
    public static boolean has(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /// Answers a request; what is not there is 404.
    public Response handle(Incoming request) {
        boolean isHead = request.method().equals("HEAD");
        if (!isHead && !request.method().equals("GET")) {
            return Response.text(405, "This address answers GET only.\n").with("Allow", "GET, HEAD");
        }
        var path = request.rawPath();
        var there = all().get(path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        if (there == null) {
            return Response.text(404, "There is nothing at this address. The reference begins at /docs.\n");
        }
        var leaflet = kept.computeIfAbsent(path, _ -> there.get());
        boolean isPacked = request.header("Accept-Encoding").orElse("").contains("gzip");
        var body = isHead ? new byte[0] : isPacked ? leaflet.gzip : leaflet.bytes;
        var response = Response.of(200, leaflet.contentType, body)
                .with("Content-Security-Policy", POLICY)
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "public, max-age=300")
                .with("Vary", "Accept-Encoding");
        return isPacked ? response.with("Content-Encoding", "gzip") : response;
    }

    private Map<String, Supplier<Leaflet>> all() {
        synchronized (leaflets) {
            if (leaflets.isEmpty()) {
                add("openapi.json", PATH, false);
                add("stripe.openapi.json", PATH + "/stripe", true);
                leaflets.put(CSS, () -> Leaflet.of("text/css; charset=utf-8", css()));
            }
            return leaflets;
        }
    }

    private void add(String file, String home, boolean isStripes) {
        var description = Description.read(file);
        var chapters = description.chapters();
        leaflets.put(
                home,
                () -> page(new Sheet(description.title(), description.about(), home, isStripes, CSS, chapters, null)));
        for (var chapter : chapters) {
            leaflets.put(
                    home + "/" + chapter.name(),
                    () -> page(new Sheet(
                            chapter.title() + ": " + description.title(),
                            description.about(),
                            home,
                            isStripes,
                            CSS,
                            chapters,
                            chapter)));
        }
        leaflets.put(home + DOCUMENT, () -> Leaflet.of("application/json; charset=utf-8", description.bytes()));
    }

    private static Leaflet page(Sheet sheet) {
        return Leaflet.of(HTML, Html.render("dev/caisse/reference/page.jte", sheet));
    }

    private static byte[] css() {
        try (var stream = Reference.class.getResourceAsStream("reference.css")) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
