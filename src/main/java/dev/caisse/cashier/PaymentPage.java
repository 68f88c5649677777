package dev.caisse.cashier;

import dev.caisse.cashier.NoticeView.Kind;
import dev.caisse.cashier.OrderView.Item;
import dev.caisse.cashier.Underway.Progress;
import dev.caisse.checkout.CheckoutSession;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.Links;
import dev.caisse.checkout.PageKeys;
import dev.caisse.checkout.RecoverSession;
import dev.caisse.checkout.VisitLink;
import dev.caisse.clocks.Clocks;
import dev.caisse.customers.BillingDetails;
import dev.caisse.customers.PhoneNumber;
import dev.caisse.methods.MethodType;
import dev.caisse.payments.NextAction;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.money.Money;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// What a session's page shows, as things stand: the form, or a notice when there is nothing to fill in.
final class PaymentPage {
    static final String TOKEN = "token";
    static final String SHOWN_TOTAL = "shownTotal";

    private static final int DESCRIPTION_CHARACTERS = 240;

    private final Assets assets;
    private final Clocks clocks;
    private final PageKeys pageKeys;
    private final PagePictures pictures;
    private final Underway underway;
    private final SavedCards savedCards;
    private final OrderChoices choices;
    private final Ways ways;
    private final WaitingPages waitingPages;
    private final VisitLink visitLink;
    private final Links links;

    PaymentPage(
            Assets assets,
            Clocks clocks,
            PageKeys pageKeys,
            PagePictures pictures,
            Underway underway,
            SavedCards savedCards,
            Ways ways,
            WaitingPages waitingPages,
            VisitLink visitLink,
            Links links) {
        this.links = links;
        this.visitLink = visitLink;
        this.ways = ways;
        this.waitingPages = waitingPages;
        this.assets = assets;
        this.clocks = clocks;
        this.pageKeys = pageKeys;
        this.pictures = pictures;
        this.underway = underway;
        this.savedCards = savedCards;
        this.choices = new OrderChoices(pageKeys);
    }

    Response show(Visit visit) {
        return show(visit, 200, form -> known(visit, form));
    }

    /// The form with what is known of the payer: what they said when they tried before, else what the merchant said.
    FormView known(Visit visit, FormView form) {
        return form.filled(known(visit.session()));
    }

    /// The page again, its promotion code not taken.
    Response refusing(Visit visit, String code, String why) {
        return show(visit, 422, form -> known(visit, form), order -> order.refusing(code, why));
    }

    /// The page again, so many of an item not being what may be chosen.
    Response refusingQuantity(Visit visit, String line, String why) {
        return show(visit, 422, form -> known(visit, form), order -> order.refusingQuantity(line, why));
    }

    /// @param status of the answer when there is a form to show
    /// @param changed what the form says and holds
    Response show(Visit visit, int status, UnaryOperator<FormView> changed) {
        return show(visit, status, changed, order -> order);
    }

    private Response show(Visit visit, int status, UnaryOperator<FormView> changed, UnaryOperator<OrderView> ordered) {
        var session = visit.session();
        return switch (session.stateAt(clocks.nowMs(visit.caller().tenant()))) {
            case State.Open open when open.isBusy() -> underWay(visit);
            case State.Open _ ->
                visitLink
                        .closed(visit.caller(), session)
                        .map(link -> Notices.closed(link, visit.words(), assets, visit.shop()))
                        .orElseGet(() -> page(visit, status, changed, ordered));
            case State.Complete _ when session.isUnpaid() -> waitingPages.ofUnpaid(visit);
            case State.Complete _ -> Notices.paid(visit, assets);
            case State.Expired _ -> expired(visit);
        };
    }

    private Response expired(Visit visit) {
        boolean isRecoverable = RecoverSession.isPossible(
                visit.session(), clocks.nowMs(visit.caller().tenant()));
        return isRecoverable
                ? Notices.recoverable(
                        visit,
                        links.recoveryPath(
                                visit.caller().tenant(), visit.session().id()),
                        assets)
                : Notices.of(Kind.EXPIRED, visit, assets);
    }

    /// The payer is waited for, or waits.
    private Response underWay(Visit visit) {
        var progress = underway.find(visit);
        return progress.filter(Progress::isElsewhere)
                .map(waiting -> waitingPages.of(visit, waiting))
                .or(() -> progress.flatMap(Progress::action).map(action -> challenge(visit, action)))
                .orElseGet(() -> Notices.processing(visit, assets));
    }

    private Response challenge(Visit visit, NextAction action) {
        var token = pageKeys.form(visit.session().id());
        var view =
                new ChallengeView(visit.words(), assets, visit.shop(), action.url(), visit.address("/abandon"), token);
        return Response.of(200, Notices.HTML, view.render());
    }

    private Response page(Visit visit, int status, UnaryOperator<FormView> changed, UnaryOperator<OrderView> ordered) {
        var session = visit.session();
        var form = closedBy(session, visit)
                .map(why -> form(visit)
                        .closed(visit.words().text(why, visit.account().name())))
                .orElseGet(() -> changed.apply(form(visit)));
        var view = new PageView(visit.words(), assets, visit.shop(), ordered.apply(order(visit)), form);
        return Response.of(status, Notices.HTML, view.render());
    }

    /// Why no further try is allowed.
    private Optional<String> closedBy(CheckoutSession session, Visit visit) {
        if (session.declines() >= CheckoutSession.MAX_DECLINES) {
            return Optional.of("alert.tooManyDeclines");
        }
        return ways.offered(visit).isEmpty() ? Optional.of("alert.noWay") : Optional.empty();
    }

    private FormView form(Visit visit) {
        var session = visit.session();
        var terms = session.terms();
        var form = FormView.to(visit.address(""), hidden(session), button(visit));
        form = terms.fixedEmail().map(form::withEmail).orElse(form);
        form = session.isCardAsked() ? form : form.withoutCard();
        form = offering(visit, form).choosing(ways.shown(visit, Map.of(), Map.of()));
        form = form.asking(questions(visit));
        return terms.isAddressRequired() ? form.withAddress() : form;
    }

    private static Questions questions(Visit visit) {
        var session = visit.session();
        var asks = session.terms().asks();
        var shipTo = visit.words().countries().stream()
                .filter(country -> asks.countries().contains(country.code()))
                .toList();
        var own = new OwnQuestions(session)
                .opened(visit.words(), session.collected().answers());
        var agreement = Agreement.of(
                session,
                visit.words(),
                visit.account().name(),
                session.collected().consent());
        return new Questions(shipTo, asks.isPhoneAsked(), SentForm.isSameOffered(session), true, own, agreement);
    }

    /// The newest is ticked, unless one was chosen before.
    private FormView offering(Visit visit, FormView form) {
        var saved = savedCards.of(visit);
        return saved.isEmpty()
                ? form
                : form.offering(saved.stream()
                        .map(card -> SavedCard.of(card, visit.words(), card.equals(saved.getFirst())))
                        .toList());
    }

    private Map<String, String> hidden(CheckoutSession session) {
        return Map.of(TOKEN, pageKeys.form(session.id()), SHOWN_TOTAL, shown(session.total()));
    }

    /// A total as the form carries it, to be compared when it comes back.
    static String shown(Money total) {
        return total.minor() + " " + total.currency();
    }

    private static String button(Visit visit) {
        var session = visit.session();
        if (session.isSetup()) {
            return visit.words().text("submit.setup");
        }
        var amount = money(visit, session.total().minor());
        return session.isFree()
                ? visit.words().text("submit.free")
                : visit.words().submit(session.terms().submitType().orElse("pay"), amount);
    }

    private OrderView order(Visit visit) {
        if (visit.session().isSetup()) {
            return OrderView.NOTHING;
        }
        var addresses = pictures.addresses(visit);
        var lines = visit.basket().lines();
        var items = IntStream.range(0, lines.size())
                .mapToObj(i -> item(visit, i, addresses.get(i)))
                .toList();
        var order = new OrderView(
                money(visit, visit.session().total().minor()), items, OrderRows.of(visit.words(), visit.basket()));
        order = choices.on(visit, order);
        return underway.isCardSaved(visit)
                        && !visit.session().terms().asks().clauses().isReuseHidden()
                ? order.agreeingTo(
                        visit.words().text(consent(visit), visit.account().name()))
                : order;
    }

    private String consent(Visit visit) {
        return ways.offered(visit).equals(List.of(MethodType.CARD)) ? "cards.consent" : "methods.consent";
    }

    private static Item item(Visit visit, int place, String picture) {
        var line = visit.basket().lines().get(place);
        var unit = line.offer().price().rate().unitAmount().map(amount -> money(visit, amount));
        return new Item(
                line.description(),
                line.offer().product().description().map(PaymentPage::beginning).orElse(null),
                visit.words().quantity(line.quantity(), unit),
                money(visit, line.amountSubtotal()),
                picture);
    }

    /// What the page shows of a description, which may be longer than the page.
    private static String beginning(String text) {
        return text.codePointCount(0, text.length()) <= DESCRIPTION_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, DESCRIPTION_CHARACTERS)) + "…";
    }

    private static String money(Visit visit, long minor) {
        return visit.words().money(minor, visit.session().total().currency().code());
    }

    private static Map<Field, String> known(CheckoutSession session) {
        BillingDetails details = session.customer().orElse(session.terms().known());
        var values = new EnumMap<Field, String>(Field.class);
        put(values, Field.EMAIL, details.email());
        put(values, Field.BILLING_NAME, details.name());
        put(values, Field.BILLING_COUNTRY, details.address().country());
        put(values, Field.BILLING_LINE1, details.address().line1());
        put(values, Field.BILLING_LINE2, details.address().line2());
        put(values, Field.BILLING_CITY, details.address().city());
        put(values, Field.BILLING_STATE, details.address().state());
        put(values, Field.BILLING_POSTAL_CODE, details.address().postalCode());
        session.collected().shipping().or(() -> session.terms().asks().known()).ifPresent(shipping -> {
            put(values, Field.SHIPPING_NAME, shipping.name());
            put(values, Field.SHIPPING_COUNTRY, shipping.address().country());
            put(values, Field.SHIPPING_LINE1, shipping.address().line1());
            put(values, Field.SHIPPING_LINE2, shipping.address().line2());
            put(values, Field.SHIPPING_CITY, shipping.address().city());
            put(values, Field.SHIPPING_STATE, shipping.address().state());
            put(values, Field.SHIPPING_POSTAL_CODE, shipping.address().postalCode());
        });
        put(values, Field.PHONE_NUMBER, phone(details.phone(), values));
        return values;
    }

    /// As it is dialled where the payer is; what is no number stays as it is.
    private static String phone(String known, Map<Field, String> values) {
        var country = values.getOrDefault(Field.SHIPPING_COUNTRY, values.getOrDefault(Field.BILLING_COUNTRY, ""));
        return known == null
                ? null
                : PhoneNumber.read(known, country)
                        .map(number -> number.from(country))
                        .orElse(known);
    }

    private static void put(Map<Field, String> values, Field field, String value) {
        if (value != null) {
            values.put(field, value);
        }
    }
}
