package dev.caisse.cashier;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/// Which way up a photo is, as the camera noted it. Our copy loses the note, so it is turned instead, as a browser
/// would.
///
/// @param exif 1 to 8, Exif 2.3 tag 0x0112; 1 is upright
record Orientation(int exif) {
    private static final Orientation UPRIGHT = new Orientation(1);
    private static final Set<Integer> MIRRORED_ACROSS = Set.of(2, 3, 7, 8);
    private static final Set<Integer> MIRRORED_DOWN = Set.of(3, 4, 6, 7);
    private static final int FIRST_ON_ITS_SIDE = 5;

    private static final int JPEG = 0xffd8;
    private static final int APP1 = 0xffe1;
    private static final int SCAN = 0xffda;
    private static final int EXIF = 0x45786966;
    private static final int TAG = 0x0112;

    /// Upright when nothing sensible is noted.
    static Orientation of(byte[] source) {
        try {
            return noted(ByteBuffer.wrap(source));
        } catch (IndexOutOfBoundsException | IllegalArgumentException _) {
            return UPRIGHT;
        }
    }

    BufferedImage upright(BufferedImage image) {
        if (exif == UPRIGHT.exif) {
            return image;
        }
        var turned = isOnItsSide()
                ? new BufferedImage(image.getHeight(), image.getWidth(), image.getType())
                : new BufferedImage(image.getWidth(), image.getHeight(), image.getType());
        for (int y = 0; y < turned.getHeight(); y++) {
            for (int x = 0; x < turned.getWidth(); x++) {
                turned.setRGB(x, y, seen(image, x, y));
            }
        }
        return turned;
    }

    private int seen(BufferedImage image, int x, int y) {
        int across = isOnItsSide() ? y : x;
        int down = isOnItsSide() ? x : y;
        return image.getRGB(
                MIRRORED_ACROSS.contains(exif) ? image.getWidth() - 1 - across : across,
                MIRRORED_DOWN.contains(exif) ? image.getHeight() - 1 - down : down);
    }

    private boolean isOnItsSide() {
        return exif >= FIRST_ON_ITS_SIDE;
    }

    private static Orientation noted(ByteBuffer source) {
        int at = 2;
        if (unsigned(source, 0) != JPEG) {
            return UPRIGHT;
        }
        while (unsigned(source, at) > 0xff00 && unsigned(source, at) != SCAN) {
            if (unsigned(source, at) == APP1 && source.getInt(at + 4) == EXIF) {
                return inDirectory(source.slice(at + 10, source.limit() - at - 10));
            }
            at += 2 + unsigned(source, at + 2);
        }
        return UPRIGHT;
    }

    private static Orientation inDirectory(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = unsigned(tiff, directory);
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if (unsigned(tiff, entry) == TAG) {
                int exif = unsigned(tiff, entry + 8);
                return exif >= 1 && exif <= 8 ? new Orientation(exif) : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    private static int unsigned(ByteBuffer source, int at) {
        return Short.toUnsignedInt(source.getShort(at));
    }
}
