package dev.caisse.platform.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request as it came over the wire: nothing decoded, nothing believed.
public interface Incoming {
    String method();

    /// The path as sent, escapes and all; begins with `/`.
    String rawPath();

    /// What follows the `?`, as sent; empty when there is none.
    String rawQuery();

    /// The first header of that name.
    Optional<String> header(String name);

    /// Every header of that name, in the order in which they came.
    List<String> headers(String name);

    /// The first header of every name there is, for who does not know beforehand which one counts.
    Map<String, String> headers();

    /// The address at the other end of the connection.
    String peerAddress();

    /// Reads the body, once.
    ///
    /// @throws BodyTooLarge when there is more than this; the connection is then closed after the answer
    /// @throws BodyUnreadable when it breaks off or is broken; likewise
    byte[] body(int maxBytes);
}
