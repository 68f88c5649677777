package dev.caisse.platform.db;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/// Stands between pgjdbc and PostgreSQL on real TCP, and cuts the connection around a COMMIT.
final class CuttingProxy implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    /// Where a connection is cut.
    enum Cut {
        NOWHERE,
        /// PostgreSQL never sees the COMMIT, and sees its client go.
        BEFORE,
        /// PostgreSQL never sees the COMMIT, nor that its client has gone.
        BEFORE_UNNOTICED,
        /// PostgreSQL gets the COMMIT, the client no answer.
        IN,
        /// The client gets the answer, and then nothing more.
        AFTER
    }

    private final ServerSocket door;
    private final String server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile IntFunction<Cut> cuts = _ -> Cut.NOWHERE;
    private volatile boolean turnsAway;
    private int commits;

    /// @param server host and port
    CuttingProxy(String server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::welcome);
    }

    int port() {
        return door.getLocalPort();
    }

    /// What is done at each COMMIT, which are counted from 1. May block, and so hold the COMMIT up.
    void cut(IntFunction<Cut> atCommit) {
        synchronized (this) {
            commits = 0;
        }
        cuts = atCommit;
    }

    /// The database is gone for whoever comes from now on.
    void turnAway(boolean newcomers) {
        turnsAway = newcomers;
    }

    @Override
    public void close() throws IOException {
        door.close();
        sockets.forEach(CuttingProxy::close);
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                if (turnsAway) {
                    client.close();
                } else {
                    serve(client);
                }
            } catch (IOException _) {
                // A client that gave up, or the end.
            }
        }
    }

    private void serve(Socket client) throws IOException {
        var address = server.split(":");
        var postgres = new Socket(address[0], Integer.parseInt(address[1]));
        client.setTcpNoDelay(true);
        postgres.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(postgres);
        var pair = new Pair(client, postgres);
        Thread.ofVirtual().start(pair::answers);
        Thread.ofVirtual().start(pair::questions);
    }

    private synchronized int nextCommit() {
        return ++commits;
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed.
        }
    }

    /// One client and its server process.
    private final class Pair {
        private final Socket client;
        private final Socket postgres;
        private final Set<String> commitStatements = new HashSet<>();
        private volatile boolean endsAfterAnswer;

        Pair(Socket client, Socket postgres) {
            this.client = client;
            this.postgres = postgres;
        }

        void answers() {
            var buffer = new byte[65536];
            try (client) {
                for (int n = postgres.getInputStream().read(buffer); n >= 0; ) {
                    if (!client.isClosed()) {
                        client.getOutputStream().write(buffer, 0, n);
                    }
                    if (endsAfterAnswer) {
                        close(client);
                    }
                    n = postgres.getInputStream().read(buffer);
                }
            } catch (IOException _) {
                // Cut.
            }
        }

        void questions() {
            try {
                var in = new DataInputStream(client.getInputStream());
                greeting(in);
                while (!client.isClosed()) {
                    roundTrip(in);
                }
            } catch (IOException _) {
                if (!client.isClosed()) {
                    close(postgres);
                }
            }
        }

        private void greeting(DataInputStream in) throws IOException {
            int code;
            do {
                var message = new byte[in.readInt()];
                ByteBuffer.wrap(message).putInt(message.length);
                in.readFully(message, 4, message.length - 4);
                code = ByteBuffer.wrap(message).getInt(4);
                postgres.getOutputStream().write(message);
            } while (code == SSL_REQUEST || code == GSS_REQUEST);
        }

        /// Everything up to what makes PostgreSQL answer.
        private void roundTrip(DataInputStream in) throws IOException {
            var held = new ByteArrayOutputStream();
            boolean isCommit = false;
            int type;
            do {
                type = in.readUnsignedByte();
                int length = in.readInt();
                var body = new byte[length - 4];
                in.readFully(body);
                isCommit |= isCommit(type, body);
                held.write(type);
                held.write(ByteBuffer.allocate(4).putInt(length).array());
                held.write(body);
            } while ("PBED".indexOf(type) >= 0);
            forward(held.toByteArray(), isCommit ? cuts.apply(nextCommit()) : Cut.NOWHERE);
        }

        private void forward(byte[] bytes, Cut cut) throws IOException {
            OutputStream out = postgres.getOutputStream();
            switch (cut) {
                case NOWHERE -> out.write(bytes);
                case BEFORE -> {
                    close(postgres);
                    close(client);
                }
                case BEFORE_UNNOTICED -> close(client);
                case IN -> {
                    close(client);
                    out.write(bytes);
                }
                case AFTER -> {
                    endsAfterAnswer = true;
                    out.write(bytes);
                }
            }
        }

        /// pgjdbc prepares COMMIT once under a name, and then only names it; without a name it lasts until the next.
        private boolean isCommit(int type, byte[] body) {
            var texts = new String(body, StandardCharsets.ISO_8859_1).split("\0", 3);
            if (type == 'P' && texts[1].strip().equals("COMMIT")) {
                commitStatements.add(texts[0]);
            } else if (type == 'P') {
                commitStatements.remove(texts[0]);
            }
            return type == 'B' && commitStatements.contains(texts[1]);
        }
    }
}
