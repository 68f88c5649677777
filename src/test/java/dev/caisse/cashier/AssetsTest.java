package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class AssetsTest {
    private final Assets assets = Assets.load();

    @Test
    void namesCarryTheHashOfTheContent() {
        assertThat(assets.script().name()).matches("cashier\\.[0-9a-f]{12}\\.js");
        assertThat(assets.css().path()).matches("/assets/cashier\\.[0-9a-f]{12}\\.css");
    }

    @Test
    void integrityIsWhatABrowserComputes() throws Exception {
        var digest = MessageDigest.getInstance("SHA-384").digest(assets.script().bytes());
        assertThat(assets.script().integrity())
                .isEqualTo("sha384-" + Base64.getEncoder().encodeToString(digest));
    }

    @Test
    void theCompressedBytesAreTheSameFile() throws Exception {
        var packed = new ByteArrayInputStream(assets.css().gzip());
        assertThat(new GZIPInputStream(packed).readAllBytes())
                .isEqualTo(assets.css().bytes());
    }

    @Test
    void onlyItsOwnNamesAreServed() {
        assertThat(assets.find(assets.icon().name())).contains(assets.icon());
        assertThat(assets.find("cashier.js")).isEmpty();
        assertThat(assets.find("../words_en.properties")).isEmpty();
    }

    @Test
    void everyScriptIsListedWithItsHash() {
        assertThat(assets.scripts())
                .extracting(Assets.Script::name, Assets.Script::hash)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        assets.script().name(), assets.script().integrity()));
    }
}
