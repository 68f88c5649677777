package dev.caisse.platform.mail;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The server that takes our mail, and the way there: encrypted, unless it is on this machine. Prints itself without
/// its
/// password.
public record SmtpServer(String host, int port, Security security, Optional<Login> login) {
    private static final int SUBMISSION = 587;
    private static final int SUBMISSION_OVER_TLS = 465;

    /// How the way there is encrypted.
    public enum Security {
        /// Not at all; only to this machine itself.
        NONE,
        /// From the first reply on; a server that does not offer it gets nothing.
        STARTTLS,
        /// From the first byte on.
        TLS
    }

    /// How we prove who we are.
    public record Login(String user, Password password) {}

    /// A password, which prints itself masked.
    public record Password(String text) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /// Reads `smtp://user:password@host:587` or `smtps://user:password@host:465`; user and password may be absent, and
    /// are percent-encoded. Empty for anything else.
    public static Optional<SmtpServer> read(String url) {
        try {
            return read(new URI(url));
        } catch (URISyntaxException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<SmtpServer> read(URI uri) {
        boolean isTls = "smtps".equalsIgnoreCase(uri.getScheme());
        boolean isWhole = (isTls || "smtp".equalsIgnoreCase(uri.getScheme()))
                && uri.getHost() != null
                && uri.getPort() != 0
                && uri.getPort() <= 65_535
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uri.getRawUserInfo() == null || uri.getRawUserInfo().matches("[^:]+:[^:]+"));
        if (!isWhole) {
            return Optional.empty();
        }
        var host = uri.getHost().replaceAll("[\\[\\]]", "");
        int usual = isTls ? SUBMISSION_OVER_TLS : SUBMISSION;
        return Optional.of(new SmtpServer(
                host,
                uri.getPort() < 0 ? usual : uri.getPort(),
                isTls ? Security.TLS : isThisMachine(host) ? Security.NONE : Security.STARTTLS,
                Optional.ofNullable(uri.getRawUserInfo()).map(SmtpServer::login)));
    }

    private static Login login(String userInfo) {
        int colon = userInfo.indexOf(':');
        return new Login(decoded(userInfo.substring(0, colon)), new Password(decoded(userInfo.substring(colon + 1))));
    }

    /// A plus is a plus here.
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean isThisMachine(String host) {
        try {
            return host.equalsIgnoreCase("localhost")
                    || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
