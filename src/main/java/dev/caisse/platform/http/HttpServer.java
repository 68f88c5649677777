package dev.caisse.platform.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// The engine: every request, whatever its path, goes to one function; each on a virtual thread of its own.
public final class HttpServer implements AutoCloseable {
    private static final int MAX_HEADERS_BYTES = 16 * 1024;
    private static final long MAX_SKIPPED_BYTES = 8L << 20;
    private static final int BACKLOG = 1024;

    private final WebServer engine;

    /// Answers a request; must not throw.
    @FunctionalInterface
    public interface Handler {
        Response handle(Incoming request);
    }

    private HttpServer(WebServer engine) {
        this.engine = engine;
    }

    /// @param port 0 for any free one
    /// @param unreadable answers what could not even be read as a request, by its status
    /// @param grace how long a stop waits for what is under way
    /// @param sockets the web sockets that can be opened beside
    /// @throws CannotListen when the address is taken, or is none of this machine's
    public static HttpServer start(
            String host,
            int port,
            Handler handler,
            IntFunction<Response> unreadable,
            Duration grace,
            WebSockets... sockets) {
        requireFree(host, port);
        var builder = WebServer.builder()
                .host(host)
                .port(port)
                .backlog(BACKLOG)
                .shutdownHook(false)
                .shutdownGracePeriod(grace)
                .addProtocol(http1())
                .protocolsDiscoverServices(false)
                .directHandlers(direct(unreadable, sockets))
                .routing(HttpRouting.builder().any((request, response) -> answer(handler, request, response)));
        if (sockets.length > 0) {
            builder.addProtocol(WsConfig.builder()
                            .maxFrameLength(HelidonSocket.MOST_BYTES)
                            .build())
                    .addRouting(routing(sockets));
        }
        return new HttpServer(started(builder, host, port));
    }

    /// Makes sure that a server could listen there now. The engine would only log that it could not, and seem to run.
    ///
    /// @throws CannotListen when something else does, or the host is not ours
    public static void requireFree(String host, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), 1);
        } catch (IOException e) {
            throw new CannotListen(host, port, e.getMessage());
        }
    }

    /// Loads the engine's classes; opens nothing.
    public static void warmUp() {
        WebServer.builder().shutdownHook(false).addProtocol(http1()).build();
    }

    /// A port on which nothing listens at this moment.
    public static int freePort(String host) {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on " + host, e);
        }
    }

    public int port() {
        return engine.port();
    }

    /// Takes no new connections and waits for what is under way.
    @Override
    public void close() {
        engine.stop();
    }

    private static WebServer started(WebServerConfig.Builder builder, String host, int port) {
        var engine = builder.build().start();
        if (!engine.isRunning()) {
            throw new CannotListen(host, port, "somebody else was faster");
        }
        return engine;
    }

    /// Clients send `created[gt]=` with its brackets bare. Whoever reads a path or a query here is strict about it, so
    /// the
    /// engine need not be.
    private static Http1Config http1() {
        return Http1Config.builder()
                .maxHeadersSize(MAX_HEADERS_BYTES)
                .maxPrologueLength(MAX_HEADERS_BYTES)
                .validatePath(false)
                .validatePrologue(false)
                .build();
    }

    private static WsRouting.Builder routing(WebSockets... sockets) {
        var routing = WsRouting.builder();
        for (var each : sockets) {
            routing.endpoint(each.path(), () -> new HelidonSocket(each));
        }
        return routing;
    }

    private static DirectHandlers direct(IntFunction<Response> unreadable, WebSockets... sockets) {
        var handlers = DirectHandlers.builder();
        for (var type : EventType.values()) {
            handlers.addHandler(type, (DirectHandler) (request, _, status, headers, _) ->
                    transport(refused(request, status, unreadable, sockets), headers));
        }
        return handlers.build();
    }

    /// Only whoever asked for a web socket is told 404 here: for all else there is the handler.
    private static Response refused(
            DirectHandler.TransportRequest request,
            Status status,
            IntFunction<Response> unreadable,
            WebSockets... sockets) {
        return Arrays.stream(sockets)
                .filter(_ -> status.code() == 404)
                .findFirst()
                .map(WebSockets::refused)
                .orElseGet(() -> unreadable.apply(fault(request, status)));
    }

    /// What failed before there was a request to speak of is the sender's fault, whatever the engine calls it.
    private static int fault(DirectHandler.TransportRequest request, Status status) {
        return request.path().isEmpty() && status.code() >= 500 ? 400 : status.code();
    }

    private static DirectHandler.TransportResponse transport(Response response, ServerResponseHeaders headers) {
        response.headers().forEach(line -> headers.set(HeaderNames.create(line.name()), line.value()));
        return DirectHandler.TransportResponse.builder()
                .status(Status.create(response.status()))
                .headers(headers)
                .entity(response.body())
                .keepAlive(false)
                .build();
    }

    private static void answer(Handler handler, ServerRequest request, ServerResponse response) {
        var incoming = new HelidonRequest(request);
        var answer = handler.handle(incoming);
        response.status(Status.create(answer.status()));
        answer.headers().forEach(line -> response.header(line.name(), line.value()));
        if (incoming.isLeftUnread()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        send(request, response, answer.body());
        incoming.endIfLeftUnread();
    }

    private static void send(ServerRequest request, ServerResponse response, byte[] body) {
        if (request.prologue().method() == Method.HEAD) {
            response.contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }

    /// A request as Helidon read it.
    private static final class HelidonRequest implements Incoming {
        private final ServerRequest request;
        private InputStream stream = InputStream.nullInputStream();
        private boolean leftUnread;

        HelidonRequest(ServerRequest request) {
            this.request = request;
        }

        boolean isLeftUnread() {
            return leftUnread;
        }

        @Override
        public String method() {
            return request.prologue().method().text();
        }

        @Override
        public String rawPath() {
            return request.prologue().uriPath().rawPath();
        }

        @Override
        public String rawQuery() {
            return request.prologue().query().rawValue();
        }

        @Override
        public Optional<String> header(String name) {
            return request.headers().first(HeaderNames.create(name));
        }

        @Override
        public List<String> headers(String name) {
            return request.headers().all(HeaderNames.create(name), List::of);
        }

        @Override
        public Map<String, String> headers() {
            return request.headers().stream().collect(Collectors.toMap(Header::name, Header::get, (first, _) -> first));
        }

        @Override
        public String peerAddress() {
            return request.remotePeer().host();
        }

        @Override
        public byte[] body(int maxBytes) {
            if (!request.content().hasEntity()) {
                return new byte[0];
            }
            try {
                stream = request.content().inputStream();
                var bytes = stream.readNBytes(maxBytes + 1);
                leftUnread = bytes.length > maxBytes;
                return leftUnread ? tooLarge(maxBytes) : bytes;
            } catch (BodyTooLarge e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                leftUnread = true;
                throw new BodyUnreadable(e);
            }
        }

        /// The engine would take what is left of the body for the next request, so the connection must end. What is on
        /// its way is read first: a connection that is closed before that takes the answer along with it.
        void endIfLeftUnread() {
            if (leftUnread) {
                skipRest();
                throw new CloseConnectionException("part of a body was left unread");
            }
        }

        private void skipRest() {
            try {
                stream.skipNBytes(MAX_SKIPPED_BYTES);
            } catch (IOException | RuntimeException _) {
                // It ended, or broke: either way there is no more.
            }
        }

        private static byte[] tooLarge(int maxBytes) {
            throw new BodyTooLarge(maxBytes);
        }
    }
}
