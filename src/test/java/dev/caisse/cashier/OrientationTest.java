package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Seeded;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrientationTest {

    /// The picture as stored is `ab` over `cd` over `ef`.
    @ParameterizedTest
    @CsvSource({
        "1, ab/cd/ef",
        "2, ba/dc/fe",
        "3, fe/dc/ba",
        "4, ef/cd/ab",
        "5, ace/bdf",
        "6, eca/fdb",
        "7, fdb/eca",
        "8, bdf/ace",
    })
    void aPhotoIsTurnedAsTheCameraNoted(int exif, String seen) {
        assertThat(text(new Orientation(exif).upright(image("ab/cd/ef")))).isEqualTo(seen);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "6, 6", "8, 8", "0, 1", "9, 1"})
    void theNoteIsReadInEitherByteOrder(int noted, int understood) {
        for (var order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            var photo = noting(noted, order, SamplePictures.opaque("jpeg", 20, 10));
            assertThat(Orientation.of(photo).exif()).isEqualTo(understood);
        }
    }

    @Test
    void aPhotoOnItsSideStandsUprightOnThePage() throws UnusablePicture {
        var photo = noting(6, ByteOrder.BIG_ENDIAN, SamplePictures.opaque("jpeg", 1000, 500));
        var picture = Thumbnail.of(photo);
        assertThat(picture.width()).isEqualTo(80);
        assertThat(picture.height()).isEqualTo(160);
        var image = SamplePictures.decoded(picture.bytes());
        assertThat(image.getRGB(40, 20) >> 16 & 0xff)
                .as("red was left, and is on top")
                .isGreaterThan(200);
    }

    @Test
    void otherPicturesAreUpright() {
        assertThat(Orientation.of(SamplePictures.opaque("png", 5, 5)).exif()).isEqualTo(1);
        assertThat(Orientation.of(SamplePictures.opaque("jpeg", 5, 5)).exif()).isEqualTo(1);
        assertThat(Orientation.of(new byte[0]).exif()).isEqualTo(1);
    }

    @Test
    void nonsenseIsUpright() {
        Seeded.runs(500, random -> isUpright(Seeded.bytes(random, 200)));
    }

    private static void isUpright(byte[] nonsense) {
        var photo = ByteBuffer.allocate(nonsense.length + 12)
                .putInt(0xffd8ffe1)
                .putShort((short) 0x7fff)
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(nonsense);
        assertThat(Orientation.of(photo.array()).exif()).isBetween(1, 8);
    }

    private static byte[] noting(int exif, ByteOrder order, byte[] jpeg) {
        var note = ByteBuffer.allocate(36).putShort((short) 0xffe1).putShort((short) 34);
        note.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        note.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
        note.order(order).putShort((short) 42).putInt(8).putShort((short) 1);
        note.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) exif);
        return ByteBuffer.allocate(jpeg.length + 36)
                .put(jpeg, 0, 2)
                .put(note.array())
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    private static BufferedImage image(String text) {
        var lines = text.split("/");
        var image = new BufferedImage(lines[0].length(), lines.length, BufferedImage.TYPE_INT_ARGB_PRE);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, y, 0xff000000 | lines[y].charAt(x));
            }
        }
        return image;
    }

    private static String text(BufferedImage image) {
        var text = new StringBuilder();
        for (int y = 0; y < image.getHeight(); y++) {
            text.append(y == 0 ? "" : "/");
            for (int x = 0; x < image.getWidth(); x++) {
                text.append((char) (image.getRGB(x, y) & 0xff));
            }
        }
        return text.toString();
    }
}
