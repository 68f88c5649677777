package dev.caisse.platform.db;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stands between a client of PostgreSQL and its server on real TCP, and knows every statement that passes. Whoever
/// watches may hold one up before PostgreSQL gets it, or its answer before the client hears it, and may cut either end.
public final class StatementProxy implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final byte[] FLUSH = {'H', 0, 0, 0, 4};

    private final ServerSocket door;
    private final String server;
    private final Watch watch;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean turnsAway;

    /// Is asked before each statement, on the thread that carries it: as long as it blocks, the statement waits.
    @FunctionalInterface
    public interface Watch {
        /// @return whether the statement, unless it was sent already, and what comes after it go on to PostgreSQL
        boolean goesOn(Link link, String sql);
    }

    /// @param server host and port
    public StatementProxy(String server, Watch watch) throws IOException {
        this.server = server;
        this.watch = watch;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::welcome);
    }

    public int port() {
        return door.getLocalPort();
    }

    /// The database is gone for whoever comes from now on.
    void turnAway(boolean newcomers) {
        turnsAway = newcomers;
    }

    @Override
    public void close() throws IOException {
        door.close();
        sockets.forEach(StatementProxy::close);
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                serve(door.accept());
            } catch (IOException _) {
                // A client that gave up, or the end.
            }
        }
    }

    private void serve(Socket client) throws IOException {
        if (turnsAway) {
            client.close();
            return;
        }
        var address = server.split(":");
        try {
            var postgres = new Socket(address[0], Integer.parseInt(address[1]));
            client.setTcpNoDelay(true);
            postgres.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(postgres);
            var link = new Link(client, postgres);
            Thread.ofVirtual().start(link::answers);
            Thread.ofVirtual().start(link::questions);
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed.
        }
    }

    /// A statement of a round trip, with the messages that lead to its execution.
    private record Step(String sql, byte[] messages) {}

    /// One client and its server process.
    public final class Link {
        private final Socket client;
        private final Socket postgres;
        private final Map<String, String> statements = new HashMap<>();
        private final Map<String, String> portals = new HashMap<>();
        private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
        private List<Step> trip = List.of();
        private byte[] tail = {};
        private int at;
        private boolean isSent;
        private boolean isOver;
        private ByteArrayOutputStream withheld;

        private Link(Socket client, Socket postgres) {
            this.client = client;
            this.postgres = postgres;
        }

        /// PostgreSQL gets what the client sent before this statement, if it waits to travel with it.
        public void push() {
            write(FLUSH);
        }

        /// PostgreSQL gets this statement now.
        public void send() {
            unsent.writeBytes(trip.get(at).messages());
            write(isLast() ? tail : FLUSH);
            isSent = true;
        }

        /// The client hears nothing from now on.
        public synchronized void withhold() {
            withheld = new ByteArrayOutputStream();
        }

        /// Waits until PostgreSQL has answered what it got while answers are withheld, or is gone.
        public synchronized void awaitAnswer() {
            while (!isOver && !isAnswered(withheld.toByteArray())) {
                await();
            }
        }

        /// The client hears what was withheld, and everything from now on.
        public synchronized void deliver() {
            if (withheld != null) {
                tell(withheld.toByteArray());
                withheld = null;
            }
        }

        /// Both ends see the other go.
        public void cut() {
            cutClient();
            close(postgres);
        }

        /// PostgreSQL does not notice.
        public void cutClient() {
            close(client);
        }

        /// PostgreSQL's end is gone.
        public synchronized boolean isOver() {
            return isOver;
        }

        private void answers() {
            var buffer = new byte[65536];
            try (client) {
                for (int n = postgres.getInputStream().read(buffer); n >= 0; ) {
                    heard(buffer, n);
                    n = postgres.getInputStream().read(buffer);
                }
            } catch (IOException _) {
                // Cut.
            }
            over();
        }

        private synchronized void heard(byte[] buffer, int length) {
            if (withheld == null) {
                tell(java.util.Arrays.copyOf(buffer, length));
            } else {
                withheld.write(buffer, 0, length);
                notifyAll();
            }
        }

        private synchronized void over() {
            isOver = true;
            notifyAll();
        }

        private void await() {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void tell(byte[] bytes) {
            try {
                client.getOutputStream().write(bytes);
            } catch (IOException _) {
                close(client);
            }
        }

        private void write(byte[] more) {
            unsent.writeBytes(more);
            try {
                postgres.getOutputStream().write(unsent.toByteArray());
            } catch (IOException _) {
                close(postgres);
            }
            unsent.reset();
        }

        private void questions() {
            try {
                var in = new DataInputStream(client.getInputStream());
                greeting(in);
                boolean goesOn = true;
                while (goesOn && !client.isClosed()) {
                    read(in);
                    goesOn = carry();
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
                write(message);
            } while (code == SSL_REQUEST || code == GSS_REQUEST);
        }

        /// Everything up to what makes PostgreSQL answer.
        private void read(DataInputStream in) throws IOException {
            var steps = new ArrayList<Step>();
            var held = new ByteArrayOutputStream();
            int type;
            do {
                type = in.readUnsignedByte();
                int length = in.readInt();
                var body = new byte[length - 4];
                in.readFully(body);
                held.write(type);
                held.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
                held.writeBytes(body);
                var sql = executed(type, body);
                if (sql != null) {
                    steps.add(new Step(sql, held.toByteArray()));
                    held.reset();
                }
            } while ("PBEDC".indexOf(type) >= 0);
            trip = steps;
            tail = held.toByteArray();
        }

        private boolean carry() {
            for (at = 0; at < trip.size(); at++) {
                isSent = false;
                if (!watch.goesOn(this, trip.get(at).sql())) {
                    return false;
                }
                if (!isSent) {
                    unsent.writeBytes(trip.get(at).messages());
                }
            }
            if (!(isSent && !trip.isEmpty())) {
                write(tail);
            }
            return true;
        }

        private boolean isLast() {
            return at == trip.size() - 1;
        }

        /// What a message makes PostgreSQL do, or null. pgjdbc prepares a statement once under a name, and then only
        /// names it.
        private String executed(int type, byte[] body) {
            var texts = new String(body, StandardCharsets.ISO_8859_1).split("\0", 3);
            return switch (type) {
                case 'P' -> {
                    statements.put(texts[0], texts[1]);
                    yield null;
                }
                case 'B' -> {
                    portals.put(texts[0], statements.get(texts[1]));
                    yield null;
                }
                case 'E' -> portals.get(texts[0]);
                case 'Q' -> texts[0];
                default -> null;
            };
        }

        /// Whether these are the answers to all statements of the round trip up to this one, or say that one failed.
        private boolean isAnswered(byte[] answers) {
            var buffer = ByteBuffer.wrap(answers);
            int done = 0;
            while (buffer.remaining() >= 5) {
                int type = buffer.get();
                int length = buffer.getInt(buffer.position());
                if (buffer.remaining() < length) {
                    return false;
                }
                buffer.position(buffer.position() + length);
                if (type == 'Z' || type == 'E' && !isLast()) {
                    return true;
                }
                done += "CIs".indexOf(type) >= 0 ? 1 : 0;
                if (done > at && !isLast()) {
                    return true;
                }
            }
            return false;
        }
    }
}
