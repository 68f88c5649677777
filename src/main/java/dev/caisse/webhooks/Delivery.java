package dev.caisse.webhooks;

import java.util.Optional;

/// How far the delivery of one event to one endpoint has come.
///
/// @param tries how often it was tried
/// @param nextMs when it is tried again; empty when it is over
/// @param last the last try, if there was one
record Delivery(long event, State state, int tries, Optional<Long> nextMs, Optional<Try> last) {

    /// What became of it.
    enum State {
        PENDING,
        SUCCEEDED,
        FAILED,
        CANCELED
    }

    /// One call and what was heard.
    ///
    /// @param status of HTTP; empty when nothing was answered
    /// @param answer the beginning of what was answered
    /// @param error why it does not count as received
    record Try(long atMs, long tookMs, Optional<Integer> status, Optional<String> answer, Optional<String> error) {}
}
