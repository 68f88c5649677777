package dev.caisse.cashier;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Pictures as shops have them, and as attackers make them.
final class SamplePictures {
    static final byte[] SVG = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private SamplePictures() {}

    static byte[] opaque(String format, int width, int height) {
        return encoded(format, painted(width, height, BufferedImage.TYPE_INT_RGB));
    }

    /// Half red, half nothing.
    static byte[] withAlpha(int width, int height) {
        return encoded("png", painted(width, height, BufferedImage.TYPE_INT_ARGB));
    }

    /// A PNG of a few dozen bytes whose header promises the size; there is hardly any data behind it.
    static byte[] bombPng(int width, int height) {
        var header = ByteBuffer.allocate(17).put("IHDR".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        header.putInt(width).putInt(height).put(new byte[] {8, 6, 0, 0, 0});
        var crc = new CRC32();
        crc.update(header.array());
        return ByteBuffer.allocate(8 + 4 + 17 + 4)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
                .putInt(13)
                .put(header.array())
                .putInt((int) crc.getValue())
                .array();
    }

    /// A small BMP's header before a whole other picture.
    static byte[] bmpAround(byte[] inner) {
        var bmp = ByteBuffer.allocate(54 + inner.length).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(54 + inner.length).putInt(0).putInt(54);
        bmp.putInt(40).putInt(10).putInt(10).putShort((short) 1).putShort((short) 0);
        bmp.putInt(5).putInt(inner.length).putInt(0).putInt(0).putInt(0).putInt(0);
        return bmp.put(inner).array();
    }

    static byte[] jpegWithScans(int scans) {
        var jpeg = opaque("jpeg", 10, 10);
        var longer = java.util.Arrays.copyOf(jpeg, jpeg.length + 2 * scans);
        for (int i = jpeg.length; i < longer.length; i += 2) {
            longer[i] = (byte) 0xff;
            longer[i + 1] = (byte) 0xda;
        }
        return longer;
    }

    /// What a shop might sell: a golden cake on a plate.
    static Picture cake() {
        var image = new BufferedImage(160, 160, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setPaint(new GradientPaint(0, 0, new Color(0xfde8b8), 0, 160, new Color(0xf6c667)));
        pen.fillRect(0, 0, 160, 160);
        pen.setColor(new Color(0xffffff));
        pen.fillOval(22, 92, 116, 40);
        pen.setColor(new Color(0xc9781a));
        pen.fillRoundRect(42, 66, 76, 50, 18, 18);
        pen.setPaint(new GradientPaint(0, 50, new Color(0xf3b23e), 0, 96, new Color(0xe4952a)));
        pen.fillRoundRect(42, 52, 76, 44, 18, 18);
        pen.setColor(new Color(0xc9781a));
        pen.setStroke(new BasicStroke(2.5f));
        for (int x = 54; x < 112; x += 14) {
            pen.drawLine(x, 58, x - 6, 90);
            pen.drawLine(x - 6, 58, x, 90);
        }
        pen.dispose();
        return new Picture("image/png", encoded("png", image), 160, 160);
    }

    static BufferedImage decoded(byte[] bytes) {
        try {
            return ImageIO.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage painted(int width, int height, int type) {
        var image = new BufferedImage(width, height, type);
        var pen = image.createGraphics();
        boolean isOpaque = type == BufferedImage.TYPE_INT_RGB;
        pen.setColor(Color.BLUE);
        pen.fillRect(0, 0, isOpaque ? width : 0, height);
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, width / 2, height);
        pen.dispose();
        return image;
    }

    private static byte[] encoded(String format, BufferedImage image) {
        var bytes = new ByteArrayOutputStream();
        try (var output = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, format, output)) {
                throw new AssertionError("no writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
