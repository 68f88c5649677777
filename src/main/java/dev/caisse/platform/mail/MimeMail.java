package dev.caisse.platform.mail;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/// A mail as it goes over the wire (RFC 5322, MIME): text, and HTML beside it. Sent again it has the same Message-ID,
/// by
/// which a mailbox can tell that it has it already.
final class MimeMail extends MimeMessage {
    private static final String UTF_8 = "UTF-8";

    private final String messageId;

    private MimeMail(Session session, String messageId) {
        super(session);
        this.messageId = messageId;
    }

    /// Empty when an address cannot be written down for a server that knows ASCII alone.
    static Optional<MimeMessage> of(Session session, Mail mail) throws MessagingException {
        var from = address(mail.from());
        var to = address(mail.to());
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        var domain = from.get().substring(from.get().lastIndexOf('@') + 1);
        var message = new MimeMail(session, "<" + mail.id() + "@" + domain + ">");
        message.setFrom(named(from.get(), mail.fromName()));
        message.setRecipient(RecipientType.TO, new InternetAddress(to.get(), true));
        message.setSubject(mail.subject(), UTF_8);
        message.setSentDate(Date.from(Instant.ofEpochMilli(mail.writtenMs())));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setContentLanguage(new String[] {mail.language()});
        message.setParts(mail);
        message.saveChanges();
        return Optional.of(message);
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }

    private void setParts(Mail mail) throws MessagingException {
        if (mail.html().isEmpty()) {
            setText(mail.text(), UTF_8);
            return;
        }
        // The last is the one that is shown where both can be.
        var parts = new MimeMultipart(
                "alternative", part(mail.text(), "plain"), part(mail.html().get(), "html"));
        setContent(parts);
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(text, UTF_8, subtype);
        return part;
    }

    private static InternetAddress named(String address, String name) throws AddressException {
        try {
            var named = new InternetAddress(address, true);
            named.setPersonal(name, UTF_8);
            return named;
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// In ASCII: a domain of other letters has such a form, the rest of an address has none.
    private static Optional<String> address(String text) {
        try {
            int at = text.lastIndexOf('@');
            var ascii = text.substring(0, at + 1) + IDN.toASCII(text.substring(at + 1));
            return Optional.of(ascii).filter(address -> address.matches("[!-~]+"));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
