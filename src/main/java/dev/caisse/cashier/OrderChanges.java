package dev.caisse.cashier;

import dev.caisse.checkout.Basket.Line;
import dev.caisse.checkout.ChangeOrder;
import dev.caisse.checkout.ChangeOrder.CodeRefused;
import dev.caisse.checkout.NotPayable;
import dev.caisse.platform.http.ClientAddress;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.limits.Ration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The payer changes the order: sends a promotion code, takes it off, or chooses how it is brought. Leads back to the
/// page, which shows the new total; a code that is not taken comes back with the reason.
final class OrderChanges {
    private static final int LONGEST_CODE = 100;

    private final Truth truth;
    private final PaymentPage page;
    private final ChangeOrder changeOrder;
    private final ClientAddress clients;
    private final Ration wrongCodes;
    private final Assets assets;

    OrderChanges(
            Truth truth,
            PaymentPage page,
            ChangeOrder changeOrder,
            ClientAddress clients,
            Ration wrongCodes,
            Assets assets) {
        this.clients = clients;
        this.wrongCodes = wrongCodes;
        this.assets = assets;
        this.truth = truth;
        this.page = page;
        this.changeOrder = changeOrder;
    }

    Response promotion(Visit visit, Incoming request) {
        return truth.sent(visit, request)
                .map(sent -> sent.hidden(CodeBox.REMOVE).isEmpty() ? typed(visit, request, sent) : removed(visit))
                .orElseGet(() -> tooOld(visit));
    }

    /// Chosen on its own; without the page's script the choice comes with the payment.
    Response shipping(Visit visit, Incoming request) {
        return truth.sent(visit, request).map(sent -> chosen(visit, sent)).orElseGet(() -> tooOld(visit));
    }

    /// How many of an item.
    Response quantity(Visit visit, Incoming request) {
        return truth.sent(visit, request).map(sent -> counted(visit, sent)).orElseGet(() -> tooOld(visit));
    }

    private Response counted(Visit visit, SentForm sent) {
        var id = sent.hidden(QuantityBox.LINE);
        var line = visit.basket().lines().stream()
                .filter(one -> Prefix.LINE_ITEM.id(one.id()).equals(id))
                .filter(one -> one.adjustable().isPresent())
                .findFirst();
        return line.map(one -> counted(visit, one, sent.hidden(QuantityBox.NAME)))
                .orElseGet(() -> back(visit));
    }

    private Response counted(Visit visit, Line line, String typed) {
        int least = visit.basket().least(line);
        int most = line.adjustable().orElseThrow().most();
        var digits = SentForm.plain(typed);
        int wanted = digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : -1;
        if (wanted < least || wanted > most) {
            var why = visit.words()
                    .text(
                            "error.quantity",
                            visit.words().count(least),
                            visit.words().count(most));
            return page.refusingQuantity(visit, Prefix.LINE_ITEM.id(line.id()), why);
        }
        try {
            changeOrder.withQuantity(visit.caller(), visit.basket(), line.id(), wanted);
        } catch (NotPayable reason) {
            return notTaken(visit, reason, form -> page.known(visit, form));
        }
        return back(visit);
    }

    /// Codes are secrets of a kind: who guesses too often is asked to come back later.
    private Response typed(Visit visit, Incoming request, SentForm sent) {
        var code = sent.hidden(CodeBox.NAME);
        if (code.isEmpty() || code.length() > LONGEST_CODE) {
            return refused(visit, "", visit.words().text("promotion.invalid"));
        }
        var client = clients.of(request);
        if (!wrongCodes.take(client)) {
            return Notices.tooManyTries(visit, assets).with("Retry-After", String.valueOf(Tries.WINDOW.toSeconds()));
        }
        try {
            changeOrder.withCode(visit.caller(), visit.session(), code);
            wrongCodes.giveBack(client);
            return back(visit);
        } catch (CodeRefused refused) {
            return refused(visit, code, text(visit.words(), refused));
        } catch (NotPayable _) {
            return back(visit);
        }
    }

    private static String text(Words words, CodeRefused refused) {
        return refused.minimum()
                .map(least -> words.text(
                        "promotion.minimum",
                        words.money(least.minor(), least.currency().code())))
                .orElseGet(() -> words.text(refused.isOver() ? "promotion.over" : "promotion.invalid"));
    }

    private Response removed(Visit visit) {
        try {
            changeOrder.withoutCode(visit.caller(), visit.session());
        } catch (NotPayable reason) {
            return notTaken(visit, reason, form -> page.known(visit, form));
        }
        return back(visit);
    }

    private Response chosen(Visit visit, SentForm sent) {
        try {
            choose(visit, sent);
        } catch (NotPayable reason) {
            return notTaken(visit, reason, form -> page.known(visit, form));
        }
        return back(visit);
    }

    /// The page says why, or shows it.
    private Response notTaken(Visit visit, NotPayable reason, UnaryOperator<FormView> kept) {
        return reason.why() == NotPayable.Why.NOTHING_PAYS ? unpayable(visit, kept) : back(visit);
    }

    /// Nothing was changed, because it could not be paid then.
    Response unpayable(Visit visit, UnaryOperator<FormView> kept) {
        var total = visit.session().total();
        var text = visit.words()
                .text(
                        "alert.nothingPays",
                        visit.words().money(total.minor(), total.currency().code()));
        return page.show(visit, 409, form -> kept.apply(form).saying(text));
    }

    /// @return whether the total may be another now
    boolean choose(Visit visit, SentForm sent) {
        Optional<Long> rate = Prefix.SHIPPING_RATE.read(sent.hidden(ShippingChoice.NAME));
        return rate.map(id -> changeOrder.shippedBy(visit.caller(), visit.basket(), id))
                .filter(basket -> basket != visit.basket())
                .isPresent();
    }

    private Response refused(Visit visit, String code, String why) {
        return page.refusing(visit, code, why);
    }

    private Response tooOld(Visit visit) {
        return page.show(visit, 400, form -> form.saying(visit.words().text("alert.pageTooOld")));
    }

    private static Response back(Visit visit) {
        return Response.empty(303).with("Location", visit.address(""));
    }
}
