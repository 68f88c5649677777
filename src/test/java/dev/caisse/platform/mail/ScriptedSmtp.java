package dev.caisse.platform.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A mail server that says what a test wants it to say, over real TCP; what it was told is kept, line by line.
public final class ScriptedSmtp implements AutoCloseable {

    /// For [#of]: the server says nothing more.
    public static final String SILENCE = "silence";

    private final ServerSocket listening;
    private final SSLContext tls;
    private final UnaryOperator<String> script;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private ScriptedSmtp(SSLContext tls, UnaryOperator<String> script) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.tls = tls;
        this.script = script;
    }

    /// @param script answers a line of the client's (`.` is the end of a mail, nothing at all the greeting); null for
    /// what a well-meaning server says
    public static ScriptedSmtp of(UnaryOperator<String> script) {
        return of(null, script);
    }

    /// Offers STARTTLS.
    static ScriptedSmtp of(SSLContext tls, UnaryOperator<String> script) {
        try {
            var server = new ScriptedSmtp(tls, script);
            Thread.startVirtualThread(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    /// What was said by all clients, without the mails' own lines.
    public List<String> heard() {
        return List.copyOf(heard);
    }

    /// The mails that came in whole, as they came, whatever was answered to them.
    public List<String> mails() {
        return List.copyOf(mails);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (var socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                var socket = listening.accept();
                open.add(socket);
                Thread.startVirtualThread(() -> serve(socket, ""));
            }
        } catch (IOException _) {
            // It was closed.
        }
    }

    private void serve(Socket socket, String greeting) {
        try {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            boolean goesOn = greeting == null || say(socket, greeting);
            for (var line = in.readLine(); goesOn && line != null; line = in.readLine()) {
                heard.add(line);
                if (line.equals("STARTTLS") && tls != null) {
                    say(socket, line);
                    serve(encrypted(socket), null);
                    return;
                }
                goesOn = say(socket, line);
                if (line.equals("DATA") && goesOn && !answer(line).startsWith("5")) {
                    readMail(in);
                    goesOn = say(socket, ".");
                }
            }
        } catch (IOException _) {
            // The client went away, or the test is over.
        }
    }

    private void readMail(BufferedReader in) throws IOException {
        var mail = new StringBuilder();
        for (var line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line).append('\n');
        }
        mails.add(mail.toString());
    }

    private SSLSocket encrypted(Socket plain) throws IOException {
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
        socket.setUseClientMode(false);
        return socket;
    }

    private boolean say(Socket socket, String line) throws IOException {
        var answer = answer(line);
        if (answer.equals(SILENCE)) {
            return true;
        }
        socket.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
        return !line.equals("QUIT");
    }

    private String answer(String line) {
        var scripted = script.apply(line);
        if (scripted != null) {
            return scripted;
        }
        return switch (line.split("[ :]")[0]) {
            case "" -> "220 test";
            case "EHLO" ->
                tls == null ? "250-test\r\n250 AUTH PLAIN LOGIN" : "250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN";
            case "STARTTLS" -> "220 go ahead";
            case "AUTH" -> "235 welcome";
            case "DATA" -> "354 go ahead";
            case "QUIT" -> "221 bye";
            default -> "250 ok";
        };
    }
}
