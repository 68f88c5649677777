package dev.caisse.cashier;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Makes a [Picture] of a stranger's bytes: fitted into a square, drawn anew, so that no byte of the source is served.
/// One at a time in the whole process, whatever asks: a big picture costs memory and a core.
final class Thumbnail {
    /// Pixels: enough for 80 CSS pixels on a dense screen.
    static final int SIDE = 160;

    private static final float JPEG_QUALITY = 0.8f;
    private static final Lock ONE_AT_A_TIME = new ReentrantLock();

    static {
        System.setProperty("java.awt.headless", "true");
    }

    private Thumbnail() {}

    static Picture of(byte[] source) throws UnusablePicture {
        ONE_AT_A_TIME.lock();
        try {
            var small = fitted(new PictureSource(source).read(4 * SIDE));
            return encoded(Orientation.of(source).upright(small));
        } catch (IOException | RuntimeException e) {
            throw new UnusablePicture("The picture could not be drawn", e);
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private static BufferedImage fitted(BufferedImage image) {
        int longer = Math.max(image.getWidth(), image.getHeight());
        if (longer > 2 * SIDE) {
            // Bilinear drawing looks at four pixels only: halving is exact, a bigger step would sparkle.
            return fitted(drawn(image, 0.5));
        }
        return drawn(image, Math.min(1.0, (double) SIDE / longer));
    }

    private static BufferedImage drawn(BufferedImage image, double scale) {
        int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
        // Premultiplied, or the colour of what is invisible bleeds into the edges.
        var canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB_PRE);
        var pen = canvas.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(image, 0, 0, width, height, null);
        pen.dispose();
        return canvas;
    }

    private static Picture encoded(BufferedImage image) throws IOException {
        boolean isOpaque = isOpaque(image);
        var plain = copied(image, isOpaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        var bytes = isOpaque ? written(plain, "jpeg", JPEG_QUALITY) : written(plain, "png", 0f);
        return new Picture(isOpaque ? "image/jpeg" : "image/png", bytes, image.getWidth(), image.getHeight());
    }

    private static boolean isOpaque(BufferedImage image) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (image.getRGB(x, y) >>> 24 != 0xff) {
                    return false;
                }
            }
        }
        return true;
    }

    private static BufferedImage copied(BufferedImage image, int type) {
        var copy = new BufferedImage(image.getWidth(), image.getHeight(), type);
        var pen = copy.createGraphics();
        pen.drawImage(image, 0, 0, null);
        pen.dispose();
        return copy;
    }

    private static byte[] written(BufferedImage image, String format, float quality) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName(format).next();
        var bytes = new ByteArrayOutputStream();
        try (var output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), asked(writer, quality));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /// For PNG the lowest quality is merely the hardest packing.
    private static ImageWriteParam asked(ImageWriter writer, float quality) {
        var how = writer.getDefaultWriteParam();
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(quality);
        return how;
    }
}
