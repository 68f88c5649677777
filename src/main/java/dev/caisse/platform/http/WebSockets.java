package dev.caisse.platform.http;

import java.util.Optional;
import java.util.function.Function;

/// The web sockets that can be opened at one path: who is let in, and what is said and heard while one is open.
public interface WebSockets {
    String path();

    /// The name of what is spoken there, for `Sec-WebSocket-Protocol`.
    String protocol();

    /// Looks at who asks to change to a web socket.
    ///
    /// @param header the first one of a name
    /// @return what to do while it is open; empty when it is not opened
    Optional<Conversation> admit(Function<String, Optional<String>> header);

    /// What is answered to whoever is not let in; its status is 404.
    Response refused();

    /// One open web socket, at our end.
    interface Conversation {
        /// It is open: to be returned from at once.
        void begin(Line line);

        /// A whole text that came. None is longer than 64 KB.
        void hear(String text);

        /// It is over, whoever ended it; comes once or, if the process is quick, never.
        void end();
    }

    /// What a conversation is led over.
    interface Line {
        /// Returns when the text is on its way.
        ///
        /// @throws RuntimeException when the other end has gone
        void say(String text);

        /// Ends it.
        ///
        /// @param code as RFC 6455 has them
        void close(int code, String reason);
    }
}
