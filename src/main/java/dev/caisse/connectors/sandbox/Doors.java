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
        return origin(check.returnUrl()) + ChallengePages.PATH + check.token();
    }

    /// The page on which a payment is made elsewhere.
    String orderUrl(Order order) {
        return origin(order.returnUrl()) + OrderPages.PATH + order.token();
    }

    private String origin(String returnUrl) {
        return WebAddress.read(returnUrl)
                .map(WebAddress::origin)
                .filter(own::contains)
                .orElse(own.getFirst());
    }
}
