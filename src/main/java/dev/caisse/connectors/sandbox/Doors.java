package dev.caisse.connectors.sandbox;

import dev.caisse.platform.http.WebAddress;
import java.util.List;
import java.util.Optional;

/// The addresses around the sandbox.
///
/// @param own where payers' browsers reach its pages: origins, the first one preferred
/// @param framedBy origins besides its own that may show its pages in a frame
/// @param notices where its notices go: an address without a slash at the end; none are sent without
public record Doors(List<String> own, List<String> framedBy, Optional<String> notices) {

    public Doors {
        own = List.copyOf(own);
        framedBy = List.copyOf(framedBy);
    }

    /// Its challenge's page, at the origin the payer returns to where that is one of ours: a frame of the same origin.
    String challengeUrl(PayerCheck check) {
        var origin = WebAddress.read(check.returnUrl())
                .map(WebAddress::origin)
                .filter(own::contains)
                .orElse(own.getFirst());
        return origin + ChallengePages.PATH + check.token();
    }
}
