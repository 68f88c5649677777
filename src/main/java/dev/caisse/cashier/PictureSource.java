package dev.caisse.cashier;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// A stranger's picture, still encoded. Its kind is told by its bytes, its size by its header, and nothing is decoded
/// before both are known to be harmless; then only as many pixels as a small copy needs.
final class PictureSource {
    private static final Set<String> KINDS = Set.of("png", "jpeg", "gif", "bmp");
    private static final long MOST_PIXELS = 25_000_000;

    /// A row is decoded whole, however thin the picture.
    private static final int LONGEST_SIDE = 32_767;

    /// Every scan of a progressive JPEG walks over all its pixels again; real ones have about ten.
    private static final int MOST_JPEG_SCANS = 64;

    private static final int BMP_HEADER_WITH_COMPRESSION = 34;

    private final byte[] bytes;

    PictureSource(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The first frame, its longer side at least `side` pixels where the source has them, and under twice as many.
    BufferedImage read(int side) throws UnusablePicture {
        try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            var reader = readerFor(input);
            try {
                reader.setInput(input, true, true);
                return firstFrame(reader, side);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw new UnusablePicture("The picture is broken", e);
        }
    }

    private ImageReader readerFor(ImageInputStream input) throws IOException, UnusablePicture {
        var readers = ImageIO.getImageReaders(input);
        while (readers.hasNext()) {
            var reader = readers.next();
            var kind = kind(reader);
            if (kind.isPresent()) {
                refuseTricks(kind.get());
                return reader;
            }
            reader.dispose();
        }
        throw new UnusablePicture("Neither PNG, JPEG, GIF nor BMP");
    }

    private static Optional<String> kind(ImageReader reader) {
        return Stream.of(reader.getOriginatingProvider().getFormatNames())
                .filter(KINDS::contains)
                .findFirst();
    }

    private void refuseTricks(String kind) throws UnusablePicture {
        if (kind.equals("jpeg") && jpegScans() > MOST_JPEG_SCANS) {
            throw new UnusablePicture("A JPEG of more than " + MOST_JPEG_SCANS + " scans");
        }
        if (kind.equals("bmp") && !isPlainBmp()) {
            throw new UnusablePicture("A compressed BMP");
        }
    }

    private long jpegScans() {
        long scans = 0;
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i - 1] == (byte) 0xff && bytes[i] == (byte) 0xda) {
                scans++;
            }
        }
        return scans;
    }

    /// Other BMPs may hold a whole PNG or JPEG, whose size the header does not tell.
    private boolean isPlainBmp() {
        if (bytes.length < BMP_HEADER_WITH_COMPRESSION) {
            return false;
        }
        var header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean hasCompression = header.getInt(14) >= 40;
        return !hasCompression || header.getInt(30) == 0 || header.getInt(30) == 3;
    }

    private static BufferedImage firstFrame(ImageReader reader, int side) throws IOException, UnusablePicture {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        int longer = Math.max(width, height);
        if (Math.min(width, height) < 1 || longer > LONGEST_SIDE || (long) width * height > MOST_PIXELS) {
            throw new UnusablePicture("A picture of " + width + " × " + height + " pixels");
        }
        var every = Math.max(1, longer / side);
        var how = reader.getDefaultReadParam();
        how.setSourceSubsampling(every, every, 0, 0);
        return reader.read(0, how);
    }
}
