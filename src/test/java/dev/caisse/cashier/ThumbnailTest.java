package dev.caisse.cashier;

import static dev.caisse.cashier.SamplePictures.decoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailTest {

    @ParameterizedTest(name = "a {0} of {1}×{2} becomes {3}×{4}")
    @CsvSource({
        "png,  1000, 1000, 160, 160",
        "jpeg, 4000, 1000, 160,  40",
        "gif,   300,  900,  53, 160",
        "bmp,   500,  250, 160,  80",
        "png,    20,   10,  20,  10",
        "png,   160,  160, 160, 160",
        "png,   161,  161, 160, 160",
        "png,     1,    1,   1,   1",
        "png, 20000,    2, 160,   1",
        "jpeg, 5000, 5000, 160, 160",
    })
    void fitsIntoTheSquareAndKeepsItsShape(String format, int width, int height, int smallWidth, int smallHeight)
            throws UnusablePicture {
        var picture = Thumbnail.of(SamplePictures.opaque(format, width, height));
        var image = decoded(picture.bytes());
        assertThat(picture.contentType()).isEqualTo("image/jpeg");
        assertThat(picture.width()).isEqualTo(image.getWidth()).isEqualTo(smallWidth);
        assertThat(picture.height()).isEqualTo(image.getHeight()).isEqualTo(smallHeight);
        assertThat(picture.bytes()).hasSizeLessThan(10_000);
    }

    @Test
    void showsWhatTheSourceShows() throws UnusablePicture {
        var image =
                decoded(Thumbnail.of(SamplePictures.opaque("png", 1000, 1000)).bytes());
        assertColour(image, 20, 80, 255, 0, 0);
        assertColour(image, 140, 80, 0, 0, 255);
    }

    @Test
    void keepsWhatIsTransparent() throws UnusablePicture {
        var picture = Thumbnail.of(SamplePictures.withAlpha(1000, 500));
        var image = decoded(picture.bytes());
        assertThat(picture.contentType()).isEqualTo("image/png");
        assertThat(image.getRGB(20, 40)).isEqualTo(0xffff0000);
        assertThat(image.getRGB(140, 40) >>> 24).isZero();
    }

    @Test
    void servesNoByteOfTheSourcesMetadata() throws UnusablePicture {
        var comment = "taken at home".getBytes(StandardCharsets.US_ASCII);
        var plain = SamplePictures.opaque("jpeg", 100, 100);
        var source = new byte[plain.length + comment.length + 4];
        source[0] = (byte) 0xff;
        source[1] = (byte) 0xd8;
        source[2] = (byte) 0xff;
        source[3] = (byte) 0xfe;
        source[5] = (byte) (comment.length + 2);
        System.arraycopy(comment, 0, source, 6, comment.length);
        System.arraycopy(plain, 2, source, 6 + comment.length, plain.length - 2);
        var text = new String(Thumbnail.of(source).bytes(), StandardCharsets.ISO_8859_1);
        assertThat(text).doesNotContain("taken at home");
    }

    @ParameterizedTest
    @CsvSource({"60000, 60000", "2147483647, 2147483647", "5001, 5000", "32768, 1", "1, 32768"})
    void aPictureThatIsTooBigIsRefusedByItsHeader(int width, int height) {
        assertThatThrownBy(() -> Thumbnail.of(SamplePictures.bombPng(width, height)))
                .isInstanceOf(UnusablePicture.class)
                .hasMessage("A picture of " + width + " × " + height + " pixels");
    }

    @Test
    void aPictureInsideABmpIsRefused() {
        assertThatThrownBy(() -> Thumbnail.of(SamplePictures.bmpAround(SamplePictures.bombPng(60_000, 60_000))))
                .hasMessage("A compressed BMP");
    }

    @Test
    void aJpegOfVeryManyScansIsRefused() {
        assertThatThrownBy(() -> Thumbnail.of(SamplePictures.jpegWithScans(64))).hasMessageContaining("scans");
    }

    @Test
    void anSvgIsNoPicture() {
        assertThatThrownBy(() -> Thumbnail.of(SamplePictures.SVG)).hasMessage("Neither PNG, JPEG, GIF nor BMP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
    void aDamagedPictureIsRefusedOrDrawnButNeverAnotherFailure(String format) {
        var whole = SamplePictures.opaque(format, 50, 50);
        for (int length = 0; length < whole.length; length += 7) {
            drawOrRefuse(Arrays.copyOf(whole, length));
            var bent = whole.clone();
            bent[length] ^= 0x55;
            drawOrRefuse(bent);
        }
    }

    private static void drawOrRefuse(byte[] source) {
        try {
            assertThat(Thumbnail.of(source).bytes()).isNotEmpty();
        } catch (UnusablePicture e) {
            assertThat(e).hasMessageNotContaining("Exception");
        }
    }

    private static void assertColour(BufferedImage image, int x, int y, int red, int green, int blue) {
        int colour = image.getRGB(x, y);
        assertThat(colour >> 16 & 0xff).isBetween(red - 12, red + 12);
        assertThat(colour >> 8 & 0xff).isBetween(green - 12, green + 12);
        assertThat(colour & 0xff).isBetween(blue - 12, blue + 12);
    }
}
