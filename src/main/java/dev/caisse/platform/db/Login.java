package dev.caisse.platform.db;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a database is and who we are there. Prints no password.
public record Login(String jdbcUrl, String user, String password) {
    private static final Pattern URL =
            Pattern.compile("(?:jdbc:)?postgres(?:ql)?://(?:([^:@/]*)(?::([^@/]*))?@)?([^@/?]+)(/[^?]*)?(\\?.*)?");

    /// Reads `postgresql://user:password@host:port/database?options`.
    ///
    /// @throws DatabaseUnavailable when it is not that; the message does not repeat it
    public static Login read(String url) {
        return read("CAISSE_DATABASE_URL", url);
    }

    /// @param variable where it was found, for the message
    /// @throws DatabaseUnavailable when it is not that; the message does not repeat it
    public static Login read(String variable, String url) {
        var parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new DatabaseUnavailable(
                    variable + " must be of the form postgresql://user:password@host:port/database.");
        }
        var database = Optional.ofNullable(parts.group(4)).orElse("/");
        var options = Optional.ofNullable(parts.group(5)).orElse("");
        return new Login(
                "jdbc:postgresql://" + parts.group(3) + database + options,
                decoded(parts.group(1)),
                decoded(parts.group(2)));
    }

    private static String decoded(String text) {
        return text == null ? null : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Login[" + jdbcUrl.replaceAll("\\?.*", "") + ", " + user + "]";
    }
}
