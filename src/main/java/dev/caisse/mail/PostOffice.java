package dev.caisse.mail;

import dev.caisse.mail.Letter.Kind;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.mail.SmtpClient;
import dev.caisse.platform.mail.SmtpServer;
import dev.caisse.platform.metrics.Metrics;
import dev.caisse.platform.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The room's parts, put together: letters are promised, and once their writers are known, sent and forgotten. Where no
/// mail server is set up nothing is sent.
public final class PostOffice implements AutoCloseable {
    private final Db db;
    private final Clock clock;
    private final Optional<Outgoing> outgoing;
    private final QueueLetter queueLetter;
    private Optional<SendLetters> sendLetters = Optional.empty();
    private List<Worker> workers = List.of();

    /// The mail server, and in whose name it is used.
    ///
    /// @param from the address that all letters come from
    /// @param merchant where the merchant is told of what needs their attention
    public record Outgoing(SmtpServer server, String from, Optional<String> merchant) {}

    public PostOffice(Db db, Ids ids, Clock clock, Optional<Outgoing> outgoing) {
        this.db = db;
        this.clock = clock;
        this.outgoing = outgoing;
        this.queueLetter = new QueueLetter(ids);
    }

    public boolean sends() {
        return outgoing.isPresent();
    }

    public QueueLetter queueLetter() {
        return queueLetter;
    }

    public TellMerchant tellMerchant() {
        return new TellMerchant(queueLetter, outgoing.flatMap(Outgoing::merchant));
    }

    /// Begins to send.
    ///
    /// @param receipts finds the words of receipts
    public void start(Writing receipts) {
        var writings = Map.of(Kind.RECEIPT, receipts, Kind.ENDPOINT_FAILING, new WriteFailure());
        this.sendLetters =
                outgoing.map(with -> new SendLetters(db, clock, new SmtpClient(with.server()), with.from(), writings));
        var sending = sendLetters.map(send -> Worker.start("send-letters", SendLetters.pause(), clock, send::run));
        var forgetting = new ForgetLetters(db, clock);
        this.workers = Stream.concat(
                        sending.stream(),
                        Stream.of(Worker.start("forget-letters", ForgetLetters.pause(), clock, forgetting::run)))
                .toList();
    }

    public List<Worker> workers() {
        return workers;
    }

    public void measure(Metrics metrics) {
        sendLetters.ifPresent(
                send -> metrics.gauge("caisse.letters.waiting", "E-mails that were not sent yet", send::waiting));
    }

    /// Begins no more, and lets those under way end.
    @Override
    public void close() {
        sendLetters.ifPresent(SendLetters::close);
        workers.forEach(Worker::close);
    }
}
