package dev.caisse.console;

import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.MalformedJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/// A server as the programs of the console know it: an address and a key. Follows no redirect, so nothing leaves this
/// machine that was not sent there; prints nothing, least of all the key.
public final class RunningServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String url;
    private final String secretKey;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /// @param url of the server, without a slash at the end
    public RunningServer(String url, String secretKey) {
        this.url = url;
        this.secretKey = secretKey;
    }

    String url() {
        return url;
    }

    /// A request with the key and, for JSON that is sent along, the type of the body; to be completed.
    HttpRequest.Builder request(String path) {
        var credentials = Base64.getEncoder().encodeToString((secretKey + ":").getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/json");
    }

    /// @throws Unreachable when no whole answer came
    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Unreachable("The server at " + url + " does not answer" + why(e) + ".");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failed("Interrupted.");
        }
    }

    /// The object of an answer.
    ///
    /// @throws Failed when whoever answers there is no Caisse
    Map<String, Object> read(HttpResponse<String> answer) {
        try {
            return Json.readObject(answer.body());
        } catch (MalformedJson | ClassCastException _) {
            throw new Failed("What answers at " + url + " is no Caisse: status " + answer.statusCode() + ", no JSON.");
        }
    }

    /// Ends what is under way.
    @Override
    public void close() {
        http.shutdownNow();
    }

    private static String why(IOException e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? "" : " (" + e.getMessage() + ")";
    }
}
