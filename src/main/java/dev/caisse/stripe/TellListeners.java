package dev.caisse.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisse.api.Dialects;
import dev.caisse.api.KeyCheck;
import dev.caisse.api.Tenant;
import dev.caisse.events.Event;
import dev.caisse.events.Events;
import dev.caisse.events.RenderEvent;
import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.crypto.TimedSignature;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.WebSockets;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.SeenIds;
import dev.caisse.platform.json.JsonWriter;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends every event to whoever listens with Stripe's `stripe listen`, signed, over a web socket: each once, oldest
/// first, from the moment at which the socket was opened. One that is opened again on the same node ends the one before
/// and goes on where that was; an event at which it broke may come twice. What was sent is not sent again, whatever the
/// program made of it.
public final class TellListeners implements WebSockets, AutoCloseable {
    static final String PATH = "/v1/stripecli/socket";

    private static final Logger LOG = LoggerFactory.getLogger("listen");
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
    private static final Duration SHORT_OVERLAP = Duration.ofSeconds(2);
    private static final int LOOKS_UNTIL_A_LONG_ONE = 10;
    private static final int PAGE = 100;
    private static final int MOST_LISTENERS = 64;
    private static final int MOST_REMEMBERED = 100_000;
    private static final int GOING_AWAY = 1001;
    private static final int POLICY = 1008;
    private static final int INTERNAL_ERROR = 1011;
    private static final int TRY_AGAIN_LATER = 1013;

    private final Db db;
    private final Clock clock;
    private final Keyset keyset;
    private final KeyCheck keys;
    private final Events events;
    private final RenderEvent render;
    private final Dialects dialects;
    private final String userAgent;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    /// The one that was used longest ago goes first, so that none goes whose socket is open.
    private final Map<String, SeenIds> seenBy = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SeenIds> eldest) {
            return size() > 2 * MOST_LISTENERS;
        }
    });

    /// @param version ours, for `User-Agent: Caisse/<version>`
    public TellListeners(
            Db db,
            Clock clock,
            Keyset keyset,
            KeyCheck keys,
            Events events,
            RenderEvent render,
            Dialects dialects,
            String version) {
        this.db = db;
        this.clock = clock;
        this.keyset = keyset;
        this.keys = keys;
        this.events = events;
        this.render = render;
        this.dialects = dialects;
        this.userAgent = "Caisse/" + version;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public String protocol() {
        return "stripecli-devproxy-v1";
    }

    @Override
    public Optional<Conversation> admit(Function<String, Optional<String>> header) {
        return header.apply("Websocket-Id")
                .flatMap(id -> ListenSession.read(keyset, id))
                .filter(session -> session.holder(keys, clock.nowMs()).isPresent())
                .map(Listener::new);
    }

    /// In the words by which Stripe's program knows that it must ask for another session.
    @Override
    public Response refused() {
        var json = new JsonWriter().beginObject().name("error").beginObject();
        json.name("type").text("invalid_request_error").name("message").text("Unknown WebSocket ID.");
        return Response.of(404, "application/json", json.endObject().endObject().bytes());
    }

    /// Ends them all.
    @Override
    public void close() {
        listeners.forEach(Listener::end);
    }

    /// One program that listens.
    private final class Listener implements Conversation {
        private final ListenSession session;
        private volatile Thread thread;
        private volatile boolean isOver;

        Listener(ListenSession session) {
            this.session = session;
        }

        @Override
        public void begin(Line line) {
            listeners.stream().filter(this::isOfSameSession).forEach(Listener::end);
            listeners.add(this);
            if (listeners.size() > MOST_LISTENERS) {
                listeners.remove(this);
                line.close(TRY_AGAIN_LATER, "too many listen already");
                return;
            }
            thread = Thread.ofVirtual().name("tell-listener").start(() -> tell(line));
        }

        /// It says that it has an event, and what became of it there; we have nothing to do about either.
        @Override
        public void hear(String text) {
            LOG.debug("a listener answered with {} characters", text.length());
        }

        @Override
        public void end() {
            isOver = true;
            var telling = thread;
            if (telling != null) {
                telling.interrupt();
            }
        }

        private boolean isOfSameSession(Listener other) {
            return other.session.id().equals(session.id());
        }

        private void tell(Line line) {
            try {
                var isOfKey = true;
                for (int look = 0; isOfKey && !isOver; look++) {
                    isOfKey = looked(line, look);
                    pause();
                }
                line.close(
                        isOfKey ? GOING_AWAY : POLICY,
                        isOfKey ? "the server stops, or a newer socket took over" : "the key is not valid any more");
            } catch (RuntimeException e) {
                LOG.debug("a listener has gone", e);
                // Should it still be there, it opens another socket rather than wait at one that says nothing.
                hangUp(line);
            } finally {
                listeners.remove(this);
            }
        }

        private static void hangUp(Line line) {
            try {
                line.close(INTERNAL_ERROR, "it broke");
            } catch (RuntimeException e) {
                LOG.debug("nobody is there any more", e);
            }
        }

        /// @return false when its key has ended
        private boolean looked(Line line, int look) {
            var holder = session.holder(keys, clock.nowMs());
            holder.ifPresent(of -> {
                try {
                    look(line, of.tenant(), look);
                } catch (DbFailure e) {
                    LOG.warn("cannot look for events: {}", e.getMessage());
                }
            });
            return holder.isPresent();
        }

        private void look(Line line, Tenant tenant, int look) {
            var seen = seenBy.computeIfAbsent(session.id(), _ -> fromNowOn(tenant));
            long after = seen.before(look % LOOKS_UNTIL_A_LONG_ONE == 0 ? SeenIds.OVERLAP : SHORT_OVERLAP);
            List<Event> found;
            do {
                found = events.after(db, tenant, after, PAGE);
                for (var event : found) {
                    if (!isOver && !seen.has(event.id())) {
                        say(line, tenant, event);
                        seen.add(event.id());
                    }
                    after = event.id();
                }
            } while (found.size() == PAGE && !isOver);
        }

        /// Of each event the program takes the one that it was asked for: in the account's own version, which has no
        /// name there, or in the latest. They are the same here.
        private void say(Line line, Tenant tenant, Event event) {
            var version = StripeVersion.NEWEST.text();
            var body = render.in(dialects.named(version), tenant, event, 1);
            var signature = TimedSignature.of(body, List.of(session.secret()), clock.nowMs());
            line.say(message(event, Optional.empty(), body, signature));
            line.say(message(event, Optional.of(version), body, signature));
        }

        private void pause() {
            try {
                Thread.sleep(BETWEEN_LOOKS);
            } catch (InterruptedException _) {
                isOver = true;
            }
        }
    }

    /// What is there already was before.
    private SeenIds fromNowOn(Tenant tenant) {
        var seen = new SeenIds(MOST_REMEMBERED);
        events.newest(db, tenant).ifPresent(newest -> {
            seen.add(newest);
            long after = seen.before(SeenIds.OVERLAP);
            List<Event> found;
            do {
                found = events.after(db, tenant, after, PAGE);
                for (var event : found) {
                    seen.add(event.id());
                    after = event.id();
                }
            } while (found.size() == PAGE);
        });
        return seen;
    }

    private String message(Event event, Optional<String> version, byte[] body, String signature) {
        var json = new JsonWriter().beginObject();
        json.name("type").text("webhook_event");
        json.name("webhook_id").text(Prefix.EVENT.id(event.id()));
        json.name("webhook_conversation_id").text("wc_" + event.id());
        json.name("endpoint").beginObject().name("api_version");
        version.ifPresentOrElse(json::text, json::nothing);
        json.endObject();
        json.name("event_payload").text(new String(body, UTF_8));
        json.name("http_headers").beginObject();
        json.name("Content-Type").text("application/json; charset=utf-8");
        json.name("User-Agent").text(userAgent);
        dialects.named(StripeVersion.NEWEST.text())
                .signatureHeaders()
                .forEach(name -> json.name(name).text(signature));
        return json.endObject().endObject().text();
    }
}
