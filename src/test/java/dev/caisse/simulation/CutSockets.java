package dev.caisse.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/// Makes a node's connections to PostgreSQL, so that all of them can be cut at one moment, as a power cut does it:
/// nothing is closed in order, nothing is rolled back by the node, and the node never gets another connection. pgjdbc
/// is told of it in the node's URL, so the program under test knows nothing of it.
public final class CutSockets extends SocketFactory {
    private static final Map<String, Set<Socket>> OF_NODE = new ConcurrentHashMap<>();
    private static final Set<String> DEAD = ConcurrentHashMap.newKeySet();

    private final String node;

    /// @param node the `socketFactoryArg` of the URL
    public CutSockets(String node) {
        this.node = node;
    }

    /// What to add to a JDBC URL.
    static String option(String node) {
        return "socketFactory=" + CutSockets.class.getName() + "&socketFactoryArg=" + node;
    }

    static void cut(String node) {
        DEAD.add(node);
        OF_NODE.getOrDefault(node, Set.of()).forEach(CutSockets::close);
        OF_NODE.remove(node);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone.
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        if (DEAD.contains(node)) {
            throw new SocketException("this node is dead");
        }
        var sockets = OF_NODE.computeIfAbsent(node, _ -> ConcurrentHashMap.newKeySet());
        var socket = new Socket() {
            @Override
            public synchronized void close() throws IOException {
                sockets.remove(this);
                super.close();
            }
        };
        sockets.add(socket);
        if (DEAD.contains(node)) {
            socket.close();
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }
}
