package dev.caisse.platform.mail;

/// What became of a mail that was to be handed over. Texts are for the operator, on one line, and hold no password.
public sealed interface Handover {

    /// The server has taken it and answers for it from now on.
    record Accepted() implements Handover {}

    /// The server will never take it for this address; asking again is of no use.
    record Refused(String answer) implements Handover {}

    /// Not now; or nobody knows, because the answer did not come.
    record Failed(String answer) implements Handover {}

    /// The server cannot be asked, or lets us send nothing at all: no mail fares better now.
    record Unreachable(String why) implements Handover {}
}
