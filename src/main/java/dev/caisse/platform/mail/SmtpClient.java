package dev.caisse.platform.mail;

import dev.caisse.platform.mail.Handover.Accepted;
import dev.caisse.platform.mail.Handover.Failed;
import dev.caisse.platform.mail.Handover.Refused;
import dev.caisse.platform.mail.Handover.Unreachable;
import dev.caisse.platform.mail.SmtpServer.Login;
import dev.caisse.platform.mail.SmtpServer.Security;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/// Hands mails over to one server, each over a connection of its own and within a time that no server can stretch. Many
/// threads may send at once. Never throws because of what a server does.
public final class SmtpClient {
    private static final int ANSWER_CHARACTERS = 300;

    private final SmtpServer server;
    private final Limits limits;
    private final Session session;

    /// @param silence how long the server may say nothing
    /// @param whole how long a mail may take from beginning to end
    record Limits(Duration silence, Duration whole) {
        static final Limits USUAL = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    public SmtpClient(SmtpServer server) {
        this(server, Limits.USUAL, Optional.empty());
    }

    SmtpClient(SmtpServer server, Limits limits, Optional<SSLContext> tls) {
        this.server = server;
        this.limits = limits;
        this.session = Session.getInstance(properties(server, limits, tls));
    }

    private static Properties properties(SmtpServer server, Limits limits, Optional<SSLContext> tls) {
        var silenceMs = Long.toString(limits.silence().toMillis());
        var properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", silenceMs);
        properties.put("mail.smtp.timeout", silenceMs);
        properties.put("mail.smtp.quitwait", "false");
        properties.put("mail.smtp.auth", Boolean.toString(server.login().isPresent()));
        properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.put("mail.smtp.ssl.enable", Boolean.toString(server.security() == Security.TLS));
        properties.put("mail.smtp.starttls.enable", Boolean.toString(server.security() == Security.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(server.security() == Security.STARTTLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        tls.ifPresent(context -> properties.put("mail.smtp.ssl.socketFactory", context.getSocketFactory()));
        return properties;
    }

    /// Hands it over; returns when it is known what became of it, or nobody is waited for any longer.
    public Handover send(Mail mail) {
        var handover = new CompletableFuture<Handover>();
        // Interrupting a virtual thread closes the socket it waits at.
        var thread =
                Thread.ofVirtual().name("send " + mail.id()).start(() -> handover.complete(handedOver(mail, handover)));
        try {
            return handover.get(limits.whole().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new Unreachable(name() + " was too slow");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Failed("this node stops");
        } finally {
            thread.interrupt();
        }
    }

    private Handover handedOver(Mail mail, CompletableFuture<Handover> handover) {
        try {
            return MimeMail.of(session, mail)
                    .<Handover>map(message -> handedOver(message, handover))
                    .orElseGet(() -> new Refused("this address cannot be written in ASCII"));
        } catch (RuntimeException | MessagingException e) {
            return new Failed(
                    "the mail could not be put together: " + e.getClass().getSimpleName());
        }
    }

    private Handover handedOver(MimeMessage message, CompletableFuture<Handover> handover) {
        Transport transport = null;
        try {
            transport = session.getTransport("smtp");
            connect(transport);
            transport.sendMessage(message, message.getAllRecipients());
            // Before the connection is closed, which may fail and changes nothing any more.
            handover.complete(new Accepted());
            return new Accepted();
        } catch (AuthenticationFailedException _) {
            // What the server says here may repeat what we said.
            return new Unreachable(name() + " refuses the user name or the password");
        } catch (MessagingException | RuntimeException e) {
            return understood(e);
        } finally {
            close(transport);
        }
    }

    private void connect(Transport transport) throws MessagingException {
        transport.connect(
                server.host(),
                server.port(),
                server.login().map(Login::user).orElse(null),
                server.login().map(login -> login.password().text()).orElse(null));
    }

    private Handover understood(Exception e) {
        return chain(e).flatMap(link -> reply(link).stream())
                .findFirst()
                .orElseGet(() -> new Unreachable(name() + " cannot be used: " + beginning(e)));
    }

    /// A refusal of our sender's address is no matter of the letter's: no other would fare better.
    private Optional<Handover> reply(Throwable link) {
        return switch (link) {
            case SMTPAddressFailedException refused ->
                Optional.of(judged(refused.getReturnCode(), oneLine(refused.getMessage())));
            case SMTPSendFailedException refused
            when refused.getReturnCode() <= 0 || refused.getNextException() != null -> Optional.empty();
            case SMTPSendFailedException refused
            when isOfTheSender(refused) ->
                Optional.of(new Unreachable(name() + " refuses our sender: " + oneLine(refused.getMessage())));
            case SMTPSendFailedException refused ->
                Optional.of(judged(refused.getReturnCode(), oneLine(refused.getMessage())));
            default -> Optional.empty();
        };
    }

    private static boolean isOfTheSender(SMTPSendFailedException refused) {
        return refused.getCommand() != null && refused.getCommand().startsWith("MAIL");
    }

    private static Handover judged(int code, String answer) {
        return code >= 500 ? new Refused(answer) : new Failed(answer);
    }

    /// This exception, those it was caused by, and those it goes on with.
    private static Stream<Throwable> chain(Throwable first) {
        return Stream.iterate(first, link -> link != null, SmtpClient::next).limit(10);
    }

    private static Throwable next(Throwable link) {
        return link instanceof MessagingException mail ? mail.getNextException() : link.getCause();
    }

    private static String beginning(Throwable first) {
        return oneLine(chain(first)
                .map(link -> String.valueOf(link.getMessage()))
                .distinct()
                .reduce((a, b) -> a + ": " + b)
                .orElse(""));
    }

    private static String oneLine(String text) {
        var line = Mail.oneLine(text);
        return line.length() <= ANSWER_CHARACTERS ? line : line.substring(0, ANSWER_CHARACTERS) + "…";
    }

    private String name() {
        return "the mail server " + server.host() + ":" + server.port();
    }

    private static void close(Transport transport) {
        try {
            if (transport != null) {
                transport.close();
            }
        } catch (MessagingException _) {
            // It is gone either way.
        }
    }
}
