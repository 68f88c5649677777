package dev.caisse.cashier;

import dev.caisse.accounts.Account;
import dev.caisse.api.Caller;
import dev.caisse.checkout.Basket;
import dev.caisse.checkout.CheckoutSession;
import dev.caisse.checkout.Links;
import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;

/// A browser at a session's page, whose link has proved itself.
///
/// @param query the link's own `key` and `s`, to be carried by every address below the page
/// @param isWaiting whether this browser was told that a payment is under way, and is to be led on when it is done
record Visit(Caller caller, Account account, Basket basket, Words words, String query, boolean isWaiting) {
    static final String WAITING = "waiting";

    CheckoutSession session() {
        return basket.session();
    }

    Visit with(Basket fresh) {
        return new Visit(caller, account, fresh, words, query, isWaiting);
    }

    /// An address below this session's page; the page itself for an empty text.
    String address(String below) {
        return "/pay/" + Links.idInLink(caller.tenant(), session().id()) + below + "?" + query;
    }

    /// Where a payer whose payment is under way looks again.
    String lookAgain() {
        return address("") + "&" + WAITING + "=1";
    }

    /// Where the payer goes after paying; none when they stay here.
    Optional<WebAddress> success() {
        var id = Prefix.SESSION.id(session().id());
        return session()
                .terms()
                .successUrl()
                .map(url -> WebAddress.read(url.replace("{CHECKOUT_SESSION_ID}", id))
                        .orElseThrow());
    }

    /// The same as an address: this page's own for who stays here, for it says how things stand.
    String onward() {
        return success().map(WebAddress::absolute).orElseGet(() -> address(""));
    }

    /// Where the logo and the back link lead.
    Optional<WebAddress> back() {
        return session().terms().cancelUrl().flatMap(WebAddress::read);
    }

    ShopView shop() {
        var logo = account.logo().map(_ -> address("/logo")).orElse(null);
        var back = back().map(WebAddress::absolute).orElse(null);
        return new ShopView(account.name(), logo, back, !caller.tenant().live());
    }
}
