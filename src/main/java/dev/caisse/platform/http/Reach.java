package dev.caisse.platform.http;

/// How far a [GuardedClient] may go beyond https to public addresses.
///
/// @param plainHttp whether `http:` may be called too
/// @param privateAddresses whether loopback and private addresses may be called; metadata services never are
public record Reach(boolean plainHttp, boolean privateAddresses) {
    public static final Reach PUBLIC = new Reach(false, false);
}
