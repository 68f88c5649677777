package dev.caisse.platform.http;

import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An http or https address that somebody gave us, made safe to redirect or link to. A bare host is an address too:
/// `https://` is put before it (`http://` before localhost). Never another scheme, never a user name in it.
public final class WebAddress {
    public static final int MAX_CHARACTERS = 5000;
    /// A session's id is longer than the placeholder it replaces, so an address may have grown since it was given.
    private static final int LONGEST = 2 * MAX_CHARACTERS;

    private static final Pattern FORM =
            Pattern.compile("(?:(?i)(https?)://)?([^/?#\\\\@\\s]+)([/?#].*)?", Pattern.DOTALL);
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(?::([0-9]{1,5}))?");
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\\.?");
    private static final String ALLOWED = "-._~:/?#[]@!$&'()*+,;=%";

    private final String origin;
    private final String rest;

    private WebAddress(String origin, String rest) {
        this.origin = origin;
        this.rest = rest;
    }

    /// Empty when it cannot be made into an http or https address.
    public static Optional<WebAddress> read(String text) {
        var parts = FORM.matcher(text.strip());
        if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl) || !parts.matches()) {
            return Optional.empty();
        }
        var authority = AUTHORITY.matcher(parts.group(2));
        if (!authority.matches() || !isPort(authority.group(2))) {
            return Optional.empty();
        }
        var rest = parts.group(3) == null ? "" : parts.group(3);
        return host(authority.group(1)).map(host -> {
            var scheme = parts.group(1) == null
                    ? defaultScheme(host)
                    : parts.group(1).toLowerCase(Locale.ROOT);
            var port = authority.group(2) == null ? "" : ":" + authority.group(2);
            return new WebAddress(scheme + "://" + host + port, escaped(rest));
        });
    }

    /// The whole address in ASCII, as a `Location` header may have it.
    public String absolute() {
        return origin + rest;
    }

    /// Scheme, host and port, as a content security policy names them.
    public String origin() {
        return origin;
    }

    private static boolean isPort(String digits) {
        return digits == null || Integer.parseInt(digits) <= 65_535;
    }

    private static Optional<String> host(String text) {
        if (text.startsWith("[")) {
            return isV6(text) ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
        }
        try {
            var host = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            return host.length() <= 253 && HOST.matcher(host).matches() ? Optional.of(host) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isV6(String bracketed) {
        try {
            return InetAddress.ofLiteral(bracketed.substring(1, bracketed.length() - 1)) instanceof Inet6Address;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String defaultScheme(String host) {
        return host.equals("localhost")
                        || host.endsWith(".localhost")
                        || host.equals("127.0.0.1")
                        || host.equals("[::1]")
                ? "http"
                : "https";
    }

    private static String escaped(String rest) {
        var out = new StringBuilder(rest.length());
        for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || ALLOWED.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return out.toString();
    }
}
