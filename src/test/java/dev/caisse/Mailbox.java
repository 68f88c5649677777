package dev.caisse;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// A real mail server in this JVM (GreenMail), which takes whatever comes and shows it.
public final class Mailbox implements AutoCloseable {

    private final GreenMail server;

    private Mailbox(GreenMail server) {
        this.server = server;
        server.start();
    }

    public static Mailbox open() {
        return at(0);
    }

    /// @param port a free one
    public static Mailbox at(int port) {
        return new Mailbox(new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP)));
    }

    /// Lets in, of those who say who they are, this one alone.
    public Mailbox knowing(String user, String password) {
        server.setUser("shop@example.com", user, password);
        return this;
    }

    public int port() {
        return server.getSmtp().getPort();
    }

    /// What a server is told to send its mail here.
    public Map<String, String> variables() {
        return variables(port());
    }

    /// The same for any mail server of this machine.
    public static Map<String, String> variables(int port) {
        return Map.of("CAISSE_SMTP_URL", "smtp://127.0.0.1:" + port, "CAISSE_MAIL_FROM", "shop@example.com");
    }

    public List<MimeMessage> received() {
        return List.of(server.getReceivedMessages());
    }

    /// The mail to an address, as soon as it is here; fails when there are two.
    public MimeMessage await(String to) {
        Eventually.holds(() -> !to(to).isEmpty());
        var found = to(to);
        if (found.size() > 1) {
            throw new AssertionError(found.size() + " mails to " + to);
        }
        return found.getFirst();
    }

    public List<MimeMessage> to(String to) {
        return received().stream().filter(mail -> recipient(mail).equals(to)).toList();
    }

    public static String text(MimeMessage mail) {
        return part(mail, 0).replace("\r\n", "\n");
    }

    public static String html(MimeMessage mail) {
        return part(mail, 1);
    }

    private static String part(MimeMessage mail, int place) {
        try {
            return mail.getContent() instanceof MimeMultipart parts
                    ? parts.getBodyPart(place).getContent().toString()
                    : mail.getContent().toString();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String recipient(MimeMessage mail) {
        try {
            return mail.getAllRecipients()[0].toString();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
