package dev.caisse.vault;

import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keyset of a running node: follows what a rotation makes of it, and says which version it has, so that no key is
/// used before every node knows it, or taken away before none seals with it any more.
public final class HoldKeyset implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HoldKeyset.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Db db;
    private final KeySource source;
    private final VaultNodes nodes = new VaultNodes();
    private final String node;
    private final Keyset keyset;
    private final Worker worker;
    private long version;

    private HoldKeyset(Db db, Clock clock, SecureRandom random, KeySource source) {
        this.db = db;
        this.source = source;
        this.node = HexFormat.of().toHexDigits(random.nextLong());
        // Said before it is read: a rotation that does not wait for this node was there before it.
        nodes.say(db, node, 0);
        var found = Keysets.read(db, source);
        this.keyset = found.keyset();
        this.version = found.version();
        nodes.say(db, node, version);
        this.worker = Worker.start("hold-keyset", PAUSE, clock, this::run);
    }

    /// @throws VaultLocked when this node's key is not the one that the first node had
    public static HoldKeyset start(Db db, Clock clock, SecureRandom random, KeySource source) {
        return new HoldKeyset(db, clock, random, source);
    }

    public Keyset keyset() {
        return keyset;
    }

    public Worker worker() {
        return worker;
    }

    private void run() {
        if (Keysets.version(db) != version) {
            follow();
        }
        nodes.say(db, node, version);
    }

    /// A node that cannot read what was made of the keyset goes on with what it has, and is waited for.
    private void follow() {
        try {
            var found = Keysets.read(db, source);
            keyset.become(found.keyset());
            version = found.version();
        } catch (VaultLocked e) {
            LOG.warn("the vault's keys are being changed and this node cannot follow: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        worker.close();
        try {
            nodes.leave(db, node);
        } catch (DbFailure e) {
            LOG.info("the vault will notice by itself that this node has gone: {}", e.toString());
        }
    }
}
