package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Authenticator;
import dev.caisse.connectors.Connector;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.util.Optional;

/// Test mode's bank in this process: its connector, its authenticator, and the pages its payers see, all on one book.
public final class Sandbox {
    private final SandboxConnector connector;
    private final SandboxAuthenticator authenticator;
    private final ChallengePages pages;

    /// @param http sends its notices
    /// @param secret what notices are signed with; without one, a key of its own
    public Sandbox(Db db, Clock clock, SecureRandom random, Doors doors, TrustedClient http, Optional<String> secret) {
        var seal = secret.map(NoticeSeal::shared).orElseGet(() -> NoticeSeal.kept(db, random));
        var notices = new SendNotices(http, doors.notices(), seal, clock, random);
        this.connector = new SandboxConnector(db, clock, random, notices);
        this.authenticator = new SandboxAuthenticator(db, clock, random, doors, notices);
        this.pages = new ChallengePages(db, clock, doors, notices);
    }

    public Connector connector() {
        return connector;
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    /// Answers everything under `/sandbox/`; never throws.
    public Response page(Incoming request) {
        return pages.handle(request);
    }
}
