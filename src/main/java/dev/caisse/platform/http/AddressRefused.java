package dev.caisse.platform.http;

import java.net.UnknownHostException;

/// A host leads to where we do not call. The message never says which address: it may end in a log that strangers read.
final class AddressRefused extends UnknownHostException {

    AddressRefused(String host) {
        super(host + " leads to an address that may not be called");
    }
}
