package dev.caisse.platform.http;

/// How a call to a stranger ended.
public sealed interface Fetched {

    /// @param contentType as the stranger declares it, empty when not at all; proves nothing
    record Answered(int status, String contentType, byte[] body) implements Fetched {

        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /// @param why a sentence without addresses, fit for the owner of the URL
    record Failed(Reason reason, String why) implements Fetched {}

    enum Reason {
        /// The URL or the address behind it may not be called; nothing was sent.
        REFUSED,
        TOO_BIG,
        TIMED_OUT,
        UNREACHABLE,
        /// We stopped waiting because this server is stopping; says nothing about the other side.
        STOPPED
    }
}
