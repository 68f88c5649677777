package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.Connector.Notice;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.Rehearsal.Operation;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.http.Fetched;
import dev.caisse.platform.http.Limits;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.time.Clock;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the merchant's side what came about without its hearing it, signed, a few times until it is taken; and reads
/// such a notice on the other end. Notices that were not delivered when the process ends are lost, as in life: whoever
/// waits for one must look up as well.
final class SendNotices {
    private static final Logger LOG = LoggerFactory.getLogger(SendNotices.class);
    private static final Limits LIMITS = new Limits(64 * 1024, Duration.ofSeconds(10));
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(15));
    private static final int ID_LETTERS = 24;

    private final TrustedClient http;
    private final Optional<String> base;
    private final NoticeSeal seal;
    private final Clock clock;
    private final SecureRandom random;

    /// @param base where they go, without a slash at the end; none are sent without
    SendNotices(TrustedClient http, Optional<String> base, NoticeSeal seal, Clock clock, SecureRandom random) {
        this.http = http;
        this.base = base;
        this.seal = seal;
        this.clock = clock;
        this.random = random;
    }

    /// That an operation was done. Returns at once.
    void of(Call call, Operation operation, Answer answer) {
        call.merchant().ifPresent(merchant -> send(merchant, call.reference(), operation, answer));
    }

    /// That an authentication began, or ended; how, is for lookup to say. Returns at once.
    void ofAuthentication(Call call) {
        of(call, Operation.AUTHENTICATE, new Answer.Pending());
    }

    void ofAuthentication(PayerCheck check) {
        check.merchant()
                .ifPresent(merchant -> send(merchant, check.reference(), Operation.AUTHENTICATE, new Answer.Pending()));
    }

    /// Tells once how a dispute stands. Says whether it was taken, or nobody is to be told.
    boolean isTaken(Complaint complaint) {
        var address = base.flatMap(origin -> complaint.merchant().map(merchant -> address(origin, merchant)));
        return address.isEmpty()
                || complaint.news().isEmpty()
                || isTaken(address.get(), body(complaint.news().get()));
    }

    /// Tells once that a refund has turned. Says whether it was taken, or nobody is to be told.
    boolean isTaken(Merchant merchant, String refund, Answer answer) {
        return base.isEmpty()
                || isTaken(
                        address(base.get(), merchant),
                        body("notice_" + refund + "_turned", refund, Operation.REFUND, answer));
    }

    /// Tells once what has become of a payment that is made elsewhere. Says whether it was taken, or nobody is to be
    /// told.
    ///
    /// @param version how often that has changed
    boolean isTaken(Merchant merchant, String reference, int version, Answer answer) {
        return base.isEmpty()
                || isTaken(
                        address(base.get(), merchant),
                        body("notice_" + reference + "_" + version, reference, Operation.AUTHORIZE, answer));
    }

    /// Empty when it is not signed by us, or not whole.
    Optional<Notice> read(Map<String, String> headers, byte[] body) {
        return read(seal, headers, body);
    }

    static Optional<Notice> read(NoticeSeal seal, Map<String, String> headers, byte[] body) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(NoticeSeal.HEADER))
                .filter(header -> isOurs(seal, body, header.getValue()))
                .findFirst()
                .flatMap(_ -> Fields.read(body))
                .flatMap(SendNotices::notice);
    }

    private static boolean isOurs(NoticeSeal seal, byte[] body, String signature) {
        try {
            return seal.isOurs(body, signature);
        } catch (DbFailure e) {
            LOG.error("The sandbox cannot reach its book; a notice is not believed", e);
            return false;
        }
    }

    private static Optional<Notice> notice(Fields json) {
        try {
            var id = json.text("id");
            return Optional.of(json.findObject("dispute")
                    .<Notice>map(dispute -> new Notice.OfDispute(id, Wire.dispute(dispute)))
                    .orElseGet(
                            () -> new Notice.OfCall(id, json.text("reference"), Wire.answer(json.object("outcome")))));
        } catch (Fields.Garbled | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private void send(Merchant merchant, String reference, Operation operation, Answer answer) {
        base.ifPresent(origin -> {
            var address = address(origin, merchant);
            var body = body("notice_" + Tokens.letters(random, ID_LETTERS), reference, operation, answer);
            Thread.ofVirtual().name("sandbox-notice").start(() -> deliver(address, body));
        });
    }

    private static URI address(String origin, Merchant merchant) {
        return URI.create(
                "%s/notices/%s/%s/%s".formatted(origin, SandboxConnector.NAME, merchant.account(), merchant.mode()));
    }

    /// The same id however often it is told.
    private static byte[] body(DisputeNews news) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", "notice_" + news.reference() + "_" + news.version());
        json.put("dispute", Wire.write(news));
        return Wire.bytes(json);
    }

    private static byte[] body(String id, String reference, Operation operation, Answer answer) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", id);
        json.put("reference", reference);
        json.put("operation", operation.name().toLowerCase(Locale.ROOT));
        json.put("outcome", Wire.write(answer));
        return Wire.bytes(json);
    }

    private void deliver(URI address, byte[] body) {
        try {
            for (var pause : PAUSES) {
                if (isTaken(address, body)) {
                    return;
                }
                clock.sleep(pause);
            }
            if (!isTaken(address, body)) {
                LOG.warn("The sandbox gave up a notice that nobody took at {}", address);
            }
        } catch (RuntimeException e) {
            LOG.warn("The sandbox lost a notice: {}", e.toString());
        }
    }

    private boolean isTaken(URI address, byte[] body) {
        return http.postJson(address, Map.of(NoticeSeal.HEADER, seal.sign(body)), body, LIMITS)
                        instanceof Fetched.Answered answered
                && answered.isSuccess();
    }
}
