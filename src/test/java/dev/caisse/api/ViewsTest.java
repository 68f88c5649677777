package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.platform.ids.Timeline;
import dev.caisse.platform.json.JsonWriter;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ViewsTest {
    record Leaf(String object, CurrencyCode currency, long amount) {}

    record Tree(
            String object,
            Millis at,
            Millis never,
            CurrencyCode currency,
            Metadata metadata,
            List<String> words,
            List<Leaf> leaves,
            Leaf leaf,
            Link whole,
            Link named,
            Link none,
            Link blank,
            Map<String, Object> plain,
            Object anything,
            ListView list,
            Optional<String> maybe,
            boolean isTrue,
            Integer number,
            Secret secret) {}

    private static final Leaf LEAF = new Leaf("leaf", CurrencyCode.of("GBP"), 12);
    private static final Tree TREE = new Tree(
            "tree",
            new Millis(1_700_000_000_000L),
            null,
            CurrencyCode.of("JPY"),
            new Metadata(Map.of("currency", "GBP", "object", "leaf")),
            List.of("a", "b"),
            List.of(LEAF),
            LEAF,
            new Link.Whole("leaf_1", LEAF),
            new Link.To("leaf_2"),
            new Link.None(),
            new Link.Blank(),
            Map.of("url", "https://a.example"),
            "a text",
            new ListView("list", null, false, List.of(LEAF)),
            Optional.of("there"),
            true,
            7,
            null);

    private final Views views = new Views().add("tree", Tree.class).add("leaf", Leaf.class);

    @Test
    void aViewThatWasKeptIsTheSameViewAgain() {
        var whole = new Link.Whole(null, LEAF);
        assertThat(read(with(whole, LEAF))).isEqualTo(with(whole, LEAF));
    }

    @Test
    void aSecretIsNotKept() {
        var kept = views.keep(withSecret(new Secret("hush")), Timeline.REAL);
        assertThat(kept).doesNotContain("hush");
        assertThat(views.read(1, kept)).isEqualTo(withSecret(null));
    }

    @Test
    void aDialectWithOtherMannersWritesWhatWasKeptAsItWritesTheView() {
        assertThat(shouted(read(TREE))).isEqualTo(shouted(TREE)).contains("AT 1700000000000", "JPY!", "GBP!");
    }

    @Test
    void aFieldGainedSinceIsEmptyAndOneThatWasLostIsForgotten() {
        var old = "{\"object\":\"leaf\",\"amount\":1,\"lost\":2}";
        assertThat(views.read(1, old)).isEqualTo(new Leaf("leaf", null, 1));
    }

    @Test
    void whatCannotBeReadSaysSo() {
        assertThatThrownBy(() -> views.read(1, "{\"object\":\"leaf\"}")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> views.read(1, "{\"object\":\"fruit\"}")).hasMessageContaining("fruit");
        assertThatThrownBy(() -> views.read(2, "{\"object\":\"leaf\",\"amount\":1}"))
                .hasMessageContaining("shape 2");
    }

    @Test
    void aViewThatNobodyNamedIsNotKept() {
        assertThatThrownBy(() -> new Views().keep(LEAF, Timeline.REAL)).hasMessageContaining("Leaf");
    }

    @Test
    void nothingIsKeptOfAChangeThatChangesNothing() {
        assertThat(views.keepChange(TREE, TREE, Timeline.REAL)).isEmpty();
    }

    @Test
    void aChangeKeepsWhatItChangedDownToTheLeaves() {
        var changed = with(TREE.whole(), new Leaf("leaf", LEAF.currency(), 13));
        assertThat(views.keepChange(TREE, changed, Timeline.REAL)).contains("{\"leaf\":{\"amount\":12}}");
        assertThat(views.keepChange(changed, TREE, Timeline.REAL)).contains("{\"leaf\":{\"amount\":13}}");
        assertThat(views.keepChange(TREE, with(TREE.whole(), null), Timeline.REAL))
                .contains("{\"leaf\":{\"object\":\"leaf\",\"currency\":\"GBP\",\"amount\":12}}");
        assertThat(views.keepChange(with(TREE.whole(), null), TREE, Timeline.REAL))
                .contains("{\"leaf\":null}");
    }

    @Test
    void aLinkToAnotherObjectChangesAsAWhole() {
        var other = new Link.Whole("leaf_9", new Leaf("leaf", LEAF.currency(), 9));
        assertThat(views.keepChange(TREE, with(other, LEAF), Timeline.REAL))
                .contains("{\"whole\":{\"object\":\"leaf\",\"currency\":\"GBP\",\"amount\":12}}");
    }

    @Test
    void metadataChangesKeyByKeyAndAKeyThatIsNewWasNull() {
        var before = withMetadata(Map.of("gone", "1", "kept", "2"));
        var after = withMetadata(Map.of("kept", "2", "new", "3"));
        assertThat(views.keepChange(before, after, Timeline.REAL))
                .contains("{\"metadata\":{\"gone\":\"1\",\"new\":null}}");
    }

    @Test
    void aChangeIsReadBackAsTheTypesItsViewHas() {
        var kept = """
                {"at":5,"currency":"GBP","metadata":{"currency":"GBP","new":null},"leaf":{"currency":"JPY"},
                 "leaves":[],"named":null,"words":null}""";
        var read = views.readChange(1, TREE, kept);
        assertThat(shouted(read)).isEqualTo("""
                {"at":"AT 5","currency":"GBP!","metadata":{"currency":"GBP","new":null},"words":null,"leaves":[],\
                "leaf":{"currency":"JPY!"},"named":"NOBODY"}""");
    }

    private Record read(Tree tree) {
        return views.read(1, views.keep(tree, Timeline.REAL));
    }

    private static Tree with(Link whole, Leaf leaf) {
        return made(TREE.metadata(), leaf, whole, null);
    }

    private static Tree withMetadata(Map<String, String> metadata) {
        return made(new Metadata(metadata), LEAF, TREE.whole(), null);
    }

    private static Tree withSecret(Secret secret) {
        return made(TREE.metadata(), LEAF, new Link.Whole(null, LEAF), secret);
    }

    private static Tree made(Metadata metadata, Leaf leaf, Link whole, Secret secret) {
        return new Tree(
                TREE.object(),
                TREE.at(),
                TREE.never(),
                TREE.currency(),
                metadata,
                TREE.words(),
                TREE.leaves(),
                leaf,
                whole,
                TREE.named(),
                TREE.none(),
                TREE.blank(),
                TREE.plain(),
                TREE.anything(),
                TREE.list(),
                TREE.maybe(),
                TREE.isTrue(),
                TREE.number(),
                secret);
    }

    /// As a dialect whose every manner differs from the native one.
    private static String shouted(Object view) {
        var manner = new ViewWriter.Manner() {
            @Override
            public void millis(JsonWriter json, Millis value) {
                json.text("AT " + value.ms());
            }

            @Override
            public void currency(JsonWriter json, CurrencyCode value) {
                json.text(value.code() + "!");
            }

            @Override
            public void link(JsonWriter json, Link value, ViewWriter writer) {
                switch (value) {
                    case Link.Whole whole -> writer.value(whole.view());
                    case Link.To to -> json.text("TO " + to.id());
                    case Link.None _, Link.Blank _ -> json.text("NOBODY");
                }
            }

            @Override
            public void secret(JsonWriter json, Secret value) {
                json.text("SECRET");
            }

            @Override
            public void apiVersion(JsonWriter json) {
                json.text("VERSION");
            }
        };
        return new String(new ViewWriter(manner, false).bytes(view), java.nio.charset.StandardCharsets.UTF_8);
    }
}
