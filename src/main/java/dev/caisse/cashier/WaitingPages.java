package dev.caisse.cashier;

import dev.caisse.cashier.NoticeView.Kind;
import dev.caisse.cashier.Underway.Progress;
import dev.caisse.checkout.PageKeys;
import dev.caisse.methods.MethodType;
import dev.caisse.payments.NextAction;
import dev.caisse.platform.html.Html;
import dev.caisse.platform.html.QrCode;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/// What a payer sees whose payment goes on elsewhere: a code to scan, a page to go on to, instructions to follow, or
/// that
/// the money is on its way.
final class WaitingPages {
    private final Assets assets;
    private final Clock clock;
    private final PageKeys pageKeys;
    private final Underway underway;

    WaitingPages(Assets assets, Clock clock, PageKeys pageKeys, Underway underway) {
        this.assets = assets;
        this.clock = clock;
        this.pageKeys = pageKeys;
        this.underway = underway;
    }

    Response of(Visit visit, Progress progress) {
        var action = progress.action().orElseThrow();
        return rendered(view(visit, action, progress.type().orElseThrow()));
    }

    /// A session whose payer is done and whose money is not here: their instructions, as long as they may follow them.
    Response ofUnpaid(Visit visit) {
        var progress = underway.find(visit);
        return progress.filter(Progress::isElsewhere)
                .map(waiting -> of(visit, waiting))
                .orElseGet(() -> Response.of(200, Notices.HTML, pending(visit).render()));
    }

    private NoticeView pending(Visit visit) {
        var label = visit.words().text("page.back", visit.account().name());
        var view = NoticeView.of(Kind.PENDING, visit.words(), assets, visit.shop());
        return visit.success()
                .map(shop -> view.leadingTo(shop.absolute(), label))
                .orElse(view);
    }

    private WaitingView view(Visit visit, NextAction action, MethodType type) {
        var words = visit.words();
        long left = Math.max(0, (action.untilMs() - clock.nowMs()) / 1000);
        var until = words.date(Instant.ofEpochMilli(action.untilMs()), ZoneOffset.UTC) + " UTC";
        return new WaitingView(
                words,
                assets,
                visit.shop(),
                words.method(type),
                words.money(
                        visit.session().total().minor(),
                        visit.session().total().currency().code()),
                action.url(),
                action.code().map(QrCode::of).orElse(null),
                action.voucher().map(java.util.TreeMap::new).orElse(null),
                left,
                until,
                visit.isWaiting() ? words.text("waiting.underWay", words.method(type)) : null,
                visit.address("/finish"),
                visit.address("/events"),
                visit.address("/abandon"),
                pageKeys.form(visit.session().id()),
                visit.success()
                        .map(WebAddress::absolute)
                        .filter(_ -> action.voucher().isPresent())
                        .orElse(null));
    }

    private static Response rendered(WaitingView view) {
        return Response.of(200, Notices.HTML, Html.render("dev/caisse/cashier/waiting.jte", view));
    }
}
