package dev.caisse.platform.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/// A server on a port of its own that answers byte by byte what a test tells it to, right or wrong.
public final class LocalServer implements AutoCloseable {
    private final ServerSocket listening;
    private final Script script;
    private final String scheme;
    private final List<List<String>> requests = new CopyOnWriteArrayList<>();

    private LocalServer(ServerSocketFactory sockets, String scheme, Script script) {
        try {
            this.listening = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.scheme = scheme;
        this.script = script;
    }

    public static LocalServer plain(Script script) {
        return of(ServerSocketFactory.getDefault(), "http", script);
    }

    static LocalServer of(ServerSocketFactory sockets, String scheme, Script script) {
        var server = new LocalServer(sockets, scheme, script);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    public URI at(String path) {
        return at("localhost", path);
    }

    URI at(String host, String path) {
        return URI.create(scheme + "://" + host + ":" + listening.getLocalPort() + path);
    }

    /// The request line and headers of each request so far.
    public List<List<String>> requests() {
        return requests;
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                Thread.ofVirtual().start(() -> talk(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            var request = head(socket);
            requests.add(request);
            script.answer(request.getFirst().split(" ")[1], socket.getOutputStream());
            socket.getOutputStream().flush();
        } catch (SocketException | javax.net.ssl.SSLException _) {
            // The client hung up, which is what many tests are about.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> head(Socket socket) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        var lines = new ArrayList<String>();
        for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            lines.add(line);
        }
        if (lines.isEmpty()) {
            throw new SocketException("nothing was asked");
        }
        return lines;
    }

    public interface Script {
        void answer(String path, OutputStream out) throws IOException;
    }

    /// A whole answer with its length.
    public static void write(OutputStream out, String statusAndHeaders, byte[] body) throws IOException {
        write(out, "HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: " + body.length + "\r\n\r\n");
        out.write(body);
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
